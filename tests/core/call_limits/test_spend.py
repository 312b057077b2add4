"""Whatever comes in whatever order: a day's spend is over its limit only by what calls cost more than was reserved."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.builders import NOON
from tests.support.call_limits import MemoryCallLimits

from speaknode import wiring
from speaknode.call_limits.dynamo import DynamoCallLimits
from speaknode.call_limits.models import CallLimits, Refusal, Reservation
from speaknode.call_limits.ports import CallLimitStore
from speaknode.costs.models import SessionCost
from speaknode.costs.money import usd
from speaknode.kit.ids import new_id

LIMIT = CallLimits(spend_usd_per_day=Decimal("0.50"))


@dataclass(frozen=True)
class Step:
    what: str
    session: int
    micro_usd: int


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(["reserve", "reserve", "settle", "unknown", "give_back"]),
        session=st.integers(0, 15),
        micro_usd=st.integers(0, 300_000),
    ),
    max_size=60,
)


def take(store: CallLimitStore, space_id: str, step: Step) -> Refusal | None:
    session_id = f"ses_{step.session}"
    if step.what == "reserve":
        place = Reservation(
            space_id=space_id, session_id=session_id, number="+12025550143", at=NOON
        )
        return store.reserve(place, LIMIT)
    if step.what == "give_back":
        store.give_back(space_id, session_id)
        return None
    is_known = step.what == "settle"
    cost = SessionCost(total_usd=usd(step.micro_usd), is_complete=is_known, is_metered=is_known)
    store.settle(space_id, session_id, 9, cost)
    return None


@given(STEPS)
def test_the_limit_is_kept(steps: list[Step]) -> None:
    store = MemoryCallLimits()
    for step in steps:
        take(store, "spc_1", step)
        places = store.places.values()
        used = store.used("spc_1", NOON.date()).micro_usd
        assert used == sum(place.micro_usd for place in places)
        more = sum(max(0, place.micro_usd - place.reserved_micro_usd) for place in places)
        assert used - more <= 500_000


@given(steps=STEPS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.timeout(120)
def test_dynamo_counts_as_the_memory_does(memory_aws: None, steps: list[Step]) -> None:
    space_id = new_id("spc")  # the examples share one table
    memory, dynamo = MemoryCallLimits(), DynamoCallLimits(wiring.connection())
    for step in steps:
        assert take(dynamo, space_id, step) == take(memory, space_id, step)
    assert dynamo.used(space_id, NOON.date()) == memory.used(space_id, NOON.date())
