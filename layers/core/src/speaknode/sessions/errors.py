"""What can be wrong with a session."""

from speaknode.kit.errors import ConflictError, NotFoundError


class SessionNotFoundError(NotFoundError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"session {session_id} does not exist", code="session_not_found")


class SessionOverError(ConflictError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"session {session_id} has ended", code="session_over")


class SessionNotOverError(ConflictError):
    def __init__(self, session_id: str) -> None:
        super().__init__(
            f"session {session_id} goes on, or its recording is still on its way",
            code="session_not_over",
        )
