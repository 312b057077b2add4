"""What a tool answered, and the variables that are taken from it."""

import json
from collections.abc import Mapping
from typing import Any

from speaknode.agents.variables import VariableValue
from speaknode.egress.fetch import Fetched
from speaknode.kit.sound_json import sound
from speaknode.tools.masking import Mask
from speaknode.tools.paths import parsed

_LONGEST_VALUE = 2000


class NotJsonError(ValueError):
    """It said that it is JSON, and it is not, or none that can be passed on."""


def read(fetched: Fetched, mask: Mask) -> Any:
    """JSON where it is JSON, else the text as it came: many a webhook answers `OK`. Raises NotJsonError."""
    if not fetched.body:
        return ""
    try:
        return mask.data(sound(_json(fetched)))
    except (ValueError, RecursionError) as error:
        if fetched.content_type == "application/json":
            raise NotJsonError from error
        return mask.text(fetched.text)


def _json(fetched: Fetched) -> Any:
    try:
        return json.loads(fetched.body)
    except UnicodeDecodeError:
        return json.loads(fetched.text)  # JSON is UTF-8; old servers name what they write instead


def assign(mapping: Mapping[str, str], answer: Any) -> dict[str, VariableValue]:
    """A path that leads nowhere fills nothing: what was known before stays."""
    assigned: dict[str, VariableValue] = {}
    for name, path in mapping.items():
        found = [match.value for match in parsed(path).find(answer)]
        if found:
            assigned[name] = _value(found[0] if len(found) == 1 else found)
    return assigned


def _value(found: Any) -> VariableValue:
    if found is None or isinstance(found, bool | int | float):
        return found
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    return text[:_LONGEST_VALUE]
