"""What is seen to when a conversation is over: calls and recordings of a worker that was lost before it told."""

from collections.abc import Iterator
from datetime import timedelta

from speaknode.events.reports import RecordingFailed
from speaknode.kit.clock import Clock
from speaknode.sessions import tool_calls, transitions
from speaknode.sessions.discretion import Discretion
from speaknode.sessions.models import ErrorSource, Session, SessionError
from speaknode.sessions.ports import SessionStore

RECORDING_LOST_S = 900
"""A machine that starts again, or storage that was away, has so long to bring its part; a later one is taken, too."""


class Closing:
    def __init__(self, store: SessionStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def journal(self, session_id: str) -> None:
        """What only the journal knows goes on record; then it goes: nobody asks it any more, and it is not redacted."""
        entries = self._store.journal(session_id)
        spec = self._store.get_spec(session_id) if entries else None
        if spec is None:
            return
        told = self._store.get_parts(session_id).tool_calls
        for call in tool_calls.untold(entries, told):
            self._store.add_part(session_id, Discretion(spec.config).tool_call(call))
        self._store.forget_journal(session_id)

    def lost_recording(self, session: Session) -> Iterator[RecordingFailed]:
        """Of each part whose time is over; who waits for the session is told that it is complete."""
        now = self._clock()
        over_since = now - (session.ended_at or session.created_at)
        if not session.awaits_recording or over_since < timedelta(seconds=RECORDING_LOST_S):
            return
        for part in transitions.awaited_parts(session):
            detail = "the recording never came: the machine that has it did not return"
            error = SessionError(
                id=f"{session.id}.recording.{part}.lost",
                source=ErrorSource.RECORDING,
                message=detail,
                recoverable=False,
                at=now,
            )
            self._store.add_part(session.id, error)
            yield RecordingFailed(
                id=error.id, session_id=session.id, at=now, detail=detail, resumption=part
            )
