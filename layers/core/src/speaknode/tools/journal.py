"""The journal of tool executions: what was meant to be done once is done once, and what came of it is kept."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import Field

from speaknode.kit.models import Entity
from speaknode.tools.outcome import Exchange


class EntryState(StrEnum):
    STARTED = "started"
    FINISHED = "finished"
    DELIVERED = "delivered"
    """The LLM has the result; the same call again is a new intention."""


class JournalEntry(Entity):
    """One intended execution. Its `key` goes to the far side as `Idempotency-Key`."""

    session_id: str
    call_id: str
    code: str
    digest: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    state: EntryState = EntryState.STARTED
    outcome: Exchange | None = None
    started_at: datetime

    @property
    def key(self) -> str:
        return f"{self.session_id}.{self.call_id}"


class ToolJournal(Protocol):
    """Entries of a session, beside its turns and tool calls."""

    def begin(self, entry: JournalEntry) -> JournalEntry:
        """The entry that now stands under its key: this one, or the one that was there before."""

    def save(self, entry: JournalEntry) -> None:
        """Its new state; a state never goes back."""

    def list(self, session_id: str) -> list[JournalEntry]: ...


def digest(code: str, arguments: Mapping[str, Any]) -> str:
    """The same for the same intention, in whatever order it names its arguments."""
    text = json.dumps([code, arguments], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
