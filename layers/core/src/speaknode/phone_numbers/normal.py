"""Numbers are compared only in one form; it is also the one that LiveKit makes of them."""

import re

_SEPARATORS = re.compile(r"[\s().\-]")
_E164 = re.compile(r"^\+[1-9]\d{1,14}$")


def normalised(text: str) -> str:
    """Raises ValueError for what is no telephone number."""
    number = _SEPARATORS.sub("", text)
    number = number if number.startswith("+") else f"+{number}"
    if not _E164.match(number):
        raise ValueError("must be a telephone number such as +15550001")
    return number
