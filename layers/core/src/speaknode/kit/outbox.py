"""Domain events leave by the outbox: a row written in the same transaction as the change they tell of.

The table's stream hands new rows to `functions/events`, which publishes them on the bus and deletes them.
"""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.events.domain import DomainEvent
from speaknode.kit.dynamo import PydanticAttribute


class OutboxRecord(Model):
    class Meta:
        table_name = "outbox"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = PydanticAttribute(DomainEvent)

    @classmethod
    def of(cls, event: DomainEvent) -> "OutboxRecord":
        return cls(pk=event.session_id or event.space_id, sk=event.id, body=event)


def put_events(transaction: TransactWrite, events: tuple[DomainEvent, ...]) -> None:
    for event in events:
        transaction.save(OutboxRecord.of(event))
