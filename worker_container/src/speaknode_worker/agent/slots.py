"""How many calls this worker holds at once.

LiveKit weighs workers by its `agents.target_load` − load and sends nothing to a load of that and more, so load must
be the share of taken slots: the default (CPU) leaves calls ringing for ever on a busy machine.
"""

import time

from livekit.agents import AgentServer, JobRequest

_SETTLE_S = 15.0
"""An accepted job appears among the active ones within this time, or it never came."""


_TARGET_LOAD = 0.7
"""LiveKit's own default. Reports above it would leave almost a third of the slots empty, and callers waiting."""


class Slots:
    def __init__(self, total: int) -> None:
        self.total = total
        self._coming: dict[str, float] = {}

    def load(self, server: AgentServer) -> float:
        return _TARGET_LOAD * min(1.0, self._taken(server) / self.total)

    def try_take(self, job_id: str, server: AgentServer) -> bool:
        if self._taken(server) >= self.total:
            return False
        self._coming[job_id] = time.monotonic()
        return True

    def _taken(self, server: AgentServer) -> int:
        active = {info.job.id for info in server.active_jobs}
        fresh = time.monotonic() - _SETTLE_S
        self._coming = {
            job_id: at for job_id, at in self._coming.items() if at > fresh and job_id not in active
        }
        return len(active) + len(self._coming)


async def answer(request: JobRequest, slots: Slots, server: AgentServer) -> None:
    if slots.try_take(request.job.id, server):
        await request.accept()
    else:
        await request.reject()
