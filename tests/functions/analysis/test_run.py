"""The analysis queue's consumer: the event of an ended conversation, and the API's requests."""

import json

import pytest
from tests.support.builders import NOON, session, spec_of, turn
from tests.support.sqs import consume, drain

from analysis.run import handler
from speaknode import wiring
from speaknode.agents.models import AgentConfig
from speaknode.agents.outcome import AnalysisConfig, SummaryConfig
from speaknode.analysis.models import AnalysisStatus
from speaknode.analysis.schemas import AnalysisRequest
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.outbox import OutboxRecord
from speaknode.sessions.models import SessionStatus
from speaknode.sessions.store import DynamoSessionStore

pytestmark = pytest.mark.usefixtures("memory_aws")


def ended() -> str:
    made = session(status=SessionStatus.COMPLETED)
    config = AgentConfig(name="Ada", analysis=AnalysisConfig(summary=SummaryConfig(enabled=True)))
    store = DynamoSessionStore(wiring.connection())
    store.insert(made, spec_of(made).model_copy(update={"config": config}))
    store.add_part(made.id, turn(0, text="I would like to book a table."))
    return made.id


def envelope(session_id: str) -> str:
    event = DomainEvent(
        id=f"{session_id}.session.ended",
        type=EventType.SESSION_ENDED,
        space_id="spc_1",
        session_id=session_id,
        at=NOON,
    )
    return json.dumps({"detail-type": event.type, "detail": event.model_dump(mode="json")})


def test_an_ended_conversation_is_analysed_once() -> None:
    session_id = ended()
    assert consume(handler, envelope(session_id), envelope(session_id), "poison") == ["m2"]
    analysis = wiring.analysis().get("spc_1", session_id)
    assert (analysis.status, analysis.model) == (AnalysisStatus.READY, "extractive")
    assert analysis.summary == "Caller: I would like to book a table."
    assert wiring.sessions().get_detail("spc_1", session_id).analysis == analysis
    assert [record.body.type for record in OutboxRecord.scan()] == [EventType.SESSION_ANALYZED]


def test_a_request_runs_it_anew() -> None:
    session_id = ended()
    wiring.analysis().request("spc_1", session_id, AnalysisRequest())
    assert wiring.analysis().get("spc_1", session_id).status is AnalysisStatus.PENDING
    assert consume(handler, *drain("analysis")) == []
    assert wiring.analysis().get("spc_1", session_id).status is AnalysisStatus.READY


def test_a_conversation_that_nobody_looked_at_has_none() -> None:
    assert wiring.sessions().get_detail("spc_1", ended()).analysis is None
