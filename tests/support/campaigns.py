"""Campaigns in memory: a store that keeps the contract, and a world that calls are made into."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.support.builders import NOON

from speaknode.campaigns.counting import difference
from speaknode.campaigns.errors import CampaignEndedError
from speaknode.campaigns.models import (
    AttemptOutcome,
    Campaign,
    CampaignItem,
    CampaignSettings,
    CampaignStatus,
    Contact,
    Heart,
    ItemStatus,
    Progress,
    item_id_of,
)
from speaknode.campaigns.ports import Dial, Tick
from speaknode.costs.money import usd
from speaknode.events.domain import DomainEvent
from speaknode.kit.errors import ConflictError
from speaknode.kit.models import Page


def campaign(id_: str = "cmp_1", **fields: Any) -> Campaign:
    settings = {"name": "Spring", "agent_id": "agt_1", "phone_number_ids": ["pn_1"]}
    chosen = CampaignSettings.model_validate(settings | fields.pop("settings", {}))
    base = {"id": id_, "space_id": "spc_1", "created_at": NOON, "updated_at": NOON}
    return Campaign(**{**base, "settings": chosen, **fields})


def contact(number: int, **fields: Any) -> Contact:
    return Contact(number=f"+1555{number:07d}", **fields)


class MemoryCampaignStore:
    def __init__(self) -> None:
        self.campaigns: dict[str, Campaign] = {}
        self.items: dict[str, CampaignItem] = {}
        self.counters: dict[str, Counter[str]] = {}
        self.hearts: dict[str, Heart] = {}
        self.events: list[DomainEvent] = []

    def insert(self, campaign: Campaign) -> None:
        if campaign.id in self.campaigns:
            raise ConflictError("a campaign of that id exists")
        self.campaigns[campaign.id] = campaign

    def get(self, space_id: str, campaign_id: str) -> Campaign | None:
        found = self.campaigns.get(campaign_id)
        return self._counted(found) if found and found.space_id == space_id else None

    def _counted(self, campaign: Campaign) -> Campaign:
        counted = self.counters.get(campaign.id, Counter())
        items = {s: counted[f"items.{s}"] for s in ItemStatus if counted[f"items.{s}"]}
        ends = {o: counted[f"outcomes.{o}"] for o in AttemptOutcome if counted[f"outcomes.{o}"]}
        return campaign.model_copy(
            update={
                "progress": Progress(
                    items=items,
                    outcomes=ends,
                    abandoned=counted["abandoned"],
                    cost_usd=usd(counted["cost_micro_usd"]),
                )
            }
        )

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Campaign]:
        own = [
            self._counted(c)
            for c in self.campaigns.values()
            if c.space_id == space_id and c.deleted_at is None
        ]
        return Page(items=sorted(own, key=lambda c: c.id, reverse=True)[:limit])

    def replace(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> None:
        if self.campaigns[campaign.id].revision != campaign.revision - 1:
            raise ConflictError("the campaign was changed meanwhile")
        self.campaigns[campaign.id] = campaign
        self.events += events

    def complete(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> bool:
        stored = self.campaigns[campaign.id]
        if not self._counted(stored).progress.is_over or stored.revision != campaign.revision - 1:
            return False
        self.replace(campaign, events=events)
        return True

    def list_working(self) -> Sequence[Campaign]:
        return [
            self._counted(c)
            for c in self.campaigns.values()
            if c.deleted_at or (c.status is not CampaignStatus.DRAFT and c.ended_at is None)
        ]

    def add_contacts(self, campaign: Campaign, contacts: Sequence[Contact], at: datetime) -> int:
        if self.campaigns[campaign.id].status.is_terminal:
            raise CampaignEndedError(campaign.id)
        new = {item_id_of(campaign.id, c.number): c for c in contacts}
        new = {id_: c for id_, c in new.items() if id_ not in self.items}
        for id_, given in new.items():
            self.items[id_] = CampaignItem(
                id=id_,
                campaign_id=campaign.id,
                space_id=campaign.space_id,
                contact=given,
                next_at=at,
                created_at=at,
                updated_at=at,
            )
        self._count(campaign.id, {"items.pending": len(new)})
        return len(new)

    def _count(self, campaign_id: str, changes: dict[str, int]) -> None:
        self.counters.setdefault(campaign_id, Counter()).update(changes)

    def get_item(self, campaign_id: str, item_id: str) -> CampaignItem | None:
        item = self.items.get(item_id)
        return item if item and item.campaign_id == campaign_id else None

    def list_items(
        self, campaign_id: str, status: ItemStatus | None, cursor: str | None, limit: int
    ) -> Page[CampaignItem]:
        own = [i for i in self.items.values() if i.campaign_id == campaign_id]
        own = sorted((i for i in own if status in (None, i.status)), key=lambda i: i.id)
        start = int(cursor or 0)
        more = str(start + limit) if len(own) > start + limit else None
        return Page(items=own[start : start + limit], next_cursor=more)

    def earliest(self, campaign_id: str, status: ItemStatus, limit: int) -> Sequence[CampaignItem]:
        own = [i for i in self.items.values() if (i.campaign_id, i.status) == (campaign_id, status)]
        return sorted(own, key=lambda i: (i.next_at or i.lease_until or i.updated_at, i.id))[:limit]

    def claim(
        self, items: Sequence[CampaignItem], *, was: Sequence[CampaignItem], concurrency: int
    ) -> Sequence[CampaignItem]:
        taken = []
        for before, item in zip(was, items, strict=True):
            has_room = self.counters[item.campaign_id]["open"] < concurrency
            if has_room and self.change(item, was=before):
                taken.append(item)
        return taken

    def change(self, item: CampaignItem, *, was: CampaignItem) -> bool:
        if self.items[item.id].revision != was.revision:
            return False
        self.items[item.id] = item
        self._count(item.campaign_id, difference(was, item))
        return True

    def heart(self, campaign_id: str) -> Heart | None:
        return self.hearts.get(campaign_id)

    def beat(self, heart: Heart, *, beat: int | None, events: tuple[DomainEvent, ...] = ()) -> bool:
        stored = self.hearts.get(heart.campaign_id)
        if (stored.beat if stored else None) != beat:
            return False
        self.hearts[heart.campaign_id] = heart
        self.events += events
        return True

    def purge(self, campaign: Campaign, *, limit: int) -> bool:
        own = [i.id for i in self.items.values() if i.campaign_id == campaign.id]
        for id_ in own[:limit]:
            del self.items[id_]
        if len(own) >= limit:
            return False
        self.hearts.pop(campaign.id, None)
        self.counters.pop(campaign.id, None)
        del self.campaigns[campaign.id]
        return True


class MemoryRates:
    def __init__(self) -> None:
        self.free_at: dict[str, datetime] = {}

    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        moment = max(now, *(self.free_at.get(line, now) for line in intervals_s))
        if moment > until:
            return None
        for line, interval_s in intervals_s.items():
            self.free_at[line] = moment + timedelta(seconds=interval_s)
        return moment


class MemoryCampaignQueue:
    """Keeps what was sent, with the delay."""

    def __init__(self) -> None:
        self.ticks: list[tuple[Tick, int]] = []
        self.dials: list[tuple[Dial, int]] = []

    def send_ticks(self, ticks: Sequence[Tick], *, delay_s: int = 0) -> None:
        self.ticks += [(tick, delay_s) for tick in ticks]

    def send_dials(self, dials: Sequence[Dial], *, delay_s: int = 0) -> None:
        self.dials += [(dial, delay_s) for dial in dials]
