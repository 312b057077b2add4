"""The state machine under any order of reports: never backwards, one end, each event once."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import NOON, session

from speaknode.agents.answering import AnsweredBy
from speaknode.events.domain import EventType
from speaknode.events.reports import (
    AnyReport,
    CallAnswered,
    RecordingFailed,
    RecordingStored,
    RoomFinished,
    RoomStarted,
    SessionEnded,
    SessionStarted,
)
from speaknode.sessions import transitions
from speaknode.sessions.models import EndFault, EndReason, RecordingStatus, Session, SessionStatus

RANK = {
    SessionStatus.PENDING: 0,
    SessionStatus.DISPATCHING: 1,
    SessionStatus.ACTIVE: 2,
    SessionStatus.COMPLETED: 3,
    SessionStatus.FAILED: 3,
}


def _reports(made: Session) -> list[AnyReport]:
    base: dict[str, Any] = {"session_id": made.id, "at": NOON + timedelta(seconds=5)}
    end: dict[str, Any] = {"end_reason": EndReason.CALLER_HANGUP, "end_fault": EndFault.CALLER}
    return [
        RoomStarted(id="1", **base),
        SessionStarted(id="2", worker_id="w", record=True, **base),
        RoomFinished(id="3", **base),
        SessionEnded(id="4", started_at=NOON, record=True, **end, **base),
        RecordingStored(id="5", recordings=[], **base),
        RecordingFailed(id="6", detail="empty", **base),
    ]


@given(order=st.lists(st.integers(0, 5), max_size=12))
def test_any_order_is_monotonic_and_tells_each_event_once(order: list[int]) -> None:
    current = session()
    reports = _reports(current)
    told: list[str] = []
    for step in order:
        before = current
        current, events = transitions.apply(current, reports[step])
        told += [event.id for event in events]
        assert RANK[current.status] >= RANK[before.status]
        if before.status.is_terminal:
            assert (current.status, current.end_reason, current.ended_at) == (
                before.status,
                before.end_reason,
                before.ended_at,
            )
    assert len(told) == len(set(told))
    if current.status.is_terminal:
        assert f"{current.id}.{EventType.SESSION_ENDED}" in told


class TestEnd:
    def test_a_conversation_that_was_held_is_completed(self) -> None:
        active = session(status=SessionStatus.ACTIVE, started_at=NOON)
        ended, events = transitions.end(
            active,
            at=NOON + timedelta(seconds=30),
            reason=EndReason.CALLER_HANGUP,
            fault=EndFault.CALLER,
        )
        assert (ended.status, ended.duration_s) == (SessionStatus.COMPLETED, 30.0)
        assert [event.type for event in events] == [
            EventType.SESSION_ENDED,
            EventType.SESSION_COMPLETED,
        ]

    def test_one_that_never_began_has_failed(self) -> None:
        ended, _ = transitions.end(
            session(), at=NOON, reason=EndReason.CANCELLED, fault=EndFault.NONE
        )
        assert (ended.status, ended.duration_s) == (SessionStatus.FAILED, None)

    def test_completion_waits_for_the_recording(self) -> None:
        active = session(
            status=SessionStatus.ACTIVE, started_at=NOON, recording=RecordingStatus.EXPECTED
        )
        ended, events = transitions.end(
            active, at=NOON, reason=EndReason.SILENCE, fault=EndFault.CALLER
        )
        assert [event.type for event in events] == [EventType.SESSION_ENDED]
        _, later = transitions.apply(
            ended, RecordingStored(id="r", session_id=ended.id, at=NOON, recordings=[])
        )
        assert [event.type for event in later] == [
            EventType.RECORDING_READY,
            EventType.SESSION_COMPLETED,
        ]

    def test_two_workers_record_a_part_each(self) -> None:
        """The first was lost; what it had recorded comes while the second goes on."""
        told: list[EventType] = []
        now = session(status=SessionStatus.DISPATCHING)
        start: dict[str, Any] = {
            "session_id": now.id, "at": NOON, "worker_id": "w", "record": True,
        }  # fmt: skip
        for report in (
            SessionStarted(id="1", **start),
            RecordingStored(id="2", session_id=now.id, at=NOON, recordings=[]),
            SessionStarted(id="3", resumption=1, **start),
        ):
            now, events = transitions.apply(now, report)
            told += [event.type for event in events]
        assert now.recording is RecordingStatus.EXPECTED
        assert told == [EventType.SESSION_STARTED]
        now, events = transitions.end(now, at=NOON, reason=EndReason.SILENCE, fault=EndFault.CALLER)
        assert [event.type for event in events] == [EventType.SESSION_ENDED]
        last = RecordingFailed(id="4", session_id=now.id, at=NOON, detail="empty", resumption=1)
        now, events = transitions.apply(now, last)
        assert now.recording is RecordingStatus.STORED
        assert [event.type for event in events] == [
            EventType.RECORDING_READY,
            EventType.SESSION_COMPLETED,
        ]
        again, events = transitions.apply(now, last)
        assert (again, events) == (now, ())

    def test_a_recording_that_came_before_the_end_is_told_with_it(self) -> None:
        active = session(status=SessionStatus.ACTIVE, started_at=NOON)
        early = RecordingStored(id="r", session_id=active.id, at=NOON, recordings=[])
        stored, events = transitions.apply(active, early)
        assert events == ()
        _, events = transitions.end(
            stored, at=NOON, reason=EndReason.SILENCE, fault=EndFault.CALLER
        )
        assert [event.type for event in events] == [
            EventType.SESSION_ENDED,
            EventType.RECORDING_READY,
            EventType.SESSION_COMPLETED,
        ]

    def test_the_end_may_overtake_the_start(self) -> None:
        late = SessionEnded(
            id="e",
            session_id="s",
            at=NOON + timedelta(seconds=9),
            started_at=NOON,
            record=False,
            end_reason=EndReason.AGENT_HANGUP,
            end_fault=EndFault.NONE,
        )
        ended, _ = transitions.apply(session(), late)
        assert (ended.status, ended.duration_s) == (SessionStatus.COMPLETED, 9.0)


def test_who_answered_is_kept_and_the_first_verdict_stands() -> None:
    def told(by: AnsweredBy) -> CallAnswered:
        return CallAnswered(id=by, session_id=session().id, at=NOON, answered_by=by)

    ended = session().model_copy(update={"status": SessionStatus.COMPLETED})
    for current in (session(), ended):  # a carrier's verdict may come after the end
        current, events = transitions.apply(current, told(AnsweredBy.MACHINE))
        assert (current.answered_by, events) == (AnsweredBy.MACHINE, ())
        assert transitions.apply(current, told(AnsweredBy.HUMAN))[0] is current
