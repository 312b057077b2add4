"""Pydantic's findings as our own error, with JSON pointers."""

from pydantic import ValidationError

from speaknode.kit.errors import FieldError, InvalidError

_OF_ABSENT = frozenset({"missing", "value_error"})
"""May be said of a field that is not there: that it must be, or that its default does not fit the rest."""


def field_errors(
    error: ValidationError, data: object, *, pointer: str = ""
) -> tuple[FieldError, ...]:
    """Each once. `data` is what was validated; `pointer` its own place."""
    found: dict[FieldError, None] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        place = _pointer(item["loc"], data, is_absent=item["type"] in _OF_ABSENT)
        message = item["msg"].removeprefix("Value error, ")
        found[FieldError(pointer=pointer + place, message=message)] = None
    return tuple(found)


def invalid(error: ValidationError, data: object, *, pointer: str = "") -> InvalidError:
    fields = field_errors(error, data, pointer=pointer)
    return InvalidError(
        f"{fields[0].pointer or '/'}: {fields[0].message}", code="validation", fields=fields
    )


def escaped(part: object) -> str:
    """A name as a JSON pointer holds it (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _pointer(loc: tuple[int | str, ...], data: object, *, is_absent: bool) -> str:
    """Without what only pydantic knows: names of union members and `[key]`."""
    parts: list[str] = []
    for depth, part in enumerate(loc):
        try:
            data = data[part]  # type: ignore[index]  # whatever cannot be entered is left out
        except (TypeError, LookupError):
            names_absent = is_absent and depth == len(loc) - 1 and isinstance(data, dict)
            if not names_absent or part == "[key]":
                continue
        parts.append(escaped(part))
    return "".join(f"/{part}" for part in parts)
