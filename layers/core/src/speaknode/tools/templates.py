"""`{argument}` and `{{variable}}` in the parts of a request. Values are put in once and never read again:
what an argument says cannot name a variable, and text stays within the JSON string it was put into.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)\s*\}\}|\{(\w+)\}")
_MISSING = object()


@dataclass
class Filler:
    arguments: Mapping[str, Any]
    variables: Mapping[str, Any]
    declared: frozenset[str]
    """Argument names; other words in single braces are just text."""
    used: set[str] = field(default_factory=set)

    def text(self, template: str, convert: Callable[[str], str] = str) -> str:
        def value(match: re.Match[str]) -> str:
            found = self._value(match)
            return match[0] if found is self else convert("" if found is _MISSING else plain(found))

        return _PLACEHOLDER.sub(value, template)

    def data(self, template: Any) -> Any:
        """Of JSON; a field whose argument was not given is left out."""
        filled = self._data(template)
        return None if filled is _MISSING else filled

    def _data(self, template: Any) -> Any:
        if isinstance(template, str):
            match = _PLACEHOLDER.fullmatch(template)
            found = self._value(match) if match else self
            return self.text(template) if found is self else found
        if isinstance(template, list):
            items = [self._data(item) for item in template]
            return [item for item in items if item is not _MISSING]
        if isinstance(template, dict):
            pairs = {name: self._data(value) for name, value in template.items()}
            return {name: value for name, value in pairs.items() if value is not _MISSING}
        return template

    def _value(self, match: re.Match[str]) -> Any:
        variable, argument = match.groups()
        if variable is not None:
            return self.variables.get(variable)
        if argument not in self.declared:
            return self  # no placeholder of ours
        self.used.add(argument)
        return self.arguments.get(argument, _MISSING)


def plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def argument_names(template: Any) -> set[str]:
    """In single braces, anywhere in the JSON."""
    if isinstance(template, str):
        return {match[2] for match in _PLACEHOLDER.finditer(template) if match[2]}
    if isinstance(template, dict):
        return {name for value in template.values() for name in argument_names(value)}
    if isinstance(template, list):
        return {name for value in template for name in argument_names(value)}
    return set()
