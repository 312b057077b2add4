"""What can be wrong with a session."""

from speaknode.kit.errors import NotFoundError


class SessionNotFoundError(NotFoundError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"session {session_id} does not exist", code="session_not_found")
