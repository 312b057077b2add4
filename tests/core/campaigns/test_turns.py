"""No second ever has more calls than allowed, however slow diallers, store and clock are."""

import random
from datetime import datetime, timedelta

import pytest
from tests.support.builders import FakeClock
from tests.support.campaigns import MemoryRates

from speaknode.campaigns.turns import LATE_S, Turns

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("cps", [0.5, 7, 50])
@pytest.mark.parametrize("seed", range(3))
def test_no_rolling_second_has_more_calls_than_allowed(cps: float, seed: int) -> None:
    random_, clock, begun = random.Random(seed), FakeClock(), list[datetime]()

    def sleep(seconds: float) -> None:
        clock.advance(seconds + random_.choice([0, 0.001, LATE_S, 0.02, 0.3]))

    turns = Turns(rates=MemoryRates(), clock=clock, sleep=sleep)
    while len(begun) < 300:
        if turns.wait({"campaign": cps, "account": 2 * cps}):
            begun.append(clock())
        clock.advance(random_.choice([0, 0, 0.005]))
        # Others dial at the same time: each begins where this one was before it slept.
        clock.advance(-random_.uniform(0, 0.01))
    begun.sort()
    span = max(SECOND, SECOND / cps)
    most = max(1, int(cps))
    for place, first in enumerate(begun[:-most]):
        assert begun[place + most] - first >= span - timedelta(microseconds=1)


def test_a_line_that_is_taken_for_long_is_not_waited_for() -> None:
    clock = FakeClock()

    def sleep(seconds: float) -> None:
        clock.advance(seconds)

    turns = Turns(rates=MemoryRates(), clock=clock, sleep=sleep)
    assert turns.wait({"campaign": 0.1})
    assert not turns.wait({"campaign": 0.1})
    clock.advance(8)
    assert turns.wait({"campaign": 0.1})
