"""The one error tree. Callers act on `kind` and `retryable`; nobody here knows of HTTP.

SpeaknodeError
├── NotFoundError          it does not exist, or belongs to another space
├── ConflictError          the state does not allow it, or somebody else was first
│   └── StaleRevisionError
├── InvalidError           the input is wrong; `fields` names where
├── UnauthenticatedError   who is asking is not known
├── ForbiddenError         who is asking is known and may not
├── LimitError             too much of something; try later or less
└── UnavailableError       something this depends on did not answer (retryable)
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class ErrorKind(StrEnum):
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    LIMIT = "limit"
    UNAVAILABLE = "unavailable"


class FieldError(BaseModel):
    """One wrong field: `pointer` is a JSON pointer into the input, e.g. `/variables/name`."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    message: str


class SpeaknodeError(Exception):
    """Base of every error raised on purpose; `code` is stable and fit for machines."""

    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE
    retryable: ClassVar[bool] = False

    def __init__(
        self, message: str, *, code: str | None = None, fields: tuple[FieldError, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.kind.value
        self.fields = fields


class NotFoundError(SpeaknodeError):
    kind = ErrorKind.NOT_FOUND


class ConflictError(SpeaknodeError):
    kind = ErrorKind.CONFLICT


class StaleRevisionError(ConflictError):
    """Somebody changed it since the caller read it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} was changed meanwhile; read it again", code="stale_revision")


class InvalidError(SpeaknodeError):
    kind = ErrorKind.INVALID

    @classmethod
    def field(cls, pointer: str, message: str, *, code: str | None = None) -> "InvalidError":
        return cls.of_fields([FieldError(pointer=pointer, message=message)], code=code)

    @classmethod
    def of_fields(cls, found: Sequence[FieldError], *, code: str | None = None) -> "InvalidError":
        """Of one at least; the first is told in the message."""
        message = f"{found[0].pointer}: {found[0].message}"
        return cls(message, code=code, fields=tuple(found))


class UnauthenticatedError(SpeaknodeError):
    kind = ErrorKind.UNAUTHENTICATED


class ForbiddenError(SpeaknodeError):
    kind = ErrorKind.FORBIDDEN


class LimitError(SpeaknodeError):
    kind = ErrorKind.LIMIT
    retryable = True

    def __init__(
        self, message: str, *, code: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class UnavailableError(SpeaknodeError):
    kind = ErrorKind.UNAVAILABLE
    retryable = True
