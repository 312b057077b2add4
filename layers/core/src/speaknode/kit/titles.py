"""What people call their things: one line that can be read, in lists, files and mail alike."""

from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator

_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_DECEIVING = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Spaces of no width and turns of direction: two names could look the same, or one like what it is not.
Joiners and marks of direction stay: emoji and some scripts are written with them."""


def one_line(text: str) -> str:
    """Raises ValueError."""
    has_letter = any(letter.isprintable() and not letter.isspace() for letter in text)
    if not has_letter or any(category(letter) in _BREAKS for letter in text):
        raise ValueError("must be one line that can be read")
    if not _DECEIVING.isdisjoint(text):
        raise ValueError("has invisible characters that make it look like another")
    return text


Title = Annotated[str, AfterValidator(one_line)]
