"""Sessions in DynamoDB: one item collection a session (pk), its parts sorted by sk.

`session` is the session itself and carries the index keys; beside it hang `spec`, `turn#…`, `tool#…`, `error#…`,
`handoff#…`, `recording#…`, `target#…` (an agent it may be handed to; apart from `spec`, for items are small) and
`journal#…` (of its tools).
Session ids sort by time, so every index lists newest first and a date range is a key range.
"""

from datetime import UTC

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import KeysOnlyProjection
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, index
from speaknode.sessions.models import (
    HandedOff,
    HandoffTarget,
    Recording,
    Session,
    SessionError,
    SessionSpec,
    ToolCall,
    Turn,
)

SESSION, SPEC, TURN, TOOL, ERROR, RECORDING, HANDOFF, TARGET = (
    "session",
    "spec",
    "turn#",
    "tool#",
    "error#",
    "recording#",
    "handoff#",
    "target#",
)


OPEN = "open"
_DUE_SHARDS = 8


class SessionRecord(Model):
    class Meta:
        table_name = "sessions"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    session_id = UnicodeAttribute(null=True)
    space_id = UnicodeAttribute(null=True)
    space_agent = UnicodeAttribute(null=True)
    space_status = UnicodeAttribute(null=True)
    space_caller = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    agent_id = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    turn_count = NumberAttribute(null=True)
    tool_call_count = NumberAttribute(null=True)
    error_count = NumberAttribute(null=True)
    lease_renewed_at = UTCDateTimeAttribute(null=True)
    body = PydanticAttribute(Session, null=True)
    spec = PydanticAttribute(SessionSpec, null=True)
    turn = PydanticAttribute(Turn, null=True)
    tool_call = PydanticAttribute(ToolCall, null=True)
    error = PydanticAttribute(SessionError, null=True)
    recording = PydanticAttribute(Recording, null=True)
    handoff = PydanticAttribute(HandedOff, null=True)
    target = PydanticAttribute(HandoffTarget, null=True)
    by_space = index("by_space", hash_key="space_id", range_key="session_id")
    by_agent = index("by_agent", hash_key="space_agent", range_key="session_id")
    by_status = index("by_status", hash_key="space_status", range_key="session_id")
    by_caller = index("by_caller", hash_key="space_caller", range_key="session_id")
    by_due = index(
        "by_due", hash_key="due_shard", range_key="session_id", projection=KeysOnlyProjection()
    )
    """Sparse: sessions with which something is still to be done: to be ended, or one day to be deleted.

    The one index that crosses spaces: only the sweeps ask it.
    """

    def session(self) -> Session:
        """The entity with the counters that are kept outside its body."""
        counters = {
            name: int(getattr(self, name) or 0)
            for name in ("turn_count", "tool_call_count", "error_count")
        }
        return self.body.model_copy(update=counters)


def due_shards(what: str) -> list[str]:
    return [f"{what}#{shard}" for shard in range(_DUE_SHARDS)]


def _due_shard(session: Session) -> str | None:
    """Spread over a few partitions by the random end of the ids."""
    due = OPEN
    if session.status.is_terminal and not session.awaits_recording:
        if session.expires_at is None:
            return None
        due = session.expires_at.astimezone(UTC).date().isoformat()
    return due_shards(due)[ord(session.id[-1]) % _DUE_SHARDS]


def index_keys(session: Session) -> dict[str, str | None]:
    """Everything of the session that lists select by."""
    return {
        "session_id": session.id,
        "space_id": session.space_id,
        "space_agent": f"{session.space_id}#{session.agent_id}",
        "space_status": f"{session.space_id}#{session.status}",
        "space_caller": f"{session.space_id}#{session.caller}" if session.caller else None,
        "due_shard": _due_shard(session),
        "agent_id": session.agent_id,
        "status": session.status,
        "channel": session.channel,
    }


def part_row(
    session_id: str, part: Turn | ToolCall | SessionError | HandedOff
) -> tuple[SessionRecord, str | None]:
    """The row of a part, and the name of the counter it raises."""
    match part:
        case Turn():
            return SessionRecord(
                pk=session_id, sk=f"{TURN}{part.index:06d}#{part.id}", turn=part
            ), "turn_count"
        case ToolCall():
            return SessionRecord(
                pk=session_id, sk=f"{TOOL}{part.id}", status=part.status, tool_call=part
            ), "tool_call_count"
        case SessionError():
            return SessionRecord(pk=session_id, sk=f"{ERROR}{part.id}", error=part), "error_count"
        case HandedOff():
            return SessionRecord(pk=session_id, sk=f"{HANDOFF}{part.id}", handoff=part), None


def recording_row(session_id: str, recording: Recording) -> SessionRecord:
    part = f".{recording.part}" if recording.part else ""
    key = f"{RECORDING}{recording.kind}{part}"
    return SessionRecord(pk=session_id, sk=key, recording=recording)
