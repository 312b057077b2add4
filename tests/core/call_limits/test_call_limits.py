"""What a space's campaigns may call: the last place goes to one of two, and comes back if no call came of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from tests.support.builders import NOON, FakeClock
from tests.support.call_limits import MemoryCallLimits

from speaknode import wiring
from speaknode.call_limits.dynamo import DynamoCallLimits
from speaknode.call_limits.models import Recent, Refusal, Used
from speaknode.call_limits.ports import CallLimitStore
from speaknode.call_limits.schemas import CallLimitsInput
from speaknode.call_limits.service import CallLimitService
from speaknode.costs.models import SessionCost

ANN, BOB = "+12025550143", "+12025550144"


def cost(total_usd: str, *, complete: bool = True, metered: bool = True) -> SessionCost:
    return SessionCost(total_usd=Decimal(total_usd), is_complete=complete, is_metered=metered)


FREE = cost("0")


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
    limits.settle("spc_1", "ses_1", 90, FREE)
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
    limits.settle("spc_1", "ses_1", 5, FREE)
    assert reserve(limits, "ses_1") is None
    assert used(limits) == (1, 1)


def test_a_days_minutes_are_those_that_were_talked(limits: CallLimitService) -> None:
    put(limits, minutes_per_day=2)
    assert [reserve(limits, f"ses_{n}") for n in (1, 2)] == [None, None]
    assert reserve(limits, "ses_3") is Refusal.MINUTES_PER_DAY
    for _ in range(2):
        limits.settle("spc_1", "ses_1", 0, FREE)
    assert used(limits) == (2, 1)
    assert reserve(limits, "ses_3") is None
    limits.settle("spc_1", "ses_2", 300.2, FREE)
    assert used(limits) == (3, 7)
    assert reserve(limits, "ses_4") is Refusal.MINUTES_PER_DAY


def spent(limits: CallLimitService) -> Decimal:
    return limits.get("spc_1").spend_usd_today


def test_a_days_spend_is_what_calls_cost_and_what_is_reserved_for_those_that_are_held(
    limits: CallLimitService, clock: FakeClock
) -> None:
    put(limits, spend_usd_per_day="0.25")
    assert [reserve(limits, f"ses_{n}") for n in (1, 2)] == [None, None]
    assert (reserve(limits, "ses_3"), spent(limits)) == (Refusal.SPEND_PER_DAY, Decimal("0.2"))
    for _ in range(2):
        limits.settle("spc_1", "ses_1", 9, cost("0.012345"))
    assert spent(limits) == Decimal("0.112345")
    assert (limits.exhausted("spc_1"), reserve(limits, "ses_3")) == (None, None)
    assert limits.exhausted("spc_1") is Refusal.SPEND_PER_DAY
    clock.advance(24 * 3600)
    assert limits.exhausted("spc_1") is None


def test_where_calls_cost_more_so_much_is_reserved_for_the_next(limits: CallLimitService) -> None:
    put(limits, spend_usd_per_day="1")
    reserve(limits, "ses_1")
    limits.settle("spc_1", "ses_1", 9, cost("0.4"))
    assert (reserve(limits, "ses_2"), spent(limits)) == (None, Decimal("0.8"))
    assert reserve(limits, "ses_3") is Refusal.SPEND_PER_DAY
    limits.give_back("spc_1", "ses_2")
    assert spent(limits) == Decimal("0.4")


def test_what_is_not_known_counts_as_was_reserved_until_the_agent_tells(
    limits: CallLimitService,
) -> None:
    put(limits, spend_usd_per_day="1")
    reserve(limits, "ses_1")
    unknown = cost("0.02", complete=False, metered=False)
    limits.settle("spc_1", "ses_1", 9, unknown)
    assert spent(limits) == Decimal("0.1")
    limits.settle("spc_1", "ses_1", 9, cost("0.05"))
    limits.settle("spc_1", "ses_1", 9, unknown)  # told late, by somebody who had looked before
    assert spent(limits) == Decimal("0.05")
    reserve(limits, "ses_2")
    limits.settle("spc_1", "ses_2", 9, cost("0.3", complete=False))
    assert spent(limits) == Decimal("0.35")


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
    limits.settle("spc_1", "ses_2", 1, FREE)
    limits.give_back("spc_1", "ses_2")
    assert reserve(limits, "ses_3") is Refusal.CALLS_PER_NUMBER


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"calls_per_day": 1}, Refusal.CALLS_PER_DAY),
        ({"minutes_per_day": 1}, Refusal.MINUTES_PER_DAY),
        ({"spend_usd_per_day": "0.15"}, Refusal.SPEND_PER_DAY),
        ({"calls_per_number": {"calls": 1}}, Refusal.CALLS_PER_NUMBER),
    ],
)
def test_of_two_that_saw_the_last_place_free_one_gets_it(
    memory_aws: None, wanted: dict[str, object], refusal: Refusal
) -> None:
    """What was read before may be old: the write itself asks for room."""
    store = Behind(wiring.connection())
    limits = CallLimitService(store=store, clock=lambda: NOON)
    put(limits, **wanted)
    assert reserve(limits, "ses_1") is None
    store.is_behind = True
    assert reserve(limits, "ses_2") is refusal
    assert not store.is_behind
    assert used(limits) == (1, 1)


class Behind(DynamoCallLimits):
    """Once, it reads the day and the number as they were before anybody called."""

    is_behind = False

    def used(self, space_id: str, day: date) -> Used:
        found = Used(day=day) if self.is_behind else super().used(space_id, day)
        self.is_behind = False
        return found

    def recent(self, space_id: str, number: str) -> Recent:
        return Recent() if self.is_behind else super().recent(space_id, number)


@pytest.mark.parametrize(
    "fields",
    [
        {"calls_per_day": 0},
        {"spend_usd_per_day": "0.05"},
        {"minutes_per_day": -1},
        {"calls_per_number": {"days": 1}},
        {"x": 1},
    ],
)
def test_what_is_no_limit(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CallLimitsInput.model_validate(fields)
