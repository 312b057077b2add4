"""A connection is one browser's WebSocket; a notification is what it is sent."""

from datetime import datetime
from typing import Any

from speaknode.kit.models import Entity


class Connection(Entity):
    id: str
    space_id: str
    connected_at: datetime


class Notification(Entity):
    """Sent as JSON. `id` is the event's: a browser that sees it twice may drop it."""

    id: str
    type: str
    session_id: str | None = None
    at: datetime
    data: dict[str, Any]
