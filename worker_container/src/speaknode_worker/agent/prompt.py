"""`{{variables}}` in prompts and messages."""

import logging
import re
from datetime import datetime

from speaknode.agents.models import VariableValue
from speaknode.sessions.models import SessionSpec

_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "it": "Italian", "ja": "Japanese", "kk": "Kazakh", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
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


def instructions(prompt: str, locale: str, variables: dict[str, VariableValue]) -> str:
    """The prompt, and the language that is spoken now: a prompt is written once for all of them."""
    name = _LANGUAGES.get(locale[:2], locale)
    return f"{fill(prompt, variables)}\n\nSpeak {name} (locale {locale}) with the caller."


def fill(text: str, variables: dict[str, VariableValue]) -> str:
    """A variable that nobody declared becomes nothing: a caller must never hear braces."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in variables:
            logger.warning("unknown variable in a text", extra={"variable": match[1]})
        found = variables.get(match[1])
        return "" if found is None else str(found)

    return _VARIABLE.sub(value, text)
