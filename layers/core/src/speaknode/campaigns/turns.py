"""When a call may begin: its moment is reserved on every line it goes over, and awaited."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from speaknode.campaigns.ports import RateStore
from speaknode.kit.clock import Clock

WAIT_AT_MOST_S = 3.0
LATE_S = 0.010
"""A moment that was missed by more is let go. Intervals are that much longer, so no second ever has too many."""
LEAD_S = 0.05
"""To reserve takes a while too: the moment lies ahead of it, and further ahead where that was not enough."""


class Turns:
    def __init__(self, *, rates: RateStore, clock: Clock, sleep: Callable[[float], None]) -> None:
        self._rates, self._clock, self._sleep = rates, clock, sleep

    def wait(self, lines: Mapping[str, float]) -> bool:
        """Calls per second by line; returns at the moment to begin. False: this is not the time to wait for it."""
        intervals = {line: (1 + LATE_S) / cps for line, cps in lines.items()}
        until = self._clock() + timedelta(seconds=WAIT_AT_MOST_S)
        lead_s = LEAD_S
        while True:
            earliest = self._clock() + timedelta(seconds=lead_s)
            moment = self._rates.reserve(intervals, now=earliest, until=until)
            if moment is None:
                return False
            self._sleep(max(0.0, (moment - self._clock()).total_seconds()))
            if _seconds(self._clock(), moment) <= LATE_S:
                return True
            lead_s *= 2


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()
