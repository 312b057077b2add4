"""Use cases of notifications."""

from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.clock import Clock
from speaknode.notifications.models import Connection, Notification
from speaknode.notifications.ports import ConnectionStore, Sender

NAMES = {EventType.SESSION_STARTED: "agent.ready"}
"""Events that browsers know by another name."""


class NotificationService:
    def __init__(self, *, connections: ConnectionStore, sender: Sender, clock: Clock) -> None:
        self._connections, self._sender, self._clock = connections, sender, clock

    def connect(self, space_id: str, connection_id: str) -> None:
        self._connections.insert(
            Connection(id=connection_id, space_id=space_id, connected_at=self._clock())
        )

    def disconnect(self, connection_id: str) -> None:
        self._connections.delete(connection_id)

    def deliver(self, event: DomainEvent) -> int:
        """Tell every open browser of the event's space; returns how many were reached."""
        notification = Notification(
            id=event.id,
            type=NAMES.get(event.type, event.type),
            session_id=event.session_id,
            at=event.at,
            data=event.data,
        )
        reached = 0
        for connection in self._connections.list(event.space_id):
            if self._sender.send(connection, notification):
                reached += 1
            else:
                self._connections.delete(connection.id)
        return reached
