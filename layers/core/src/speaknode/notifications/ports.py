"""What notifications need: who listens, and a way to reach them."""

from typing import Protocol

from speaknode.notifications.models import Connection, Notification


class ConnectionStore(Protocol):
    def insert(self, connection: Connection) -> None: ...
    def delete(self, connection_id: str) -> None: ...
    def list(self, space_id: str) -> list[Connection]: ...


class Sender(Protocol):
    def send(self, connection: Connection, notification: Notification) -> bool:
        """False: the connection is gone. Raises UnavailableError when it could not be told."""
