"""Numbers are compared only in one form; it is also the one that LiveKit makes of them."""

import re

_SCHEME = re.compile(r"^\s*tel:", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s()./\-\u2010-\u2015]")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")


def normalised(text: str) -> str:
    """Raises ValueError for what is no telephone number."""
    number = _SEPARATORS.sub("", _SCHEME.sub("", text))
    number = number if number.startswith("+") else f"+{number}"
    if not _E164.fullmatch(number):
        raise ValueError("must be a telephone number such as +15550001")
    return number
