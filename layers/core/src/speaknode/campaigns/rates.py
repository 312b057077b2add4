"""DynamoDB's side of `RateStore`: on each line, the moment from which on the next call may begin."""

from datetime import UTC, datetime, timedelta

import tenacity
from pynamodb.connection import Connection
from pynamodb.transactions import TransactWrite

from speaknode.campaigns.dynamo import RATE, CampaignRecord
from speaknode.kit.dynamo import storage_errors
from speaknode.kit.errors import ConflictError, UnavailableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class DynamoRates:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(12),
            wait=tenacity.wait_random_exponential(multiplier=0.005, max=0.2),
            retry=tenacity.retry_if_exception_type((ConflictError, UnavailableError)),
            reraise=True,
        )
        return retrying(self._reserve, intervals_s, _us(now), _us(until))

    def _reserve(
        self, intervals_s: dict[str, float], now_us: int, until_us: int
    ) -> datetime | None:
        free = {line: self._free_at(line) for line in intervals_s}
        moment = max(now_us, *(at or 0 for at in free.values()))
        if moment > until_us:
            return None
        with (
            storage_errors("somebody else took the moment"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            for line, interval_s in intervals_s.items():
                was = free[line]
                transaction.save(
                    CampaignRecord(
                        pk=f"rate#{line}", sk=RATE, free_at_us=moment + round(interval_s * 1e6)
                    ),
                    condition=CampaignRecord.pk.does_not_exist()
                    if was is None
                    else CampaignRecord.free_at_us == was,
                )
        return _EPOCH + moment * _MICROSECOND

    def _free_at(self, line: str) -> int | None:
        with storage_errors("rate"):
            try:
                row = CampaignRecord.get(f"rate#{line}", RATE, consistent_read=True)
            except CampaignRecord.DoesNotExist:
                return None
        return int(row.free_at_us)


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
