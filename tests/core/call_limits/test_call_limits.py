"""What a space's campaigns may call: the last place goes to one of two, and comes back if no call came of it."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from pydantic import ValidationError
from tests.support.builders import NOON, FakeClock
from tests.support.call_limits import MemoryCallLimits

from speaknode import wiring
from speaknode.call_limits.dynamo import DynamoCallLimits
from speaknode.call_limits.models import Refusal
from speaknode.call_limits.ports import CallLimitStore
from speaknode.call_limits.schemas import CallLimitsInput
from speaknode.call_limits.service import CallLimitService

ANN, BOB = "+12025550143", "+12025550144"


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[CallLimitStore]:
    if request.param == "memory":
        yield MemoryCallLimits()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoCallLimits(wiring.connection())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def limits(store: CallLimitStore, clock: FakeClock) -> CallLimitService:
    return CallLimitService(store=store, clock=clock)


def put(limits: CallLimitService, **fields: object) -> None:
    limits.put("spc_1", CallLimitsInput.model_validate(fields))


def reserve(limits: CallLimitService, session: str, number: str = ANN) -> Refusal | None:
    return limits.reserve("spc_1", session, number)


def used(limits: CallLimitService) -> tuple[int, int]:
    found = limits.get("spc_1")
    return found.calls_today, found.minutes_today


def test_without_limits_nothing_is_refused_nor_counted(limits: CallLimitService) -> None:
    assert reserve(limits, "ses_1") is None
    limits.settle("spc_1", "ses_1", 90)
    assert (limits.exhausted("spc_1"), used(limits)) == (None, (0, 0))


def test_a_days_calls(limits: CallLimitService, clock: FakeClock) -> None:
    put(limits, calls_per_day=2)
    assert [reserve(limits, f"ses_{n}") for n in range(3)] == [None, None, Refusal.CALLS_PER_DAY]
    assert limits.exhausted("spc_1") is Refusal.CALLS_PER_DAY
    assert limits.reserve("spc_2", "ses_9", ANN) is None
    clock.advance(24 * 3600)
    assert (limits.exhausted("spc_1"), reserve(limits, "ses_3")) == (None, None)


def test_a_call_has_one_place_however_often_it_asks(limits: CallLimitService) -> None:
    put(limits, calls_per_day=1, calls_per_number={"calls": 1})
    assert [reserve(limits, "ses_1"), reserve(limits, "ses_1")] == [None, None]
    limits.settle("spc_1", "ses_1", 5)
    assert reserve(limits, "ses_1") is None
    assert used(limits) == (1, 1)


def test_a_days_minutes_are_those_that_were_talked(limits: CallLimitService) -> None:
    put(limits, minutes_per_day=2)
    assert [reserve(limits, f"ses_{n}") for n in (1, 2)] == [None, None]
    assert reserve(limits, "ses_3") is Refusal.MINUTES_PER_DAY
    for _ in range(2):
        limits.settle("spc_1", "ses_1", 0)
    assert used(limits) == (2, 1)
    assert reserve(limits, "ses_3") is None
    limits.settle("spc_1", "ses_2", 300.2)
    assert used(limits) == (3, 7)
    assert reserve(limits, "ses_4") is Refusal.MINUTES_PER_DAY


def test_one_number_is_called_so_often_in_so_many_days(
    limits: CallLimitService, clock: FakeClock
) -> None:
    put(limits, calls_per_number={"calls": 2, "days": 3})
    assert [reserve(limits, f"ses_{n}") for n in (1, 2)] == [None, None]
    assert reserve(limits, "ses_3") is Refusal.CALLS_PER_NUMBER
    assert reserve(limits, "ses_4", BOB) is None
    assert limits.exhausted("spc_1") is None
    clock.advance(timedelta(days=3).total_seconds())
    assert reserve(limits, "ses_3") is None


def test_a_place_comes_back_once_if_no_call_came_of_it(limits: CallLimitService) -> None:
    put(limits, calls_per_day=1, calls_per_number={"calls": 1})
    reserve(limits, "ses_1")
    for _ in range(2):
        limits.give_back("spc_1", "ses_1")
    assert used(limits) == (0, 0)
    assert reserve(limits, "ses_2") is None
    limits.settle("spc_1", "ses_2", 1)
    limits.give_back("spc_1", "ses_2")
    assert reserve(limits, "ses_3") is Refusal.CALLS_PER_NUMBER


def test_of_many_that_ask_at_once_as_many_get_a_place_as_there_are(memory_aws: None) -> None:
    limits = CallLimitService(store=DynamoCallLimits(wiring.connection()), clock=lambda: NOON)
    put(limits, calls_per_day=3)
    answers: list[Refusal | None] = []
    asking = [
        Thread(target=lambda n=n: answers.append(reserve(limits, f"ses_{n}", f"+1202555{n:04d}")))
        for n in range(12)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert (answers.count(None), answers.count(Refusal.CALLS_PER_DAY)) == (3, 9)
    assert used(limits) == (3, 3)


@pytest.mark.parametrize(
    "fields",
    [{"calls_per_day": 0}, {"minutes_per_day": -1}, {"calls_per_number": {"days": 1}}, {"x": 1}],
)
def test_what_is_no_limit(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CallLimitsInput.model_validate(fields)
