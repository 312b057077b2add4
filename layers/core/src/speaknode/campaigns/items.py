"""DynamoDB's side of `CampaignStore`: items, each written together with its campaign's counters."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from heapq import merge
from itertools import islice

import tenacity
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from speaknode.campaigns.counting import difference
from speaknode.campaigns.dynamo import (
    SHARDS,
    CampaignRecord,
    CounterRecord,
    additions,
    counters,
    item_pk,
    item_row,
    item_shard,
    shard_of,
)
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.campaigns.models import (
    Campaign,
    CampaignItem,
    CampaignStatus,
    Contact,
    ItemStatus,
    item_id_of,
)
from speaknode.kit.dynamo import find, page_of, storage_errors
from speaknode.kit.errors import ConflictError, InvalidError, UnavailableError
from speaknode.kit.models import Page

IN_ONE_WRITE = 97
"""DynamoDB takes 100 actions in a transaction; two are the campaign's and its counters'."""
BYTES_IN_ONE_WRITE = 2_000_000
CLAIMED_IN_ONE_WRITE = 50

Change = tuple[CampaignItem, CampaignItem]
"""An item as it was, and as it is to be."""


class DynamoItems:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_contacts(self, campaign: Campaign, contacts: Sequence[Contact], at: datetime) -> int:
        items = [
            CampaignItem(
                id=item_id_of(campaign.id, contact.number),
                campaign_id=campaign.id,
                space_id=campaign.space_id,
                contact=contact,
                next_at=at,
                created_at=at,
                updated_at=at,
            )
            for contact in {contact.number: contact for contact in contacts}.values()
        ]
        return sum(self._add(campaign, part) for part in _parts(items))

    def _add(self, campaign: Campaign, items: list[CampaignItem]) -> int:
        """Whoever is there already falls out, and the others are written without them."""
        while items:
            failed = self._commit(partial(_put_new, campaign, items))
            if not failed:
                return len(items)
            if 0 in failed:
                raise CampaignEndedError(campaign.id)
            items = [item for place, item in enumerate(items, start=1) if place not in failed]
        return 0

    def _commit(self, build: Callable[[TransactWrite], None]) -> set[int]:
        """Which conditions failed. The counters are everybody's: transactions that meet on them try again."""

        def write() -> set[int]:
            try:
                with (
                    storage_errors("items"),
                    TransactWrite(connection=self._connection) as transaction,
                ):
                    build(transaction)
            except ConflictError as error:
                return _failed(error.__cause__)
            return set()

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(8),
            wait=tenacity.wait_random_exponential(multiplier=0.02, max=0.5),
            retry=tenacity.retry_if_exception_type(UnavailableError),
            reraise=True,
        )
        return retrying(write)

    def get_item(self, campaign_id: str, item_id: str) -> CampaignItem | None:
        if not item_id.startswith("itm_"):
            return None
        row = find(CampaignRecord, item_pk(campaign_id, shard_of(item_id)), item_id)
        return row.item if row else None

    def change(self, item: CampaignItem, *, was: CampaignItem) -> bool:
        return bool(self._write([(was, item)], concurrency=None))

    def claim(
        self, items: Sequence[CampaignItem], *, was: Sequence[CampaignItem], concurrency: int
    ) -> Sequence[CampaignItem]:
        changes = list(zip(was, items, strict=True))
        taken: list[CampaignItem] = []
        for start in range(0, len(changes), CLAIMED_IN_ONE_WRITE):
            part = changes[start : start + CLAIMED_IN_ONE_WRITE]
            taken += self._write(part, concurrency=concurrency)
        return taken

    def _write(self, changes: list[Change], *, concurrency: int | None) -> list[CampaignItem]:
        """Those that could be written: the others were changed by somebody else, or found no slot."""
        while changes:
            failed = self._commit(partial(_put_changed, changes, concurrency))
            if not failed:
                return [item for _, item in changes]
            if len(changes) in failed and concurrency is not None:  # no room for so many
                changes = changes[: self._room(changes[0][1].campaign_id, concurrency)]
                continue
            changes = [change for place, change in enumerate(changes) if place not in failed]
        return []

    def _room(self, campaign_id: str, concurrency: int) -> int:
        row = counters(campaign_id)
        with storage_errors("items"):
            taken = int(CounterRecord.get(row.pk, row.sk, consistent_read=True).open)
        return max(0, concurrency - taken)

    def earliest(self, campaign_id: str, status: ItemStatus, limit: int) -> Sequence[CampaignItem]:
        def of_shard(shard: int) -> Iterator[CampaignRecord]:
            key = item_shard(campaign_id, shard, status)
            return iter(list(CampaignRecord.by_shard.query(key, limit=limit)))

        with storage_errors("items"):
            shards = [of_shard(shard) for shard in range(SHARDS)]
        return [row.item for row in islice(merge(*shards, key=lambda row: row.at), limit)]

    def list_items(
        self, campaign_id: str, status: ItemStatus | None, cursor: str | None, limit: int
    ) -> Page[CampaignItem]:
        """Shard by shard: the cursor names the shard, and the place in it."""
        shard, place = _split(cursor)
        items: list[CampaignItem] = []
        while shard < SHARDS:
            rows, place = _of_shard(campaign_id, shard, status, place, limit - len(items))
            items += [row.item for row in rows]
            if place is None:
                shard += 1
            if len(items) >= limit:
                break
        next_cursor = f"{shard}.{place or ''}" if shard < SHARDS else None
        return Page(items=items, next_cursor=next_cursor)


def _put_new(campaign: Campaign, items: list[CampaignItem], transaction: TransactWrite) -> None:
    accepting = CampaignRecord.status.is_in(
        *(status.value for status in CampaignStatus if not status.is_terminal)
    )
    transaction.condition_check(CampaignRecord, campaign.space_id, campaign.id, condition=accepting)
    for item in items:
        transaction.save(item_row(item), condition=CampaignRecord.pk.does_not_exist())
    # Zero makes the attribute, for conditions to compare with.
    total = additions({"items.pending": len(items), "open": 0})
    transaction.update(counters(campaign.id), actions=total)


def _put_changed(
    changes: list[Change], concurrency: int | None, transaction: TransactWrite
) -> None:
    total: Counter[str] = Counter()
    for was, item in changes:
        total.update(difference(was, item))
        transaction.save(item_row(item), condition=CampaignRecord.revision == was.revision)
    row = counters(changes[0][1].campaign_id)
    actions = additions({name: count for name, count in total.items() if count})
    if actions:
        room = CounterRecord.open <= concurrency - len(changes) if concurrency is not None else None
        transaction.update(row, actions=actions, condition=room)


def _failed(error: BaseException | None) -> set[int]:
    """The places, in DynamoDB's order (checks, puts, updates), of the conditions that did not hold."""
    assert isinstance(error, TransactWriteError)
    return {
        place
        for place, reason in enumerate(error.cancellation_reasons)
        if reason is not None and reason.code == "ConditionalCheckFailed"
    }


def _parts(items: list[CampaignItem]) -> Iterator[list[CampaignItem]]:
    part: list[CampaignItem] = []
    size = 0
    for item in items:
        bytes_ = len(item.model_dump_json())
        if part and (len(part) == IN_ONE_WRITE or size + bytes_ > BYTES_IN_ONE_WRITE):
            yield part
            part, size = [], 0
        part.append(item)
        size += bytes_
    if part:
        yield part


def _of_shard(
    campaign_id: str, shard: int, status: ItemStatus | None, place: str | None, limit: int
) -> tuple[list[CampaignRecord], str | None]:
    if status is None:
        key = item_pk(campaign_id, shard)
        return page_of(CampaignRecord.query, key, cursor=place, limit=limit, newest_first=False)
    return page_of(
        CampaignRecord.by_shard.query,
        item_shard(campaign_id, shard, status),
        cursor=place,
        limit=limit,
        key_name="shard",
        newest_first=False,
    )


def _split(cursor: str | None) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    shard, _, place = cursor.partition(".")
    if not shard.isdecimal() or len(shard) > 2:
        raise InvalidError.field("/cursor", "is not a cursor of this list", code="bad_cursor")
    return int(shard), place or None
