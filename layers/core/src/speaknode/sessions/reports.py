"""What the session does with each report from its queue, and the alarms that see to it that every session ends."""

from collections.abc import Callable
from datetime import timedelta

from speaknode.events.domain import DomainEvent, EventType
from speaknode.events.reports import (
    AnyReport,
    HandoffReported,
    ParticipantLeft,
    RecordingStored,
    RoomFinished,
    RoomStarted,
    SessionCheck,
    SessionErrorReported,
    SessionStarted,
    ToolCalled,
    TurnRecorded,
)
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError
from speaknode.sessions import external, transitions
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import EndFault, EndReason, Session, SessionStatus
from speaknode.sessions.ports import ReportQueue, Rooms, SessionStore, StoredSession
from speaknode.sessions.service import JOIN_WITHIN_S
from speaknode.sessions.transitions import Change

DISPATCH_WITHIN_S = 10
"""From the room's start until the agent must be there; the caller is let go after that."""
LEASE_CHECK_S = 5
LEASE_SUSPECT_S = 10
LEASE_LOST_S = 15
OVERDUE_S = 60
RINGS_AT_MOST = 20
ATTEMPTS = 6


class SessionReports:
    """Every method may be called twice with the same report: the second time changes nothing."""

    def __init__(
        self,
        *,
        store: SessionStore,
        rooms: Rooms,
        queue: ReportQueue,
        clock: Clock,
        rescue: Callable[[Session], bool] = lambda session: False,
    ) -> None:
        self._store, self._rooms, self._queue, self._clock = store, rooms, queue, clock
        self._rescue = rescue

    def handle(self, report: AnyReport) -> None:
        """Raises SessionNotFoundError (final) and ConflictError, UnavailableError (worth a retry)."""
        match report:
            case TurnRecorded():
                self._store.add_part(report.session_id, report.turn, (self._turn_event(report),))
            case ToolCalled():
                self._store.add_part(report.session_id, report.tool_call)
            case HandoffReported():
                self._store.add_part(report.session_id, report.handoff)
            case SessionErrorReported():
                self._store.add_part(report.session_id, report.error)
            case SessionCheck():
                self._check(report)
            case _:
                session = self._change(
                    report.session_id,
                    lambda stored: transitions.apply(stored.session, report),
                    report,
                )
                self._watch(session, report)

    def _change(
        self, session_id: str, change: Callable[[StoredSession], Change], report: AnyReport
    ) -> Session:
        """Read, change, write on the revision that was read; somebody else being faster means once more."""
        recordings = tuple(report.recordings) if isinstance(report, RecordingStored) else ()
        for attempt in range(ATTEMPTS):
            stored = self._load(session_id)
            session, events = change(stored)
            if session == stored.session and not recordings:
                return session
            try:
                self._store.replace(
                    session, revision=stored.revision, events=events, recordings=recordings
                )
                return session
            except ConflictError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _load(self, session_id: str) -> StoredSession:
        stored = self._store.get(session_id)
        if stored is None:
            raise SessionNotFoundError(session_id)
        return stored

    def _watch(self, session: Session, report: AnyReport) -> None:
        """Set the alarm that fits the report: each status has a time by which something must have happened."""
        match report:
            case RoomStarted() if session.status is SessionStatus.DISPATCHING:
                self._alarm(session, delay_s=DISPATCH_WITHIN_S)
            case SessionStarted() if session.status is SessionStatus.ACTIVE:
                self._alarm(session, delay_s=LEASE_CHECK_S)
            case ParticipantLeft() if report.identity.startswith("fallback-"):
                # The human who took the call for the agent is gone, or never answered.
                self._rooms.delete(session.room_name)
            case ParticipantLeft() if session.external_agent_id:
                self._left_external(session, report)
            case RoomFinished() if not session.status.is_terminal:
                self._room_finished(session, report)

    def _room_finished(self, session: Session, report: AnyReport) -> None:
        """Nobody is left. A worker that held the conversation reports its end; the lease check waits for that."""
        # A worker that was there has a lease in storage, although its first report may still be on its way.
        if session.status is SessionStatus.ACTIVE or self._load(session.id).lease_renewed_at:
            return
        reason, fault = EndReason.CALLER_HANGUP, EndFault.CALLER
        self._end(session.id, report, reason, fault, "the caller left before the agent came")

    def _left_external(self, session: Session, report: ParticipantLeft) -> None:
        """Two telephones and no worker: whoever leaves first ends it for both."""
        rescued = False
        if not session.status.is_terminal:
            reason, fault, detail = external.ending_of(report)
            self._end(session.id, report, reason, fault, detail)
            rescued = reason is EndReason.NEVER_JOINED and self._rescue(session)
        elif external.is_external(report.identity):
            return  # it gave up after the caller was given to somebody else
        if not rescued:
            self._rooms.delete(session.room_name)

    def _alarm(self, session: Session, *, delay_s: int, number: int = 1) -> None:
        check = SessionCheck(
            id=f"{session.id}.check.{session.status}.{number}",
            session_id=session.id,
            at=self._clock(),
            awaited=session.status,
            number=number,
        )
        self._queue.send(check, delay_s=delay_s)

    def _check(self, check: SessionCheck) -> None:
        stored = self._load(check.session_id)
        session = stored.session
        if session.status is not check.awaited or session.status.is_terminal:
            return
        match session.status:
            case SessionStatus.PENDING:
                self._end(
                    session.id,
                    check,
                    EndReason.NEVER_JOINED,
                    EndFault.CALLER,
                    "nobody joined the room",
                )
            case SessionStatus.DISPATCHING if self._rings(stored, check) or self._is_held(stored):
                self._alarm(session, delay_s=LEASE_CHECK_S, number=check.number + 1)
            case SessionStatus.DISPATCHING:
                self._end(
                    session.id,
                    check,
                    EndReason.NEVER_JOINED,
                    EndFault.PLATFORM,
                    "no agent worker took the job",
                )
                if not self._rescue(session):
                    self._rooms.delete(session.room_name)
            case SessionStatus.ACTIVE if self._is_lost(stored):
                self._end(
                    session.id,
                    check,
                    EndReason.WORKER_LOST,
                    EndFault.PLATFORM,
                    "the worker stopped renewing its lease",
                )
                self._rooms.delete(session.room_name)
            case _:
                self._alarm(session, delay_s=LEASE_CHECK_S, number=check.number + 1)

    def sweep(self) -> int:
        """End what an alarm should have ended (a queue was down, a record went to the DLQ); returns how many."""
        ended = 0
        for session_id in list(self._store.list_open()):
            stored = self._store.get(session_id)
            if stored is None or stored.session.status.is_terminal or not self._is_overdue(stored):
                continue
            self._check(
                SessionCheck(
                    id=f"{session_id}.sweep",
                    session_id=session_id,
                    at=self._clock(),
                    awaited=stored.session.status,
                )
            )
            ended += 1
        return ended

    def _is_overdue(self, stored: StoredSession) -> bool:
        session = stored.session
        patience_s = JOIN_WITHIN_S if session.status is SessionStatus.PENDING else 0
        last_sign = (
            stored.lease_renewed_at
            or session.started_at
            or session.dispatched_at
            or session.created_at
        )
        return self._clock() - last_sign > timedelta(seconds=patience_s + OVERDUE_S)

    def _is_lost(self, stored: StoredSession) -> bool:
        """A silent worker is suspect; it is lost when its agent is out of the room too, or the silence is long."""
        last_sign = (
            stored.lease_renewed_at or stored.session.started_at or stored.session.created_at
        )
        silence = self._clock() - last_sign
        if stored.session.external_agent_id:  # nobody renews a lease for it
            return not self._rooms.has_agent(stored.session.room_name)
        if silence < timedelta(seconds=LEASE_SUSPECT_S):
            return False
        return silence >= timedelta(seconds=LEASE_LOST_S) or not self._rooms.has_agent(
            stored.session.room_name
        )

    def _is_held(self, stored: StoredSession) -> bool:
        """A worker renews the lease in storage itself: it is there although its reports still wait in the queue."""
        renewed = stored.lease_renewed_at
        return renewed is not None and self._clock() - renewed < timedelta(seconds=LEASE_SUSPECT_S)

    def _rings(self, stored: StoredSession, check: SessionCheck) -> bool:
        """Our call rings at the other side, and a worker waits for the answer."""
        if not stored.session.channel.is_outbound or check.number > RINGS_AT_MOST:
            return False
        return self._is_held(stored)

    def _end(
        self, session_id: str, report: AnyReport, reason: EndReason, fault: EndFault, detail: str
    ) -> None:
        def change(stored: StoredSession) -> Change:
            return transitions.end(
                stored.session, at=self._clock(), reason=reason, fault=fault, detail=detail
            )

        self._change(session_id, change, report)

    def _turn_event(self, report: TurnRecorded) -> DomainEvent:
        stored = self._load(report.session_id)
        return DomainEvent(
            id=f"{report.session_id}.turn.{report.turn.id}",
            type=EventType.TURN_COMPLETED,
            space_id=stored.session.space_id,
            session_id=report.session_id,
            at=report.at,
            data=report.turn.model_dump(mode="json"),
        )
