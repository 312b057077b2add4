"""JSONPath, for what is taken from responses. The parser is imported here: few requests need it."""

from functools import lru_cache
from typing import Any

from speaknode.kit.errors import InvalidError


def check_path(path: str, pointer: str) -> None:
    """Raises InvalidError."""
    if path.count("..") > 1:
        raise InvalidError.field(pointer, "may search all depths only once", code="bad_path")
    try:
        parsed(path)
    except Exception as error:  # the parser raises its own Exception, bare
        raise InvalidError.field(pointer, f"is no JSONPath: {error}", code="bad_path") from error


@lru_cache(maxsize=256)
def parsed(path: str) -> Any:
    from jsonpath_ng.parser import parse

    return parse(path)
