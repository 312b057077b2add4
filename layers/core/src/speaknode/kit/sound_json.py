"""JSON from outside, as every encoder of ours takes it: pydantic's, the database's, the LLM's."""

import math
from typing import Any

MAX_DEPTH = 100


def sound(value: Any, depth: int = 0) -> Any:
    """Halves of characters replaced. Raises ValueError for what is nested too deep or no finite number."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        return sound_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is not finite")
    if isinstance(value, list):
        return [sound(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {sound_text(str(name)): sound(item, depth + 1) for name, item in value.items()}
    return value


def sound_text(text: str) -> str:
    """Who cuts text in the middle of an emoji writes half a surrogate pair, which UTF-8 has no bytes for."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
