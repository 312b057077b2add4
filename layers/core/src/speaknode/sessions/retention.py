"""Conversations that are no longer kept: all that is stored of them goes, files first."""

import logging
from datetime import timedelta

from speaknode.kit.clock import Clock
from speaknode.kit.errors import SpeaknodeError
from speaknode.sessions.errors import SessionNotOverError
from speaknode.sessions.models import RecordingStatus, Session
from speaknode.sessions.ports import RecordingFiles, SessionStore

LOOK_BACK_DAYS = 30
"""What could not be deleted in its time is tried again every hour for so long."""
logger = logging.getLogger(__name__)


class SessionRetention:
    def __init__(self, *, store: SessionStore, files: RecordingFiles, clock: Clock) -> None:
        self._store, self._files, self._clock = store, files, clock

    def delete(self, session: Session) -> None:
        """Raises SessionNotOverError while somebody may still write to it."""
        if not session.status.is_terminal or session.recording is RecordingStatus.EXPECTED:
            raise SessionNotOverError(session.id)
        self._remove(session)

    def delete_expired(self) -> int:
        """How many. Those of today stay until the day is over, so that nothing goes too early."""
        today = self._clock().date()
        deleted = 0
        for days in range(1, LOOK_BACK_DAYS + 1):
            for session_id in list(self._store.list_expired(today - timedelta(days=days))):
                deleted += self._try(session_id)
        return deleted

    def _remove(self, session: Session) -> None:
        self._files.delete(session.space_id, session.id)
        self._store.delete(session.id)

    def _try(self, session_id: str) -> bool:
        try:
            stored = self._store.get(session_id)
            if stored is not None:
                self._remove(stored.session)
        except SpeaknodeError as error:
            logger.warning(
                "the session was not deleted",
                extra={"session_id": session_id, "reason": error.message},
            )
            return False
        return stored is not None
