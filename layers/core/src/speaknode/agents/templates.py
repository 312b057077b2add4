"""`{{name}}` in prompts and messages."""

import re
from collections.abc import Iterator, Mapping

from speaknode.agents.variables import VariableValue

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def placeholders(text: str) -> Iterator[str]:
    """What stands between the braces, a variable's name or not."""
    for match in _PLACEHOLDER.finditer(text):
        yield match.group(1).strip()


def render(text: str, values: Mapping[str, VariableValue]) -> str:
    """With the values filled in; null and unknown ones leave nothing, for nobody wants to hear braces."""
    return _PLACEHOLDER.sub(lambda match: spoken(values.get(match.group(1).strip())), text)


def spoken(value: VariableValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
