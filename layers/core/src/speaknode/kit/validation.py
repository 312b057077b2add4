"""Pydantic's findings as our own error, with JSON pointers."""

from pydantic import ValidationError

from speaknode.kit.errors import FieldError, InvalidError


def field_errors(error: ValidationError, *, pointer: str = "") -> tuple[FieldError, ...]:
    return tuple(
        FieldError(
            pointer=pointer + "".join(f"/{part}" for part in item["loc"]), message=item["msg"]
        )
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    )


def invalid(error: ValidationError, *, pointer: str = "") -> InvalidError:
    fields = field_errors(error, pointer=pointer)
    return InvalidError(
        f"{fields[0].pointer or '/'}: {fields[0].message}", code="validation", fields=fields
    )
