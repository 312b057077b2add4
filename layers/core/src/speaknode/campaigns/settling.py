"""What became of a call: told by the session's end, or looked up when nobody told."""

from datetime import datetime

from speaknode.campaigns import transitions
from speaknode.campaigns.models import AttemptOutcome, Campaign, CampaignItem, ItemStatus
from speaknode.campaigns.ports import CampaignStore, Limits, SessionLookup
from speaknode.kit.clock import Clock
from speaknode.kit.errors import UnavailableError
from speaknode.sessions.models import Session

TRIES = 5


class Settling:
    def __init__(
        self, *, store: CampaignStore, sessions: SessionLookup, limits: Limits, clock: Clock
    ) -> None:
        self._store, self._sessions, self._clock = store, sessions, clock
        self._limits = limits

    def settle(self, session_id: str) -> ItemStatus | None:
        """The session has ended: so has its attempt, once, however often this is told; its cost may be told later.

        None: it is of no campaign.
        """
        session = self._sessions.find(session_id)
        if session is None or session.campaign_id is None or not session.status.is_terminal:
            return None
        campaign = self._store.get(session.space_id, session.campaign_id)
        if campaign is None:
            return None
        for _ in range(TRIES):
            item = self._store.get_item(campaign.id, session.campaign_item_id or "")
            if item is None:
                return None
            changed = self._settled(campaign, item, session)
            if changed == item or self._store.change(changed, was=item):
                return changed.status
        raise UnavailableError("the item is changed by many at once")

    def _settled(self, campaign: Campaign, item: CampaignItem, session: Session) -> CampaignItem:
        if _is_of(item, session):
            return self.ended(campaign, item, session)
        self._settle_limits(session)
        return transitions.costed(item, session, self._clock())

    def look_up(self, campaign: Campaign, item: CampaignItem) -> None:
        """Its lease is over: whoever held it may be gone. The session store knows whether a call was made."""
        assert item.attempt is not None
        session = self._sessions.find(item.attempt.session_id)
        self._store.change(self._after_look_up(campaign, item, session, self._clock()), was=item)

    def _after_look_up(
        self, campaign: Campaign, item: CampaignItem, session: Session | None, now: datetime
    ) -> CampaignItem:
        if session is not None and session.status.is_terminal:
            return self.ended(campaign, item, session)
        if session is not None:
            return transitions.in_progress(item, now)
        if item.status is ItemStatus.IN_PROGRESS:  # there was one, and it was deleted meanwhile
            return transitions.settled(
                item, campaign.settings, now, AttemptOutcome.FAILED, "session_deleted"
            )
        return transitions.released(item, campaign.settings, now)

    def ended(self, campaign: Campaign, item: CampaignItem, session: Session) -> CampaignItem:
        """What it took of the space's limits is told first: whoever dies in between, it is told again."""
        self._settle_limits(session)
        return transitions.settled(
            item,
            campaign.settings,
            self._clock(),
            transitions.outcome_of(session),
            session.end_reason.value if session.end_reason else None,
            is_abandoned=transitions.is_abandoned(session),
            cost_usd=session.cost.total_usd if session.cost else None,
        )

    def _settle_limits(self, session: Session) -> None:
        seconds = session.duration_s or 0
        self._limits.settle(session.space_id, session.id, seconds, session.cost)


def _is_of(item: CampaignItem, session: Session) -> bool:
    return item.attempt is not None and item.attempt.session_id == session.id
