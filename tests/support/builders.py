"""Entities with sensible values; a test states only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from speaknode.agents.models import AgentConfig
from speaknode.kit.ids import new_id
from speaknode.sessions.models import (
    Channel,
    Role,
    Session,
    SessionSpec,
    ToolCall,
    ToolCallStatus,
    Turn,
)
from speaknode.tools.journal import JournalEntry, digest

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def session(**fields: Any) -> Session:
    base: dict[str, Any] = {
        "id": new_id("ses"),
        "space_id": "spc_1",
        "agent_id": "agt_1",
        "agent_name": "Ada",
        "agent_version": 1,
        "channel": Channel.WEB,
        "locale": "en",
        "created_at": NOON,
    }
    return Session(**(base | fields))


def spec_of(made: Session) -> SessionSpec:
    return SessionSpec(
        session_id=made.id,
        space_id=made.space_id,
        agent_id=made.agent_id,
        agent_version=made.agent_version,
        channel=made.channel,
        locale=made.locale,
        config=AgentConfig(name="Ada"),
    )


def turn(index: int = 0, **fields: Any) -> Turn:
    base: dict[str, Any] = {
        "id": f"item_{index}",
        "index": index,
        "role": Role.USER,
        "text": "hello",
        "created_at": NOON,
    }
    return Turn(**(base | fields))


def tool_call(**fields: Any) -> ToolCall:
    base: dict[str, Any] = {
        "id": new_id("call"),
        "code": "get_weather",
        "arguments": {},
        "status": ToolCallStatus.SUCCEEDED,
        "started_at": NOON,
        "duration_ms": 12.5,
    }
    return ToolCall(**(base | fields))


def journal_entry(session_id: str, **fields: Any) -> JournalEntry:
    base: dict[str, Any] = {
        "session_id": session_id,
        "call_id": "call_1",
        "code": "book",
        "digest": digest("book", fields.get("arguments", {})),
        "started_at": NOON,
    }
    return JournalEntry(**(base | fields))
