"""One supervised process: start, readiness, restart with growing pauses, stop."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local import probes
from infra.local.errors import LocalError
from infra.local.home import PROJECT, make_room
from infra.local.probes import Probe
from infra.local.process_tree import created_at, kill_group, stop_tree
from infra.local.state import Journal, Process

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0
_STEADY_S = 60.0
log = logging.getLogger("speaknode.supervisor")


@dataclass(frozen=True)
class Spec:
    name: str
    argv: list[str]
    env: Mapping[str, str] = field(repr=False)
    log: Path
    ready: Probe
    port: int | None = None
    # Words that the log must have, too, for a readiness that no address tells.
    says: str = ""
    ready_within_s: float = 60.0
    stop_within_s: float = 10.0


def pause_s(failures: int) -> float:
    return float(min(_FIRST_PAUSE_S * 2 ** max(failures - 1, 0), _LONGEST_PAUSE_S))


class Child:
    def __init__(self, spec: Spec, journal: Journal) -> None:
        self.spec = spec
        self.ready = asyncio.Event()
        self.died = asyncio.Event()
        self.restarted = asyncio.Event()
        self._journal = journal
        self._state = Process(spec.name, "starting", port=spec.port)
        self._process: asyncio.subprocess.Process | None = None
        self._ready = spec.ready
        self._stopping = False
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts it and waits until it is ready; from then on it is kept alive."""
        await self._spawn()
        if not await self._await_ready():
            hung = not self.died.is_set()
            await self.stop()
            raise LocalError(self._excuse(hung=hung))
        self._keeper = asyncio.create_task(self._keep(), name=f"keep-{self.spec.name}")

    async def stop(self) -> None:
        self._stopping = True
        if self._keeper:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        await self._end()
        self._note("stopped")

    async def replace(self, spec: Spec) -> None:
        """The same child with another configuration."""
        await self.stop()
        self.spec = spec
        self._stopping = False
        await self.start()

    async def _spawn(self) -> None:
        self.ready.clear()
        self.died.clear()
        make_room(self.spec.log)
        self._ready = probes.both(self.spec.ready, probes.said(self.spec.log, self.spec.says))
        with self.spec.log.open("ab") as sink:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.argv,
                cwd=PROJECT,
                env=dict(self.spec.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self._state.pid = self._process.pid
        self._state.created_at = created_at(self._process.pid)
        self._state.started_at = time.time()
        self._note("starting")

    async def _await_ready(self) -> bool:
        assert self._process
        exited = asyncio.create_task(self._process.wait())
        exited.add_done_callback(lambda _: self.died.set())
        if not await probes.wait(self._ready, self.spec.ready_within_s, self.died):
            return False
        # Another program may answer on the port while ours is going down over it.
        if self.died.is_set():
            return False
        self.ready.set()
        self._note("ready")
        return True

    async def _keep(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            await self.died.wait()
            failures = 1 if time.monotonic() - began > _STEADY_S else failures + 1
            await self._end()
            self._note("restarting")
            pause = pause_s(failures)
            fields = {"child": self.spec.name, "exit": self._state.last_exit, "pause_s": pause}
            log.warning("child died", extra=fields)
            await asyncio.sleep(pause)
            self._state.restarts += 1
            await self._spawn()
            if await self._await_ready():
                log.info("child restarted", extra={"child": self.spec.name})
                self.restarted.set()
            else:
                await self._end()

    async def _end(self) -> None:
        """Also after a death: its descendants may live on."""
        if not self._process:
            return
        await asyncio.to_thread(stop_tree, self._process.pid, self.spec.stop_within_s)
        kill_group(self._process.pid)
        code = await self._process.wait()
        self._state.last_exit = f"signal {-code}" if code < 0 else f"code {code}"

    def _note(self, status: str) -> None:
        self._state.status = status
        self._journal.process(self._state)

    def _excuse(self, *, hung: bool) -> str:
        where = f"see {self.spec.log}"
        if hung:
            return f"{self.spec.name} was not ready within {self.spec.ready_within_s:g} s; {where}"
        ended = f"{self.spec.name} ended with {self._state.last_exit} while starting"
        return f"{ended}: {last_line(self.spec.log)} ({where})"


def last_line(path: Path) -> str:
    lines = [line for line in path.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "it said nothing"
