"""The way from the outbox to the bus: publish, then delete what was published."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.events.domain import EVENT_SOURCE, DomainEvent
from speaknode.kit.dynamo import storage_errors
from speaknode.kit.errors import UnavailableError
from speaknode.kit.outbox import OutboxRecord

BATCH = 10
"""PutEvents takes ten entries."""


class OutboxPublisher:
    """At least once: a crash between publishing and deleting publishes again, with the same event id."""

    def __init__(self, *, client: Any, bus: str) -> None:
        self._client, self._bus = client, bus

    def publish(self, events: list[DomainEvent]) -> None:
        """Raises UnavailableError with the rest still in the outbox."""
        for start in range(0, len(events), BATCH):
            batch = events[start : start + BATCH]
            self._put(batch)
            with storage_errors("outbox"):
                for event in batch:
                    OutboxRecord.of(event).delete()

    def publish_left_overs(self) -> int:
        """Whatever the stream did not bring. A scan, of a table that is empty when all is well."""
        with storage_errors("outbox"):
            events = [record.body for record in OutboxRecord.scan(limit=500)]
        self.publish(events)
        return len(events)

    def _put(self, events: list[DomainEvent]) -> None:
        entries = [
            {
                "Source": EVENT_SOURCE,
                "DetailType": event.type.value,
                "Detail": event.model_dump_json(),
                "EventBusName": self._bus,
            }
            for event in events
        ]
        try:
            answer = self._client.put_events(Entries=entries)
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("the event bus did not answer") from error
        if answer.get("FailedEntryCount"):
            raise UnavailableError("the event bus refused events")
