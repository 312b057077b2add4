"""`{slot}`, `{result.path.0}` and `{{variable}}` in texts."""

import re
from typing import Any

_PLACE = re.compile(r"\{\{\s*(?P<variable>[\w.]+)\s*\}\}|\{(?P<path>\w+(?:\.\w+)*)\}")


def text_in(by_language: dict[str, str], language: str) -> str:
    """The text in that language, or in whichever there is: a wrong language beats silence."""
    return by_language.get(language) or next(iter(by_language.values()), "")


def render(text: str, names: dict[str, Any], variables: dict[str, Any]) -> str:
    def fill(match: re.Match[str]) -> str:
        if variable := match["variable"]:
            return _spoken(variables.get(variable))
        return _spoken(look_up(names, match["path"]))

    return _PLACE.sub(fill, text)


def look_up(root: Any, path: str) -> Any:
    """None where the path leads nowhere."""
    for part in path.split("."):
        if isinstance(root, dict):
            root = root.get(part)
        elif isinstance(root, list) and part.isdigit() and int(part) < len(root):
            root = root[int(part)]
        else:
            return None
    return root


def _spoken(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
