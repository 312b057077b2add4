"""The campaign's pulse: each tick takes back what was lost, claims whose turn it is, and sends the next tick.

Only one chain of ticks lives: a tick acts only if its beat is the one that is expected, and writes the next.
A chain that broke is taken up again by `revive`, once a minute.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from speaknode.campaigns import breaker, told, transitions
from speaknode.campaigns.choosing import WINDOW, Choosing
from speaknode.campaigns.models import (
    OPEN,
    Campaign,
    CampaignItem,
    CampaignStatus,
    Heart,
    ItemStatus,
)
from speaknode.campaigns.ports import Agents, CampaignQueue, CampaignStore, Dial, Limits, Tick
from speaknode.campaigns.settling import Settling
from speaknode.kit.clock import Clock
from speaknode.kit.errors import NotFoundError

BATCH = 100
ROUNDS = 20
LOOKAHEAD_S = 3
"""So many seconds of calls are claimed before they are due to begin."""
SLOWEST_S = 60
HELD_S = 5
"""While calls are held somebody looks on: progress, and the end of it all, are told as they come."""
WORK_AT_MOST_S = 60
LATE_S = 15
PURGE = 1000


class Ticks:
    def __init__(
        self,
        *,
        store: CampaignStore,
        queue: CampaignQueue,
        choosing: Choosing,
        settling: Settling,
        agents: Agents,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._store, self._queue, self._choosing = store, queue, choosing
        self._settling, self._agents, self._clock = settling, agents, clock
        self._limits = limits

    def revive(self) -> int:
        """Once a minute: campaigns whose next tick never came get one; returns how many."""
        late = []
        for campaign in self._store.list_working():
            if campaign.status is CampaignStatus.PAUSED and not campaign.progress.open:
                continue
            heart = self._store.heart(campaign.id)
            if heart is None or self._clock() > heart.next_at + timedelta(seconds=LATE_S):
                late.append(_tick(campaign, heart.beat if heart else 0))
        self._queue.send_ticks(late)
        return len(late)

    def tick(self, message: Tick) -> None:
        campaign = self._store.get(message.space_id, message.campaign_id)
        if campaign is None:
            return
        now = self._clock()
        heart = self._store.heart(campaign.id)
        if (heart.beat if heart else 0) != message.beat:
            return
        taken = Heart(
            campaign_id=campaign.id,
            beat=message.beat + 1,
            next_at=now + timedelta(seconds=WORK_AT_MOST_S),
            samples=heart.samples if heart else [],
            told=heart.told if heart else None,
            forgiven=heart.forgiven if heart else None,
        )
        if not self._store.beat(taken, beat=heart.beat if heart else None):
            return
        delay_s = self._work(campaign)
        self._hand_on(message, taken, delay_s)

    def _hand_on(self, message: Tick, heart: Heart, delay_s: int | None) -> None:
        """Tell what is new, and send the next tick; `delay_s` None: there is nothing more to do."""
        now = self._clock()
        campaign = self._store.get(message.space_id, message.campaign_id)
        if campaign is None:
            return
        settings = campaign.settings
        window_s = settings.breaker.window_s if settings.breaker else 0
        samples = breaker.sampled(heart.samples, campaign.progress, now, window_s)
        is_new = campaign.progress != heart.told
        after = heart.model_copy(
            update={
                "next_at": now + timedelta(seconds=delay_s or 0),
                "samples": samples if settings.breaker else [],
                "told": campaign.progress,
            }
        )
        events = (told.progressed(campaign, heart.beat, now),) if is_new else ()
        self._store.beat(after, beat=heart.beat, events=events)
        if delay_s is not None:
            self._queue.send_ticks([_tick(campaign, heart.beat)], delay_s=delay_s)
        if settings.breaker and breaker.trips(settings.breaker, samples):
            self._trip(campaign, after, "too many calls failed", samples=[])
        elif settings.abandonment and breaker.abandons(
            settings.abandonment, campaign.progress, heart.forgiven
        ):
            reason = "too many answered calls heard no agent in 2 s"
            self._trip(campaign, after, reason, forgiven=campaign.progress)

    def _work(self, campaign: Campaign) -> int | None:
        """Seconds until the next tick; None: the chain ends here."""
        now = self._clock()
        if campaign.deleted_at is not None:
            return None if self._store.purge(campaign, limit=PURGE) else 1
        overdue, leased = self._leases(campaign, now)
        for item in overdue:
            self._settling.look_up(campaign, item)
        match campaign.status:
            case CampaignStatus.SCHEDULED:
                return self._begin(campaign, now)
            case CampaignStatus.RUNNING:
                waiting = self._claim(campaign, now)
                if waiting is None and not leased and self._is_over(campaign):
                    return None
            case CampaignStatus.CANCELED:
                waiting = self._cancel_pending(campaign, now)
                if waiting is None and not leased and self._is_over(campaign):
                    return None
            case _:
                waiting = None
                if not leased:
                    return None
        held = [now + timedelta(seconds=HELD_S)] if leased else []
        return _until([*leased, *held, *([waiting] if waiting else [])], now)

    def _leases(
        self, campaign: Campaign, now: datetime
    ) -> tuple[list[CampaignItem], list[datetime]]:
        """Open items whose lease is over, and when those of the others will be."""
        overdue, ends = [], []
        for status in OPEN:
            if not campaign.progress.items.get(status):
                continue
            for item in self._store.earliest(campaign.id, status, BATCH):
                if item.lease_until and item.lease_until <= now:
                    overdue.append(item)
                else:
                    ends.append(item.lease_until or now)
        return overdue, ends or [now for _ in overdue]

    def _begin(self, campaign: Campaign, now: datetime) -> int:
        start_at = campaign.settings.start_at or now
        if start_at > now:
            return _until([start_at], now)
        self._replace(campaign, status=CampaignStatus.RUNNING, started_at=now)
        return 1

    def _claim(self, campaign: Campaign, now: datetime) -> datetime | None:
        """Fill the free slots; returns when the next contact's turn is (None: none waits)."""
        settings = campaign.settings
        claimed = campaign.progress.items.get(ItemStatus.CLAIMED, 0)
        slots = settings.concurrency - campaign.progress.open
        room = max(0, min(slots, math.ceil(settings.cps * LOOKAHEAD_S) - claimed))
        try:
            _, _, config = self._agents.resolve(
                campaign.space_id, settings.agent_id, settings.agent_version
            )
        except NotFoundError as error:
            self._pause(campaign, error.message)
            return None
        if self._limits.exhausted(campaign.space_id):
            return now + timedelta(seconds=SLOWEST_S) if campaign.progress.pending else None
        for _ in range(ROUNDS):
            earliest = self._store.earliest(campaign.id, ItemStatus.PENDING, BATCH)
            due = [item for item in earliest if item.next_at and item.next_at <= now]
            if due and not room:
                return now
            closed = [item for item in earliest if item.reason == WINDOW and item not in due]
            chosen, others = self._choosing.sort(campaign, config, [*due, *closed], now)
            if not chosen and not others:
                return earliest[0].next_at if earliest else None
            for was, item in others:
                self._give_back(was, item)
                self._store.change(item, was=was)
            taken = self._store.claim(
                [item for _, item in chosen[:room]],
                was=[was for was, _ in chosen[:room]],
                concurrency=settings.concurrency,
            )
            self._queue.send_dials([_dial(item) for item in taken])
            room -= len(taken)
            if not taken and not others:
                return now
        return now

    def _cancel_pending(self, campaign: Campaign, now: datetime) -> datetime | None:
        items = self._store.earliest(campaign.id, ItemStatus.PENDING, BATCH)
        for was in items:
            canceled = transitions.canceled(was, now)
            self._give_back(was, canceled)
            self._store.change(canceled, was=was)
        return now if items else None

    def _give_back(self, was: CampaignItem, item: CampaignItem) -> None:
        """An attempt that was planned and will not be made may have a place within the limits."""
        if was.attempt and item.status.is_terminal:
            self._limits.give_back(was.space_id, was.attempt.session_id)

    def _is_over(self, campaign: Campaign) -> bool:
        """Ended for good, if not one contact came or is called at this very moment."""
        now = self._clock()
        running = campaign.status is CampaignStatus.RUNNING
        status = CampaignStatus.COMPLETED if running else campaign.status
        ended = campaign.model_copy(
            update={
                "status": status,
                "ended_at": now,
                "updated_at": now,
                "revision": campaign.revision + 1,
            }
        )
        return self._store.complete(ended, events=(told.status_changed(ended),) if running else ())

    def _trip(self, campaign: Campaign, heart: Heart, reason: str, **anew: object) -> None:
        if campaign.status is CampaignStatus.RUNNING:
            self._pause(campaign, reason)
            # Counting begins anew when somebody resumes it.
            self._store.beat(heart.model_copy(update=anew), beat=heart.beat)

    def _pause(self, campaign: Campaign, reason: str) -> None:
        self._replace(campaign, status=CampaignStatus.PAUSED, status_reason=reason)

    def _replace(self, campaign: Campaign, **changes: object) -> None:
        changed = campaign.model_copy(
            update=changes | {"updated_at": self._clock(), "revision": campaign.revision + 1}
        )
        self._store.replace(changed, events=(told.status_changed(changed),))


def _until(moments: Sequence[datetime], now: datetime) -> int:
    if not moments:
        return 1
    seconds = math.ceil((min(moments) - now).total_seconds())
    return max(1, min(SLOWEST_S, seconds))


def _tick(campaign: Campaign, beat: int) -> Tick:
    return Tick(space_id=campaign.space_id, campaign_id=campaign.id, beat=beat)


def _dial(item: CampaignItem) -> Dial:
    assert item.attempt is not None
    return Dial(
        space_id=item.space_id,
        campaign_id=item.campaign_id,
        item_id=item.id,
        session_id=item.attempt.session_id,
    )
