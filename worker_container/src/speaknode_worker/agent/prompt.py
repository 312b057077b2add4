"""`{{variables}}` in prompts and messages."""

import logging
import re
from datetime import datetime

from speaknode.agents.models import VariableValue
from speaknode.sessions.models import SessionSpec

_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
logger = logging.getLogger(__name__)


def system_variables(spec: SessionSpec, at: datetime) -> dict[str, VariableValue]:
    return {
        "system.now": at.isoformat(timespec="seconds"),
        "system.date": at.date().isoformat(),
        "system.time": at.strftime("%H:%M"),
        "system.weekday": at.strftime("%A"),
        "system.session_id": spec.session_id,
        "system.agent_id": spec.agent_id,
        "system.agent_name": spec.config.name,
        "system.channel": spec.channel.value,
        "system.locale": spec.locale,
        "system.caller_number": spec.caller or "",
        "system.called_number": spec.called or "",
    }


def fill(text: str, variables: dict[str, VariableValue]) -> str:
    """A variable that nobody declared becomes nothing: a caller must never hear braces."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in variables:
            logger.warning("unknown variable in a text", extra={"variable": match[1]})
        found = variables.get(match[1])
        return "" if found is None else str(found)

    return _VARIABLE.sub(value, text)
