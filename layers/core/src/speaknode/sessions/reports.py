"""What the session does with each report from its queue, and the alarms that see to it that every session ends."""

import math
from collections.abc import Callable
from datetime import timedelta

from speaknode.agents.answering import AnsweredBy
from speaknode.costs.models import CostComponent
from speaknode.events.domain import DomainEvent, EventType
from speaknode.events.reports import (
    AnyReport,
    HandoffReported,
    ParticipantLeft,
    RecordingStored,
    RoomFinished,
    RoomStarted,
    SessionCheck,
    SessionEnded,
    SessionErrorReported,
    SessionStarted,
    ToolCalled,
    TurnRecorded,
    WorkerLost,
)
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError
from speaknode.sessions import external, transitions
from speaknode.sessions.closing import Closing
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.models import EndFault, EndReason, Session, SessionStatus
from speaknode.sessions.ports import (
    Costs,
    ReportQueue,
    Rescuer,
    RescueState,
    Rooms,
    SessionStore,
    StoredSession,
)
from speaknode.sessions.service import JOIN_WITHIN_S
from speaknode.sessions.transitions import Change

DISPATCH_WITHIN_S = 10
"""From the room's start until the agent must be there; the caller is let go after that."""
LEASE_CHECK_S = 5
LEASE_SUSPECT_S = 10
LEASE_LOST_S = 15
RESUME_AT_MOST = 4
"""One that finds no worker counts, too: the only one takes half a minute to start again on a busy machine."""
OVERDUE_S = 60
RINGS_AT_MOST = 20
RESCUE_LOOK_S = 2
RESCUE_LOOKS = 60
FALLBACK = "fallback-"
_PEOPLE = frozenset({AnsweredBy.HUMAN, AnsweredBy.UNSURE})
_LET_GO = frozenset({EndReason.NEVER_JOINED, EndReason.WORKER_LOST})
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
        rescuer: Rescuer,
        costs: Costs,
    ) -> None:
        self._store, self._rooms, self._queue, self._clock = store, rooms, queue, clock
        self._rescuer, self._costs = rescuer, costs
        self._closing = Closing(store, clock)

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
            case WorkerLost():
                self._worker_lost(report)
            case _:
                used = self._cost(report)
                session = self._change(
                    report.session_id,
                    lambda stored: transitions.apply(stored.session, report, used),
                    report,
                )
                if session.status.is_terminal:
                    self._closing.journal(
                        session.id
                    )  # again with what follows: a late entry goes, too
                self._watch(session, report)

    def _cost(self, report: AnyReport) -> list[CostComponent] | None:
        counted = report.used if isinstance(report, SessionEnded) else None
        return None if counted is None else self._costs.of_models(counted)

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
            case ParticipantLeft() if not report.is_agent:
                self._telephone_left(session, report)
            case RoomFinished() if not session.status.is_terminal:
                self._room_finished(session, report)

    def _room_finished(self, session: Session, report: AnyReport) -> None:
        """Nobody is left. A worker that held the conversation reports its end; the lease check waits for that."""
        # A worker that was there has a lease in storage, although its first report may still be on its way.
        if session.status is SessionStatus.ACTIVE or self._load(session.id).lease_renewed_at:
            return
        reason, fault = EndReason.CALLER_HANGUP, EndFault.CALLER
        self._end(session.id, report, reason, fault, "the caller left before the agent came")

    def _telephone_left(self, session: Session, report: ParticipantLeft) -> None:
        """Where a worker is, it sees to it. Else whoever is left must not wait for nobody."""
        is_human = report.identity.startswith(FALLBACK)
        if not (session.external_agent_id or is_human or self._is_left_alone(session)):
            return
        if session.status.is_terminal:
            # An apology closes the room itself; one that gave up may be followed by somebody else.
            spoken = is_human and session.end_reason is not EndReason.TRANSFERRED
            if not spoken and not external.is_external(report.identity):
                self._rooms.delete(session.room_name)
        elif is_human:
            self._human_left(session, report)
        elif session.external_agent_id:
            reason, fault, detail = external.ending_of(report)
            if reason is EndReason.NEVER_JOINED:
                self._nobody_came(session, report, detail=detail)
            else:
                self._end(session.id, report, reason, fault, detail)
                self._rooms.delete(session.room_name)
        else:
            self._rooms.delete(session.room_name)  # which ends it

    def _is_left_alone(self, session: Session) -> bool:
        """A caller by SIP for whom no worker has come yet."""
        return session.room is not None and self._load(session.id).lease_renewed_at is None

    def _human_left(self, session: Session, report: ParticipantLeft) -> None:
        if report.reason in external.NOT_ANSWERED:
            detail = "neither an agent nor the fallback number answered"
            self._let_go(session, report, EndReason.NEVER_JOINED, detail)
        elif report.reason != "ROOM_DELETED":
            self._taken(session, report)
            self._rooms.delete(session.room_name)

    def _alarm(self, session: Session, *, delay_s: int, number: int = 1, rescue: int = 0) -> None:
        which = f"{number}" if rescue == 0 else f"{number}.rescue.{rescue}"
        check = SessionCheck(
            id=f"{session.id}.check.{session.status}.{which}",
            session_id=session.id,
            at=self._clock(),
            awaited=session.status,
            number=number,
            rescue=rescue,
        )
        self._queue.send(check, delay_s=delay_s)

    def _check(self, check: SessionCheck) -> None:
        stored = self._load(check.session_id)
        session = stored.session
        if session.status is not check.awaited or session.status.is_terminal:
            if session.end_reason in _LET_GO and session.room is None:
                self._rooms.delete(session.room_name)  # the first telling may have come no further
            return
        if check.rescue and not self._is_held(stored):
            self._nobody_came(session, check, looks=check.rescue, number=check.number)
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
                self._nobody_came(session, check)
            case SessionStatus.ACTIVE if self._is_lost(stored):
                self._lost(session, check)
            case _:
                self._alarm(session, delay_s=self._next_look_s(stored), number=check.number + 1)

    def _nobody_came(
        self,
        session: Session,
        report: AnyReport,
        *,
        detail: str = "no agent worker took the job",
        looks: int = 0,
        number: int = 1,
    ) -> None:
        """First it is seen whether a human takes the call: only that decides how it ended."""
        state = self._rescuer.take(session, begun=looks > 0)
        if state is RescueState.TAKEN:
            self._taken(session, report)
        elif state is RescueState.RINGING and looks < RESCUE_LOOKS:
            self._alarm(session, delay_s=RESCUE_LOOK_S, number=number, rescue=looks + 1)
        else:
            self._let_go(session, report, EndReason.NEVER_JOINED, detail)

    def _worker_lost(self, report: WorkerLost) -> None:
        """Its lease is not waited for. What cannot be done now is left to the alarms."""
        session = self._load(report.session_id).session
        is_current = report.resumption == session.resumptions
        if session.status is SessionStatus.ACTIVE and is_current:
            self._resume(session, report)

    def _lost(self, session: Session, check: SessionCheck) -> None:
        rung = session.external_agent_id and self._rescuer.take(session, begun=True)
        is_rung = rung and rung is not RescueState.NOBODY
        if is_rung or self._resume(session, check):
            self._alarm(session, delay_s=LEASE_CHECK_S, number=check.number + 1)
        else:
            lost = "the worker stopped renewing its lease"
            self._let_go(session, check, EndReason.WORKER_LOST, lost)

    def _resume(self, session: Session, report: AnyReport) -> bool:
        """Whether another worker was sent; until it is there, it has the time of one that is silent."""
        number = session.resumptions + 1
        if session.external_agent_id or number > RESUME_AT_MOST or not self._is_met(session):
            return False
        self._store.renew_lease(session.id, self._clock())
        if not self._rooms.dispatch_again(session, number):
            return False
        self._change(session.id, lambda of: transitions.resume(of.session, number), report)
        return True

    def _is_met(self, session: Session) -> bool:
        """Of a call that we made: who answered is not asked again in the middle of a machine's greeting."""
        if not session.channel.is_outbound or session.answered_by in _PEOPLE:
            return True
        spec = self._store.get_spec(session.id)
        return session.answered_by is None and spec is not None and not spec.config.answering.detect

    def _taken(self, session: Session, report: AnyReport) -> None:
        detail = "no agent came; the fallback number took the call"
        self._end(session.id, report, EndReason.TRANSFERRED, EndFault.NONE, detail)

    def _let_go(self, session: Session, report: AnyReport, reason: EndReason, detail: str) -> None:
        """A word before the end where we say it; a carrier says it when the room closes, and asks why it ended."""
        fault = EndFault.PROVIDER if session.external_agent_id else EndFault.PLATFORM
        spoken = self._rescuer.apologise(session)
        self._end(session.id, report, reason, fault, detail)
        if not spoken:
            self._rooms.delete(session.room_name)

    def sweep(self) -> int:
        """End what an alarm should have ended (a queue was down, a record went to the DLQ); returns how many.

        Of those that ended, whose recording never came, it is no longer awaited.
        """
        ended = 0
        for session_id in list(self._store.list_open()):
            stored = self._store.get(session_id)
            if stored is not None and stored.session.status.is_terminal:
                for report in self._closing.lost_recording(stored.session):
                    self.handle(report)
                continue
            if stored is None or not self._is_overdue(stored):
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
        silence = self._silence(stored)
        if stored.session.external_agent_id:  # nobody renews a lease for it
            return not self._rooms.has_agent(stored.session.room_name)
        if silence < timedelta(seconds=LEASE_SUSPECT_S):
            return False
        return silence >= timedelta(seconds=LEASE_LOST_S) or not self._rooms.has_agent(
            stored.session.room_name
        )

    def _silence(self, stored: StoredSession) -> timedelta:
        session = stored.session
        last_sign = stored.lease_renewed_at or session.started_at or session.created_at
        return self._clock() - last_sign

    def _next_look_s(self, stored: StoredSession) -> int:
        """When a worker that is silent now will be suspect, or lost: nobody waits longer than that."""
        silence_s = self._silence(stored).total_seconds()
        bound_s = LEASE_SUSPECT_S if silence_s < LEASE_SUSPECT_S else LEASE_LOST_S
        return max(1, min(LEASE_CHECK_S, math.ceil(bound_s - silence_s)))

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
        self._closing.journal(session_id)

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
