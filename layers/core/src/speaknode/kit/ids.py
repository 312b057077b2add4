"""Prefixed, time-sortable ids: `agt_01J…`. The ULID part orders by creation, so an id is also a date index."""

import re
from datetime import datetime

from ulid import ULID


def new_id(prefix: str) -> str:
    return f"{prefix}_{ULID()}"


def first_id_at(prefix: str, at: datetime) -> str:
    """The smallest id of that prefix made at `at` or later: turns a date into a key range."""
    milliseconds = max(0, int(at.timestamp() * 1000))  # before 1970 everything is later
    return f"{prefix}_{ULID.from_bytes(milliseconds.to_bytes(6, 'big') + bytes(10))}"


def is_id(text: str, prefix: str) -> bool:
    return re.fullmatch(rf"{prefix}_[0-9A-HJKMNP-TV-Z]{{26}}", text) is not None
