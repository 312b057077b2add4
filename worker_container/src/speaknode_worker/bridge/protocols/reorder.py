"""Chunks by their numbers: late ones are waited for a little, lost ones become silence."""

WINDOW = 3
"""Chunks (of about 20 ms) that may overtake a late one before it counts as lost."""
LONGEST_GAP = 10
"""A jump further than this is a renumbering, not a loss."""


class Reorder:
    def __init__(self) -> None:
        self._next: int | None = None
        self._held: dict[int, bytes] = {}
        self._length = 0

    def push(self, number: int, pcm: bytes) -> list[bytes]:
        if self._next is None or abs(number - self._next) > LONGEST_GAP:
            ready = self.rest()
            self._next = number + 1
            return [*ready, pcm]
        if number < self._next:
            return []  # its place has passed, as silence or as itself
        self._length = len(pcm)
        self._held[number] = pcm
        ready = self._in_order()
        if len(self._held) >= WINDOW:
            ready += self._past_the_gap()
        return ready

    def rest(self) -> list[bytes]:
        """All that is held, in order."""
        ready = [self._held[number] for number in sorted(self._held)]
        self._held.clear()
        return ready

    def _in_order(self) -> list[bytes]:
        ready = []
        while self._next in self._held:
            ready.append(self._held.pop(self._next))
            self._next += 1
        return ready

    def _past_the_gap(self) -> list[bytes]:
        assert self._next is not None
        first = min(self._held)
        silence = [bytes(self._length)] * (first - self._next)
        self._next = first
        return silence + self._in_order()
