"""DynamoDB's side of `CampaignStore`: campaigns, hearts and how things stand."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from speaknode.campaigns.dynamo import (
    HEART,
    SHARDS,
    CampaignRecord,
    CounterRecord,
    campaign_of,
    campaign_row,
    counters,
    item_pk,
)
from speaknode.campaigns.items import DynamoItems
from speaknode.campaigns.models import Campaign, Heart
from speaknode.events.domain import DomainEvent
from speaknode.kit.dynamo import find, page_of, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.kit.models import Page
from speaknode.kit.outbox import put_events


class DynamoCampaignStore(DynamoItems):
    def insert(self, campaign: Campaign) -> None:
        with storage_errors("a campaign of that id exists"):
            campaign_row(campaign).save(CampaignRecord.pk.does_not_exist())

    def get(self, space_id: str, campaign_id: str) -> Campaign | None:
        row = find(CampaignRecord, space_id, campaign_id)
        if row is None:
            return None
        key = counters(campaign_id)
        return campaign_of(row, find(CounterRecord, key.pk, key.sk))

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Campaign]:
        rows, next_cursor = page_of(
            CampaignRecord.query,
            space_id,
            cursor=cursor,
            limit=limit,
            filter_condition=CampaignRecord.deleted_at.does_not_exist(),
            page_size=max(limit, 50),
        )
        return Page(items=[*self._counted(rows)], next_cursor=next_cursor)

    def _counted(self, rows: Sequence[CampaignRecord]) -> Sequence[Campaign]:
        keys = [(key.pk, key.sk) for key in (counters(row.sk) for row in rows)]
        with storage_errors("campaign"):
            found = {row.pk: row for row in CounterRecord.batch_get(keys)}
        return [campaign_of(row, found.get(row.sk)) for row in rows]

    def replace(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> None:
        with (
            storage_errors("the campaign was changed meanwhile"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            self._save(transaction, campaign, events)

    def _save(
        self, transaction: TransactWrite, campaign: Campaign, events: tuple[DomainEvent, ...]
    ) -> None:
        row = campaign_row(campaign)
        transaction.save(row, condition=CampaignRecord.revision == campaign.revision - 1)
        put_events(transaction, events)

    def complete(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> bool:
        nothing_left = (CounterRecord.items_pending == 0) & (CounterRecord.open == 0)
        # A campaign that never had a contact has no counters yet.
        nothing_left = CounterRecord.pk.does_not_exist() | nothing_left
        try:
            with (
                storage_errors("it is not over"),
                TransactWrite(connection=self._connection) as transaction,
            ):
                key = counters(campaign.id)
                transaction.condition_check(CounterRecord, key.pk, key.sk, condition=nothing_left)
                self._save(transaction, campaign, events)
        except ConflictError:
            return False
        return True

    def list_working(self) -> Sequence[Campaign]:
        with storage_errors("campaign"):
            rows = [
                row
                for shard in range(SHARDS)
                for row in CampaignRecord.by_shard.query(f"working#{shard}")
            ]
        return self._counted(rows)

    def heart(self, campaign_id: str) -> Heart | None:
        row = find(CampaignRecord, campaign_id, HEART)
        return row.heart if row else None

    def beat(self, heart: Heart, *, beat: int | None, events: tuple[DomainEvent, ...] = ()) -> bool:
        row = CampaignRecord(pk=heart.campaign_id, sk=HEART, beat=heart.beat, heart=heart)
        as_read = (
            CampaignRecord.pk.does_not_exist() if beat is None else CampaignRecord.beat == beat
        )
        try:
            with (
                storage_errors("another tick was faster"),
                TransactWrite(connection=self._connection) as transaction,
            ):
                transaction.save(row, condition=as_read)
                put_events(transaction, events)
        except ConflictError:
            return False
        return True

    def purge(self, campaign: Campaign, *, limit: int) -> bool:
        left = limit
        with storage_errors("campaign"):
            for shard in range(SHARDS):
                rows = CampaignRecord.query(item_pk(campaign.id, shard), limit=left)
                with CampaignRecord.batch_write() as batch:
                    for row in rows:
                        batch.delete(row)
                        left -= 1
                if left <= 0:
                    return False
            counters(campaign.id).delete()
            CampaignRecord(pk=campaign.id, sk=HEART).delete()
            campaign_row(campaign).delete()
        return True
