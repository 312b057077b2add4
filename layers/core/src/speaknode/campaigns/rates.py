"""DynamoDB's side of `RateStore`: on each line, the moment from which on the next call may begin.

Many dial at once, so a try is one round trip: what the line stood at is remembered, and a write that comes too late is
answered with what it stands at now.
"""

from datetime import UTC, datetime, timedelta

import tenacity
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from speaknode.campaigns.dynamo import RATE, CampaignRecord
from speaknode.kit.dynamo import find, storage_errors
from speaknode.kit.errors import ConflictError, UnavailableError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class DynamoRates:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._free_at: dict[str, int | None] = {}
        """As this process saw it last. It only ever grows, so what is old is found out by the write."""

    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_delay(max(1.0, (until - now).total_seconds())),
            wait=tenacity.wait_random_exponential(multiplier=0.005, max=0.2),
            retry=tenacity.retry_if_exception_type((ConflictError, UnavailableError)),
            reraise=True,
        )
        try:
            return retrying(self._reserve, intervals_s, _us(now), _us(until))
        except ConflictError:  # others were faster each time
            return None

    def _reserve(
        self, intervals_s: dict[str, float], now_us: int, until_us: int
    ) -> datetime | None:
        free = {line: self._free_at.get(line) for line in intervals_s}
        moment = max(now_us, *(at or 0 for at in free.values()))
        if moment > until_us:
            return None
        after = {line: moment + round(interval_s * 1e6) for line, interval_s in intervals_s.items()}
        try:
            with (
                storage_errors("somebody else took the moment"),
                TransactWrite(connection=self._connection) as transaction,
            ):
                for line, at in after.items():
                    was = free[line]
                    transaction.save(
                        CampaignRecord(pk=_pk(line), sk=RATE, free_at_us=at),
                        condition=CampaignRecord.pk.does_not_exist()
                        if was is None
                        else CampaignRecord.free_at_us == was,
                        return_values="ALL_OLD",
                    )
        except ConflictError as error:
            self._learn([*after], error.__cause__)
            raise
        self._free_at |= after
        return _EPOCH + moment * _MICROSECOND

    def _learn(self, lines: list[str], error: BaseException | None) -> None:
        reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
        told: dict[str, int | None] = {
            line: int(reason.raw_item["free_at_us"]["N"])
            for line, reason in zip(lines, reasons, strict=False)
            if reason and reason.raw_item
        }
        self._free_at |= told or {line: _free_at(line) for line in lines}


def _free_at(line: str) -> int | None:
    row = find(CampaignRecord, _pk(line), RATE)
    return int(row.free_at_us) if row else None


def _pk(line: str) -> str:
    return f"rate#{line}"


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
