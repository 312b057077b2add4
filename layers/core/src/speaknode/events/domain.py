"""Domain events: facts others act on. They leave through the outbox, in the transaction that made them true."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from speaknode.kit.models import Entity

EVENT_SOURCE = "speaknode"


class EventType(StrEnum):
    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    SESSION_COSTED = "session.costed"
    SESSION_COMPLETED = "session.completed"
    RECORDING_READY = "recording.ready"
    TURN_COMPLETED = "turn.completed"
    SESSION_ANALYZED = "session.analyzed"
    CAMPAIGN_STATUS_CHANGED = "campaign.status_changed"
    CAMPAIGN_PROGRESS = "campaign.progress"


class DomainEvent(Entity):
    """`id` derives from the fact (e.g. `ses_….ended`), so telling it twice is harmless."""

    id: str
    type: EventType
    space_id: str
    session_id: str | None = None
    at: datetime
    data: dict[str, Any] = Field(default_factory=dict)
