"""What can be wrong with an analysis."""

from speaknode.kit.errors import ConflictError, InvalidError, NotFoundError, UnavailableError


class AnalysisNotFoundError(NotFoundError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"session {session_id} has not been analysed", code="analysis_not_found")


class SessionNotEndedError(ConflictError):
    def __init__(self, session_id: str) -> None:
        super().__init__(f"session {session_id} is still going on", code="session_not_ended")


class NothingToAnalyseError(InvalidError):
    def __init__(self) -> None:
        super().__init__(
            "the agent's analysis asks for nothing: give `config`, or configure it",
            code="nothing_to_analyse",
        )


class ModelAwayError(UnavailableError):
    """Down, slow, or asked too often: it needs minutes rather than another try at once."""

    def __init__(self) -> None:
        super().__init__("the language model did not answer", code="model_away")


class ModelRefusedError(InvalidError):
    """It will say the same every time; `message` tells the agent's owner what to mend."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the language model {reason}", code="model_refused")


class UnusableAnswerError(UnavailableError):
    """The model answered, but not with what was asked for; another try may do."""

    def __init__(self) -> None:
        super().__init__("the model's answer could not be used", code="unusable_answer")
