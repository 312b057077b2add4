"""Liquid in Vapi's texts: plain `{{name}}` stays, its own variables become ours, the rest is reported."""

import re
from typing import Any

from speaknode.agents.vapi.source import Note

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_PATH = re.compile(r"^[a-zA-Z_]\w*(\.[a-zA-Z_]\w*)*$")
_OURS = {
    "now": "system.now",
    "date": "system.date",
    "time": "system.time",
    "day": "system.weekday",
    "customer.number": "system.caller_number",
    "phoneNumber.number": "system.called_number",
    "call.id": "system.session_id",
    "call.assistantId": "system.agent_id",
    "transport.conversationType": "system.channel",
}


class Texts:
    """Rewrites texts, remembering which variables they need."""

    def __init__(self, notes: list[Note]) -> None:
        self._notes = notes
        self.names: dict[str, str] = {}

    def convert(self, text: str, pointer: str) -> str:
        if _TAG.search(text):
            self._notes.append(Note(pointer, "Liquid tags ({% … %}) are not run here: left out"))
            text = _TAG.sub("", text)
        return _PLACEHOLDER.sub(lambda match: self._placeholder(match.group(1), pointer), text)

    def _placeholder(self, inner: str, pointer: str) -> str:
        head, *filters = (part.strip() for part in inner.split("|"))
        head = head.strip("\"'")
        if filters:
            self._notes.append(Note(pointer, f"the Liquid filter of {{{{{inner}}}}} is left out"))
        if not _PATH.match(head):
            self._notes.append(Note(pointer, f"{{{{{inner}}}}} is not a variable: left out"))
            return ""
        return f"{{{{{self._name(head, pointer)}}}}}"

    def _name(self, path: str, pointer: str) -> str:
        if path in _OURS:
            return _OURS[path]
        name = path.replace(".", "_")[:64]
        self.names.setdefault(name, pointer)
        return name

    def variables(self) -> list[dict[str, Any]]:
        """Optional, as Vapi's are; noted, because a type and a description would be better."""
        for name, pointer in self.names.items():
            reason = f"the variable {name} is declared here as an optional string"
            self._notes.append(Note(pointer, reason))
        return [{"name": name, "nullable": True} for name in self.names]
