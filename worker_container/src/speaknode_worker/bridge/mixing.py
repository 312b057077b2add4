"""Several voices of a room become one: the agent's, the place behind it, music on hold."""

from collections import deque
from collections.abc import Callable

import numpy as np

LAG_FRAMES = 3
"""A voice that is so far ahead of the leading one takes the lead: the other has stalled."""


class Mixer:
    """All voices come in frames of one length; the leading voice's arrivals are the clock."""

    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self._hear = hear
        self._waiting: dict[str, deque[bytes]] = {}
        self._leader: str | None = None

    def add(self, voice: str) -> None:
        self._waiting[voice] = deque()
        self._leader = self._leader or voice

    def remove(self, voice: str) -> None:
        self._waiting.pop(voice, None)
        if self._leader == voice:
            self._leader = next(iter(self._waiting), None)

    def push(self, voice: str, pcm: bytes) -> None:
        if len(self._waiting) == 1:
            self._hear(pcm)
        elif voice == self._leader:
            others = [queue.popleft() for queue in self._waiting.values() if queue]
            self._hear(_sum([pcm, *others]))
        else:
            queue = self._waiting[voice]
            queue.append(pcm)
            if len(queue) > LAG_FRAMES:
                self._leader = voice
                while queue:
                    self._hear(queue.popleft())


def _sum(frames: list[bytes]) -> bytes:
    if len(frames) == 1:
        return frames[0]
    samples = [np.frombuffer(frame, "<i2").astype(np.int32) for frame in frames]
    size = min(len(one) for one in samples)
    total = np.sum([one[:size] for one in samples], axis=0)
    mixed: bytes = np.clip(total, -32768, 32767).astype("<i2").tobytes()
    return mixed
