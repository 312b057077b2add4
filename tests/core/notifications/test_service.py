"""Notifications reach the browsers of the event's space, and only those."""

import pytest
from tests.support.builders import NOON, FakeClock

from speaknode import wiring
from speaknode.events.domain import DomainEvent, EventType
from speaknode.notifications.dynamo import DynamoConnectionStore
from speaknode.notifications.models import Connection, Notification
from speaknode.notifications.service import NotificationService


class RecordingSender:
    def __init__(self, gone: set[str]) -> None:
        self.gone = gone
        self.sent: list[tuple[str, Notification]] = []

    def send(self, connection: Connection, notification: Notification) -> bool:
        if connection.id in self.gone:
            return False
        self.sent.append((connection.id, notification))
        return True


def _event(type_: EventType) -> DomainEvent:
    return DomainEvent(
        id="e1", type=type_, space_id="spc_1", session_id="ses_1", at=NOON, data={"a": 1}
    )


@pytest.mark.usefixtures("memory_aws")
def test_only_the_events_space_is_told_and_dead_connections_go() -> None:
    wiring.connection()
    sender = RecordingSender(gone={"dead"})
    service = NotificationService(
        connections=DynamoConnectionStore(), sender=sender, clock=FakeClock()
    )
    for space_id, connection_id in (("spc_1", "alive"), ("spc_1", "dead"), ("spc_2", "foreign")):
        service.connect(space_id, connection_id)
    assert service.deliver(_event(EventType.SESSION_STARTED)) == 1
    ((told, notification),) = sender.sent
    assert (told, notification.type, notification.session_id) == ("alive", "agent.ready", "ses_1")
    sender.gone.clear()
    service.disconnect("alive")
    assert service.deliver(_event(EventType.SESSION_COMPLETED)) == 0
