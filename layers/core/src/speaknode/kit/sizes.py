"""How much one stored thing may hold in all: parts within their own limits can still be too much together.

DynamoDB takes items of 409 600 bytes, names of attributes and bookkeeping included.
"""

import json
from typing import Any

from speaknode.kit.errors import FieldError
from speaknode.kit.validation import escaped


def too_large(body: Any, limit: int) -> list[FieldError]:
    """Names the part that takes most; empty: it fits. `body` is as JSON has it."""
    taken = _bytes(body)
    if taken <= limit:
        return []
    pointer, part = _heaviest(body)
    message = f"takes {part} bytes; all together take {taken}, and may take {limit}"
    return [FieldError(pointer=pointer, message=message)]


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
