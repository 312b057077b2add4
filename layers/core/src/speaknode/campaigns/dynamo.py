"""Campaigns in DynamoDB: the rows.

| pk | sk | |
|---|---|---|
| space | campaign | the campaign, without its progress |
| campaign | `counters` | progress and open slots: added to in the transaction of the item that changes |
| campaign | `heart` | what ticks hand on |
| campaign#n | item | contacts, spread over `SHARDS` partitions by their random ids |
| rate#line | `rate` | when the next call may begin |

Index `by_shard` holds items by `campaign#n#status` and the moment they are looked at next, and campaigns that have
work to do by `working#n`.
"""

from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from speaknode.campaigns.models import (
    AttemptOutcome,
    Campaign,
    CampaignItem,
    CampaignStatus,
    Heart,
    ItemStatus,
    Progress,
)
from speaknode.costs.money import usd
from speaknode.kit.dynamo import PydanticAttribute, index

COUNTERS, HEART, RATE = "counters", "heart", "rate"
SHARDS = 4
"""Of one campaign: DynamoDB takes 1,000 writes a second on each."""


class CampaignRecord(Model):
    class Meta:
        table_name = "campaigns"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    shard = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    deleted_at = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    beat = NumberAttribute(null=True)
    free_at_us = NumberAttribute(null=True)
    body = PydanticAttribute(Campaign, null=True)
    item = PydanticAttribute(CampaignItem, null=True)
    heart = PydanticAttribute(Heart, null=True)
    by_shard = index("by_shard", hash_key="shard", range_key="at")


class CounterRecord(Model):
    """One row a campaign, in the table of its campaigns; names are those of `counting.difference`."""

    class Meta:
        table_name = "campaigns"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    open = NumberAttribute(default=0)
    items_pending = NumberAttribute(default=0)
    items_claimed = NumberAttribute(default=0)
    items_dialing = NumberAttribute(default=0)
    items_in_progress = NumberAttribute(default=0)
    items_completed = NumberAttribute(default=0)
    items_error = NumberAttribute(default=0)
    items_skipped = NumberAttribute(default=0)
    items_canceled = NumberAttribute(default=0)
    outcomes_answered = NumberAttribute(default=0)
    outcomes_busy = NumberAttribute(default=0)
    outcomes_no_answer = NumberAttribute(default=0)
    outcomes_voicemail = NumberAttribute(default=0)
    outcomes_declined = NumberAttribute(default=0)
    outcomes_invalid_number = NumberAttribute(default=0)
    outcomes_failed = NumberAttribute(default=0)
    abandoned = NumberAttribute(default=0)
    cost_micro_usd = NumberAttribute(default=0)

    def progress(self) -> Progress:
        def count(prefix: str, name: str) -> int:
            return int(getattr(self, f"{prefix}_{name}"))

        items = {status: count("items", status) for status in ItemStatus}
        outcomes = {outcome: count("outcomes", outcome) for outcome in AttemptOutcome}
        return Progress(
            items={status: number for status, number in items.items() if number},
            outcomes={outcome: number for outcome, number in outcomes.items() if number},
            abandoned=int(self.abandoned),
            cost_usd=usd(int(self.cost_micro_usd)),
        )


def counters(campaign_id: str) -> CounterRecord:
    return CounterRecord(pk=campaign_id, sk=COUNTERS)


def additions(difference: dict[str, int]) -> list[Action]:
    return [
        getattr(CounterRecord, name.replace(".", "_")).add(count)
        for name, count in sorted(difference.items())
    ]


def shard_of(item_id: str) -> int:
    return int(item_id[-4:], 16) % SHARDS


def item_pk(campaign_id: str, shard: int) -> str:
    return f"{campaign_id}#{shard}"


def item_shard(campaign_id: str, shard: int, status: ItemStatus) -> str:
    return f"{campaign_id}#{shard}#{status}"


def item_row(item: CampaignItem) -> CampaignRecord:
    at = item.next_at or item.lease_until or item.updated_at
    shard = shard_of(item.id)
    return CampaignRecord(
        pk=item_pk(item.campaign_id, shard),
        sk=item.id,
        shard=item_shard(item.campaign_id, shard, item.status),
        at=f"{_sortable(at)}#{item.id}",
        revision=item.revision,
        item=item,
    )


def campaign_row(campaign: Campaign) -> CampaignRecord:
    works = campaign.status is not CampaignStatus.DRAFT and campaign.ended_at is None
    works = works or campaign.deleted_at is not None
    return CampaignRecord(
        pk=campaign.space_id,
        sk=campaign.id,
        shard=f"working#{ord(campaign.id[-1]) % SHARDS}" if works else None,
        at=campaign.id if works else None,
        status=campaign.status,
        deleted_at=campaign.deleted_at.isoformat() if campaign.deleted_at else None,
        revision=campaign.revision,
        body=campaign.model_copy(update={"progress": Progress()}),
    )


def campaign_of(row: CampaignRecord, counted: CounterRecord | None) -> Campaign:
    changes: dict[str, Any] = {"progress": counted.progress() if counted else Progress()}
    if row.deleted_at:
        changes["deleted_at"] = datetime.fromisoformat(row.deleted_at)
    campaign: Campaign = row.body
    return campaign.model_copy(update=changes)


def _sortable(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
