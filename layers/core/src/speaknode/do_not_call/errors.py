"""What can be wrong with a do-not-call list."""

from speaknode.kit.errors import NotFoundError


class NotListedError(NotFoundError):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is not on the do-not-call list", code="not_listed")
