"""NUL is no text: C libraries end a string there, databases, voices and carriers refuse it, each in its own way."""

from typing import Any

from speaknode.kit.validation import escaped

_NUL = "\0"


def place_of_nul(value: Any, pointer: str = "") -> str | None:
    """The place of the first text or key with a NUL in parsed JSON, as a JSON pointer."""
    if isinstance(value, str):
        return pointer if _NUL in value else None
    entries: Any = ()
    if isinstance(value, dict):
        if any(_NUL in key for key in value):
            return pointer
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    found = (place_of_nul(item, f"{pointer}/{escaped(key)}") for key, item in entries)
    return next((place for place in found if place is not None), None)
