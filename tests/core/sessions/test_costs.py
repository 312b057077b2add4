"""When and how often a session's cost is fixed: at its end, once, by the prices of that moment."""

from decimal import Decimal
from typing import Any

import pytest
from tests.core.costs.test_pricing import row, used
from tests.core.sessions.test_reports import World

from speaknode.costs.models import Line
from speaknode.events.domain import EventType
from speaknode.events.reports import SessionCheck, SessionEnded, SessionStarted
from speaknode.sessions.models import Channel, EndFault, EndReason, SessionStatus

SPENT = used("llm", "m", {"million_input_tokens": 1_000_000})


def world(**fields: Any) -> World:
    made = World(status=SessionStatus.DISPATCHING, **fields)
    made.catalogue.rows = [row("llm", "m", million_input_tokens="0.40")]
    return made


def end(made: World, **fields: Any) -> None:
    reason = {"end_reason": EndReason.CALLER_HANGUP, "end_fault": EndFault.NONE}
    made.tell(SessionEnded, **(reason | fields))


def total(made: World) -> tuple[Decimal, bool]:
    cost = made.session.cost
    assert cost is not None
    return cost.total_usd, cost.is_complete


def test_it_is_told_twice_and_costs_once_and_by_the_prices_of_its_end() -> None:
    made = world()
    made.tell(SessionStarted, worker_id="w", record=False)
    assert made.session.cost is None
    end(made, used=[SPENT])
    assert total(made) == (Decimal("0.4"), True)
    made.catalogue.rows = [row("llm", "m", million_input_tokens="100")]
    end(made, used=[SPENT])
    assert total(made) == (Decimal("0.4"), True)
    ended = made.store.events[f"{made.id}.session.ended"]
    assert ended.data["cost_usd"] == "0.400000"


@pytest.mark.parametrize(
    ("channel", "model"), [(Channel.PHONE_IN, "inbound"), (Channel.CAMPAIGN, "outbound")]
)
def test_a_call_costs_its_minutes_too(channel: Channel, model: str) -> None:
    line = Line(telephony_account_id="tel_1", carrier="sip", minute_usd=Decimal("0.01"))
    made = world(channel=channel, line=line)
    made.tell(SessionStarted, worker_id="w", record=False)
    made.clock.advance(120)
    end(made, used=[SPENT])
    assert total(made) == (Decimal("0.42"), True)
    assert made.session.cost is not None
    assert made.session.cost.components[-1].model == model


def test_a_call_that_nobody_took_costs_nothing() -> None:
    line = Line(telephony_account_id="tel_1", carrier="sip")
    made = world(channel=Channel.CAMPAIGN, line=line)
    end(made, end_reason=EndReason.NO_ANSWER, used=[])
    assert total(made) == (Decimal(0), True)


def test_who_was_ended_by_somebody_else_tells_what_was_used_later() -> None:
    made = world()
    made.tell(SessionStarted, worker_id="w", record=False)
    made.clock.advance(30)
    check = {"awaited": SessionStatus.ACTIVE, "number": 1}
    made.tell(SessionCheck, **check)
    assert made.session.end_reason is EndReason.WORKER_LOST
    assert total(made) == (Decimal(0), False)
    end(made, used=[SPENT])
    assert total(made) == (Decimal("0.4"), True)
    assert made.session.end_reason is EndReason.WORKER_LOST
    told = [event for event in made.store.events.values() if event.type is EventType.SESSION_COSTED]
    assert [event.data["cost_usd"] for event in told] == ["0.400000"]


def test_what_a_lost_worker_used_is_not_known() -> None:
    made = world(resumptions=1)
    made.tell(SessionStarted, worker_id="w", record=False)
    end(made, used=[SPENT], resumption=1)
    assert total(made) == (Decimal("0.4"), False)


def test_what_somebody_elses_agent_used_is_not_known() -> None:
    made = world(external_agent_id="tel_9", channel=Channel.PHONE_IN)
    made.tell(SessionStarted, worker_id="w", record=False)
    end(made)
    assert total(made) == (Decimal(0), False)
