from datetime import timedelta
from typing import Any

import pytest
from tests.support import builders
from tests.support.builders import NOON

from speaknode.kit.errors import InvalidError
from speaknode.kit.models import Page
from speaknode.sessions.models import Channel, EndReason, Session, SessionStatus
from speaknode.sessions.schemas import SessionQuery
from speaknode.telephony.models import BoundNumber
from speaknode.telephony.schemas import TraceQuery
from speaknode.telephony.trace import CallTrace

OURS = "+15550001"


def call(minute: int, channel: Channel, caller: str, called: str, **fields: Any) -> Session:
    at = NOON + timedelta(minutes=minute)
    return builders.session(channel=channel).model_copy(
        update={"created_at": at, "caller": caller, "called": called, **fields}
    )


class Accounts:
    def get(self, space_id: str, account_id: str) -> Any:
        return None if account_id == "tel_9" else object()


class Sessions:
    def __init__(self, *calls: Session) -> None:
        self._calls = calls

    def list(self, space_id: str, query: SessionQuery) -> Page[Session]:
        return Page(items=[one for one in self._calls if one.channel is query.channel])


class Numbers:
    def bound_to(self, space_id: str, account_id: str) -> tuple[BoundNumber, ...]:
        return (BoundNumber(number=OURS),) if account_id == "tel_1" else ()


REFUSED = {
    "status": SessionStatus.FAILED,
    "end_reason": EndReason.BUSY,
    "end_detail": "SIP call failed: 486 Busy Here (resource_exhausted)",
}


def trace(*calls: Session, account: str = "tel_1", limit: int = 20) -> list[Any]:
    query = TraceQuery(telephony_account_id=account, limit=limit)
    asked = CallTrace(sessions=Sessions(*calls), numbers=Numbers(), accounts=Accounts())
    return list(asked.last("spc_1", query))


def test_the_calls_of_an_account_newest_first() -> None:
    found = trace(
        call(1, Channel.PHONE_IN, "+15552222", OURS),
        call(3, Channel.PHONE_OUT, OURS, "+15553333", **REFUSED),
        call(2, Channel.PHONE_IN, "+15552222", "+15559999"),
        call(2, Channel.PHONE_OUT, "+15559999", OURS),
    )
    assert [(one.direction, one.from_, one.to) for one in found] == [
        ("out", OURS, "+15553333"),
        ("in", "+15552222", OURS),
    ]
    assert [one.sip_status for one in found] == [486, None]
    assert found[0].end_reason is EndReason.BUSY


def test_how_long_it_rang_and_was_talked_in_and_by_which_name_the_gateway_logs_it() -> None:
    answered, ended = NOON + timedelta(seconds=64), NOON + timedelta(seconds=100)
    talked = {"started_at": answered, "ended_at": ended, "carrier_ref": "a@pbx"}
    found = trace(
        call(1, Channel.PHONE_IN, "+15552222", OURS, **talked),
        call(0, Channel.PHONE_OUT, OURS, "+15553333", ended_at=answered, **REFUSED),
        call(-1, Channel.PHONE_IN, "+15552222", OURS),
    )
    assert [(one.ring_s, one.talk_s, one.carrier_ref) for one in found] == [
        (4.0, 36.0, "a@pbx"),
        (64.0, None, None),
        (None, None, None),
    ]


def test_no_more_than_asked_for_and_nothing_of_others() -> None:
    calls = [call(minute, Channel.PHONE_IN, "+15552222", OURS) for minute in range(5)]
    assert len(trace(*calls, limit=2)) == 2
    assert trace(*calls, account="tel_of_others") == []


def test_an_account_that_there_is_not_has_no_calls_to_list() -> None:
    with pytest.raises(InvalidError) as caught:
        trace(account="tel_9")
    assert [field.pointer for field in caught.value.fields] == ["/telephony_account_id"]
