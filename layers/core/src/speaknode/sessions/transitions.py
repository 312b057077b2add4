"""The session's state machine: which report moves it where, and what others are told.

    pending ─▶ dispatching ─▶ active ─▶ completed
       └───────────┴────────────┴────▶ failed

Pure functions; a session never goes back, and an ended one keeps its end.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from speaknode.costs.models import CostComponent
from speaknode.events.domain import DomainEvent, EventType
from speaknode.events.reports import (
    AnyReport,
    CallAnswered,
    RecordingFailed,
    RecordingStored,
    RoomStarted,
    SessionEnded,
    SessionStarted,
)
from speaknode.sessions import costs
from speaknode.sessions.models import EndFault, EndReason, RecordingStatus, Session, SessionStatus

ALLOWED: dict[SessionStatus, frozenset[SessionStatus]] = {
    SessionStatus.PENDING: frozenset(
        {
            SessionStatus.DISPATCHING,
            SessionStatus.ACTIVE,
            SessionStatus.COMPLETED,
            SessionStatus.FAILED,
        }
    ),
    SessionStatus.DISPATCHING: frozenset(
        {SessionStatus.ACTIVE, SessionStatus.COMPLETED, SessionStatus.FAILED}
    ),
    SessionStatus.ACTIVE: frozenset({SessionStatus.COMPLETED, SessionStatus.FAILED}),
    SessionStatus.COMPLETED: frozenset(),
    SessionStatus.FAILED: frozenset(),
}
FAILURES = frozenset({EndReason.NEVER_JOINED, EndReason.WORKER_LOST, EndReason.ERROR})
_CERTAINTY = (
    RecordingStatus.NONE,
    RecordingStatus.EXPECTED,
    RecordingStatus.FAILED,
    RecordingStatus.STORED,
)
"""Of what is told of a recording: none of it is taken back."""
_FIRST_WORDS = {"greeted_after_s", "greeting_ended_after_s"}

Change = tuple[Session, tuple[DomainEvent, ...]]


def apply(
    session: Session, report: AnyReport, used: Sequence[CostComponent] | None = None
) -> Change:
    """The session after the report, and the events that follow; the same session when the report changes nothing.

    `used`: what the models that the report tells of cost; None: it tells of none.
    """
    match report:
        case RoomStarted():
            return _move(session, SessionStatus.DISPATCHING, {"dispatched_at": report.at})
        case SessionStarted():
            session = _noted(session, report.resumption, _promised(report))
            return _move(session, SessionStatus.ACTIVE, {"started_at": report.at})
        case CallAnswered() if session.answered_by is None:
            return session.model_copy(update={"answered_by": report.answered_by}), ()
        case SessionEnded() if report.resumption < session.resumptions:
            return session, ()  # a worker that was given up lives after all
        case SessionEnded():
            began = session.started_at or report.started_at
            heard = report.model_dump(include=_FIRST_WORDS, exclude_none=True)
            session = session.model_copy(update={"started_at": began} | heard)
            session = _noted(session, report.resumption, _promised(report))
            if session.status.is_terminal:
                return _cost_late(session, used)
            return end(
                session,
                at=report.at,
                reason=report.end_reason,
                fault=report.end_fault,
                detail=report.end_detail,
                used=used,
            )
        case RecordingStored():
            return _settle_recording(session, report, RecordingStatus.STORED)
        case RecordingFailed():
            return _settle_recording(session, report, RecordingStatus.FAILED)
        case _:
            return session, ()


def end(
    session: Session,
    *,
    at: datetime,
    reason: EndReason,
    fault: EndFault,
    detail: str | None = None,
    used: Sequence[CostComponent] | None = None,
) -> Change:
    """End it, once: `failed` where no conversation could be held to its end, else `completed`."""
    unheld = session.started_at is None and reason is not EndReason.TRANSFERRED
    failed = reason in FAILURES or unheld
    fields: dict[str, Any] = {
        "ended_at": at,
        "end_reason": reason,
        "end_fault": fault,
        "end_detail": detail,
    }
    if session.started_at is not None:
        fields["duration_s"] = max(0.0, round((at - session.started_at).total_seconds(), 3))
    fields["cost"] = costs.cost_of(session.model_copy(update=fields), used)
    return _move(session, SessionStatus.FAILED if failed else SessionStatus.COMPLETED, fields)


def _cost_late(session: Session, used: Sequence[CostComponent] | None) -> Change:
    """Somebody ended it before the agent could tell what it had used. What is known stays as it is."""
    if used is None or (session.cost and session.cost.is_metered):
        return session, ()
    costed = session.model_copy(update={"cost": costs.cost_of(session, used)})
    return costed, (_event(costed, EventType.SESSION_COSTED, session.ended_at),)


def resume(session: Session, number: int) -> Change:
    """Another worker is to take it up."""
    return session.model_copy(update={"resumptions": max(number, session.resumptions)}), ()


def _promised(report: SessionStarted | SessionEnded) -> RecordingStatus:
    return RecordingStatus.EXPECTED if report.record else RecordingStatus.NONE


def _noted(session: Session, part: int, recording: RecordingStatus) -> Session:
    """One worker's part of the recording; the whole of it is there when no part is awaited any more."""
    parts = session.recording_parts or _only_part(session)
    if _CERTAINTY.index(parts.get(part, RecordingStatus.NONE)) >= _CERTAINTY.index(recording):
        return session
    parts = parts | {part: recording}
    first = (RecordingStatus.EXPECTED, RecordingStatus.STORED, RecordingStatus.FAILED)
    whole = next(status for status in first if status in parts.values())
    return session.model_copy(update={"recording_parts": parts, "recording": whole})


def awaited_parts(session: Session) -> list[int]:
    """Of the recording: what is still to come, by the worker that recorded it."""
    parts = session.recording_parts or _only_part(session)
    return [part for part, status in parts.items() if status is RecordingStatus.EXPECTED]


def _only_part(session: Session) -> dict[int, RecordingStatus]:
    """Of a session that was stored before parts were told apart."""
    return {} if session.recording is RecordingStatus.NONE else {0: session.recording}


def _move(session: Session, status: SessionStatus, fields: dict[str, Any]) -> Change:
    if status not in ALLOWED[session.status]:
        return session, ()
    moved = session.model_copy(update=fields | {"status": status})
    return moved, _events_of_move(moved)


def _events_of_move(session: Session) -> tuple[DomainEvent, ...]:
    if session.status is SessionStatus.ACTIVE:
        return (_event(session, EventType.SESSION_STARTED, session.started_at),)
    if session.status.is_terminal:
        ended = _event(session, EventType.SESSION_ENDED, session.ended_at)
        return (ended, *_completion(session, session.ended_at))
    return ()


def _settle_recording(
    session: Session, report: RecordingStored | RecordingFailed, recording: RecordingStatus
) -> Change:
    settled = _noted(session, report.resumption, recording)
    if settled is session or not settled.status.is_terminal:
        return settled, ()  # the end tells it
    if session.recording is RecordingStatus.EXPECTED:
        return settled, _completion(settled, report.at)
    if settled.recording is session.recording:
        return settled, ()
    return settled, _ready(settled, report.at)  # nobody waited for it, and completion has been told


def _ready(session: Session, at: datetime | None) -> tuple[DomainEvent, ...]:
    if session.recording is not RecordingStatus.STORED:
        return ()
    return (_event(session, EventType.RECORDING_READY, at),)


def _completion(session: Session, at: datetime | None) -> tuple[DomainEvent, ...]:
    """`session.completed`: it has ended and its audio, if any is to come, is there."""
    if not session.status.is_terminal or session.recording is RecordingStatus.EXPECTED:
        return ()
    return (*_ready(session, at), _event(session, EventType.SESSION_COMPLETED, at))


def _event(session: Session, type_: EventType, at: datetime | None) -> DomainEvent:
    return DomainEvent(
        id=f"{session.id}.{type_}",
        type=type_,
        space_id=session.space_id,
        session_id=session.id,
        at=at or session.created_at,
        data={
            "session_id": session.id,
            "agent_id": session.agent_id,
            "channel": session.channel,
            "status": session.status,
            "end_reason": session.end_reason,
            "answered_by": session.answered_by,
            "duration_s": session.duration_s,
            "cost_usd": str(session.cost.total_usd) if session.cost else None,
            "recording": session.recording,
        },
    )
