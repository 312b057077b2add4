"""The sessions queue's consumer: partial failures, each event once, poison set apart."""

import pytest
from tests.support.builders import NOON, session, spec_of, turn
from tests.support.sqs import consume

from sessions.consume import handler
from speaknode import wiring
from speaknode.events.reports import SessionEnded, TurnRecorded
from speaknode.sessions.models import EndFault, EndReason, SessionStatus

pytestmark = pytest.mark.usefixtures("memory_aws")


def _consume(*bodies: str) -> list[str]:
    return consume(handler, *bodies)


def _stored() -> str:
    made = session()
    wiring.session_reports()._store.insert(made, spec_of(made))
    return made.id


def test_a_batch_with_poison_loses_only_the_poison() -> None:
    session_id = _stored()
    recorded = TurnRecorded(id="t0", session_id=session_id, at=NOON, turn=turn(0)).model_dump_json()
    unknown = TurnRecorded(
        id="t1", session_id="ses_unknown", at=NOON, turn=turn(0)
    ).model_dump_json()
    assert _consume("not json", recorded, '{"type":"nobody_knows"}', unknown) == ["m0", "m2", "m3"]
    detail = wiring.sessions().get_detail("spc_1", session_id)
    assert [item.text for item in detail.turns] == ["hello"]


def test_twice_is_once() -> None:
    session_id = _stored()
    ended = SessionEnded(
        id="e",
        session_id=session_id,
        at=NOON,
        started_at=NOON,
        end_reason=EndReason.SILENCE,
        end_fault=EndFault.CALLER,
    ).model_dump_json()
    assert _consume(ended) == _consume(ended) == []
    made = wiring.sessions().get("spc_1", session_id)
    assert (made.status, made.end_reason) == (SessionStatus.COMPLETED, EndReason.SILENCE)
