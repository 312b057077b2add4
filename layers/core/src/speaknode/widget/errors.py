"""What can go wrong before a page."""

from speaknode.kit.errors import FieldError, ForbiddenError, InvalidError, LimitError


class OriginNotAllowedError(ForbiddenError):
    def __init__(self, origin: str | None) -> None:
        super().__init__(
            f"the agent may not be shown on {origin or 'a page that does not say where it is'}",
            code="origin_not_allowed",
        )


class ConsentRequiredError(InvalidError):
    def __init__(self, version: str) -> None:
        message = f"the visitor has to accept version {version} first"
        field = FieldError(pointer="/consent", message=message)
        super().__init__(f"/consent: {message}", code="consent_required", fields=(field,))


class TooManySessionsError(LimitError):
    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "too many conversations were started; try again later",
            code="too_many_sessions",
            retry_after_s=retry_after_s,
        )
