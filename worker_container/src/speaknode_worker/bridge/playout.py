"""When the agent's audio leaves for the carrier: enough ahead to ride out a stall, little enough to take back.

Pure: time is an argument. The carrier plays what it has in order, so what it still holds is known
from when we sent it; a mark that comes back corrects nothing, it only proves the end.
"""

from collections import deque
from dataclasses import dataclass

FIRST_S = 0.08
"""Gathered before an utterance starts: its first frames come as unevenly as the room's loop runs."""
LEAD_S = 0.2
"""The carrier is never given more than this ahead of what it plays."""
CHUNK_S = 0.04
"""One message's audio, when there is as much: half the messages of 20 ms frames."""


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


class Playout:
    def __init__(self, rate_hz: int) -> None:
        self._bytes_per_s = rate_hz * 2
        self._chunk = int(CHUNK_S * rate_hz) * 2
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._closed = False
        self._empty_at = 0.0
        self._generation = self._utterance = 0
        self._sent_in_utterance = False
        self._awaited: set[str] = set()

    def push(self, pcm: bytes) -> None:
        self._queue.append(pcm)
        self._queued += len(pcm)
        self._closed = False

    def close_utterance(self) -> None:
        """What is queued is all of it: send it to the end, then a mark."""
        self._closed = bool(self._queued) or self._sent_in_utterance

    def lead_s(self, now: float) -> float:
        """What the carrier has still to play."""
        return max(0.0, self._empty_at - now)

    def pending_s(self, now: float) -> float:
        """Until the last that we have is played."""
        return self.lead_s(now) + self._queued / self._bytes_per_s

    @property
    def is_proven(self) -> bool:
        """All is sent, and every mark has come back."""
        return not (self._queue or self._closed or self._awaited)

    def take(self, now: float) -> bytes | Mark | None:
        """The next thing to send now."""
        if not self._queued:
            return self._mark() if self._closed else None
        lead = self.lead_s(now)
        needed = min(self._chunk, self._queued) if self._closed else self._chunk
        if not self._closed and lead <= 0.0:
            needed = int(FIRST_S * self._bytes_per_s)
        if self._queued < needed or lead + CHUNK_S > LEAD_S:
            return None
        pcm = self._cut(min(self._chunk, self._queued))
        self._empty_at = max(self._empty_at, now) + len(pcm) / self._bytes_per_s
        self._sent_in_utterance = True
        return pcm

    def wait_s(self, now: float) -> float | None:
        """How long until `take` may give something although nothing is pushed; None: not by itself."""
        if not self._queued and not self._closed:
            return None
        too_far = self.lead_s(now) + CHUNK_S - LEAD_S
        return max(too_far, 0.001) if self._closed or self._queued >= self._chunk else None

    def clear(self, now: float) -> float:
        """Forget all that is not played; how much the carrier held (it must be told to drop it)."""
        unplayed = self.lead_s(now)
        self._queue.clear()
        self._queued = 0
        self._closed = self._sent_in_utterance = False
        self._empty_at = now
        self._generation += 1
        # The carrier gives the marks of what it drops back at once: they prove nothing.
        self._awaited.clear()
        return unplayed

    def played(self, mark: str) -> bool:
        """A mark came back; False when it was dropped, not played."""
        if mark not in self._awaited:
            return False
        self._awaited.discard(mark)
        return True

    def _mark(self) -> Mark:
        self._closed = self._sent_in_utterance = False
        self._utterance += 1
        name = f"g{self._generation}u{self._utterance}"
        self._awaited.add(name)
        return Mark(name)

    def unmarkable(self) -> None:
        """The carrier has no marks: none will come back."""
        self._awaited.clear()

    def _cut(self, size: int) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            head = self._queue.popleft()
            fits = size - len(taken)
            taken += head[:fits]
            if len(head) > fits:
                self._queue.appendleft(head[fits:])
        self._queued -= size
        return bytes(taken)
