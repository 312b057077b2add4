"""Counters in DynamoDB's access table: one item a key and window, gone with the TTL."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.kit.clock import Clock
from speaknode.kit.dynamo import storage_errors

_KEEP_S = 3600


class RateRecord(Model):
    class Meta:
        table_name = "access"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    used = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class DynamoRateCounter:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def count(self, key: str, *, window_s: int) -> tuple[int, int]:
        now = int(self._clock().timestamp())
        begins = now - now % window_s
        record = RateRecord(f"rate#{key}", str(begins))
        with storage_errors("counter"):
            record.update(
                actions=[
                    RateRecord.used.add(1),
                    RateRecord.expires_at.set(begins + window_s + _KEEP_S),
                ]
            )
        return int(record.used), begins + window_s - now
