"""Secrets out of whatever is shown: also where the far side sends them back."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "•••"
_SHORTEST = 4
"""What is shorter keeps no secret, and taking it out would take half the text."""
_TELLING = re.compile(
    r"auth|token|secret|passw|cookie|signature|credential|(^|[-_.])(api|x)?[-_]?key", re.I
)
_ENCODED = re.compile(r"%[0-9A-F]{2}")
_HARMLESS = frozenset({"idempotency-key"})


def is_telling(name: str) -> bool:
    """Whether a header, key or field of that name sounds like a secret."""
    return _TELLING.search(name) is not None and name not in _HARMLESS


class Mask:
    def __init__(self, secrets: Iterable[str]) -> None:
        spelled = {
            way
            for secret in secrets
            if len(secret) >= _SHORTEST
            for way in (
                secret,
                quote(secret, safe=""),
                quote_plus(secret),
                json.dumps(secret)[1:-1],
            )
        }
        spelled |= {_ENCODED.sub(lambda found: found[0].lower(), way) for way in spelled}
        longest_first = sorted(spelled, key=len, reverse=True)
        self._found = re.compile("|".join(map(re.escape, longest_first))) if spelled else None

    def text(self, text: str) -> str:
        return self._found.sub(MASK, text) if self._found else text

    def data(self, value: Any) -> Any:
        if self._found is None:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value if self.text(str(value)) == str(value) else self.text(str(value))
        if isinstance(value, list):
            return [self.data(item) for item in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.data(item) for name, item in value.items()}
        return value

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Those that sound like a secret are covered whatever they hold."""
        return {
            name: MASK if is_telling(name) else self.text(value) for name, value in headers.items()
        }
