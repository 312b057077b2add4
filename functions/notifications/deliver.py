"""NotificationsQueue (events from the bus) → the open browsers of the event's space."""

import json

from speaknode import wiring
from speaknode.events.domain import DomainEvent
from speaknode.kit.consumer import Consumer


def _parse(body: str) -> DomainEvent:
    """EventBridge's envelope carries the event as `detail`."""
    return DomainEvent.model_validate(json.loads(body)["detail"])


def _deliver(event: DomainEvent) -> None:
    wiring.notifications().deliver(event)


handler = Consumer(
    name="notifications", parse=_parse, id_of=lambda event: event.id, handle=_deliver
)
