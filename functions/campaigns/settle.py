"""CampaignEndsQueue (`session.ended`, `session.costed` from the bus) → the contact whose call is over."""

import json

from speaknode import wiring
from speaknode.events.domain import DomainEvent
from speaknode.kit.consumer import Consumer


def _parse(body: str) -> DomainEvent:
    """EventBridge's envelope carries the event as `detail`."""
    return DomainEvent.model_validate(json.loads(body)["detail"])


def _settle(event: DomainEvent) -> None:
    wiring.campaign_settling().settle(event.session_id or "")


handler = Consumer(
    name="campaigns.settle", parse=_parse, id_of=lambda event: event.id, handle=_settle
)
