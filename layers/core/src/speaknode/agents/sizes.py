"""How much an agent may hold in all: every part keeps its own limit, and still all of them are too much to store."""

import json
from collections.abc import Iterator
from typing import Any

from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import FieldError
from speaknode.kit.validation import escaped

MAX_BYTES = 380_000
"""DynamoDB takes items of 409 600 bytes; the rest is for labels, the split and names of attributes."""


def size_errors(config: AgentConfig) -> Iterator[FieldError]:
    """Names the part that takes most."""
    whole = config.model_dump(mode="json")
    taken = _bytes(whole)
    if taken > MAX_BYTES:
        pointer, part = _heaviest(whole)
        yield FieldError(
            pointer=pointer,
            message=f"takes {part} bytes; the agent takes {taken}, and may take {MAX_BYTES}",
        )


def _heaviest(value: Any) -> tuple[str, int]:
    """Goes down as long as one part is more than half of the whole."""
    pointer, size = "", _bytes(value)
    while isinstance(value, dict | list) and value:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        sizes = [(_bytes(item), key, item) for key, item in parts]
        part, key, item = max(sizes, key=lambda found: found[0])
        if pointer and part * 2 < size:
            break
        pointer, size, value = f"{pointer}/{escaped(key)}", part, item
    return pointer, size


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())
