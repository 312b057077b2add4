"""What can be wrong with a call."""

from speaknode.kit.errors import ConflictError


class NobodyAnswersError(ConflictError):
    def __init__(self, number: str, why: str = "no agent is bound to it") -> None:
        super().__init__(f"{number}: {why}", code="number_without_agent")


class CallerGoneError(ConflictError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"the caller of {session_id} hung up", code="caller_gone")
