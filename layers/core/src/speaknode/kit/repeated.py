"""JSON objects that have a key twice: which of the values is meant nobody can know."""

import json
from typing import Any

from speaknode.kit.validation import escaped

Pairs = list[tuple[str, Any]]


class _RepeatedKeyError(Exception):
    pass


def repeated_key(text: bytes | str) -> str | None:
    """The place of the first key that its object has twice, as a JSON pointer. `text` is JSON."""
    try:
        _load(text, _once)
    except _RepeatedKeyError:
        return _place(_load(text, tuple), "")
    return None


def _load(text: bytes | str, make: Any) -> Any:
    # Numbers stay text: of one with 5000 digits Python would not make an integer.
    return json.loads(text, object_pairs_hook=make, parse_int=str, parse_float=str)


def _once(pairs: Pairs) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise _RepeatedKeyError


def _place(value: Any, pointer: str) -> str | None:
    """Objects are tuples of pairs here, lists are lists."""
    entries: list[tuple[Any, Any]] = []
    if isinstance(value, list):
        entries = list(enumerate(value))
    if isinstance(value, tuple):
        entries = list(value)
    seen: set[Any] = set()
    for key, item in entries:
        place = f"{pointer}/{escaped(key)}"
        if key in seen:
            return place
        seen.add(key)
        if found := _place(item, place):
            return found
    return None
