"""One dial message: the item's intent is written, its moment awaited, and the call made, by its planned id."""

from collections.abc import Callable
from datetime import timedelta

from speaknode.agents.models import AgentConfig
from speaknode.call_limits.models import Refusal
from speaknode.calls.schemas import CallCreate
from speaknode.campaigns import transitions
from speaknode.campaigns.choosing import Choosing
from speaknode.campaigns.models import (
    AttemptOutcome,
    Campaign,
    CampaignItem,
    CampaignStatus,
    ItemStatus,
)
from speaknode.campaigns.ports import (
    Accounts,
    Agents,
    Calls,
    CampaignQueue,
    CampaignStore,
    Dial,
    Limits,
    Numbers,
    Predial,
    RateStore,
    SessionLookup,
)
from speaknode.campaigns.settling import Settling
from speaknode.campaigns.turns import Turns
from speaknode.campaigns.values import typed
from speaknode.kit.clock import Clock
from speaknode.kit.errors import SpeaknodeError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import CampaignLink, Session

AGAIN_S = 2
HOOK_AGAIN_S = LIMIT_AGAIN_S = 60


class Dialing:
    def __init__(
        self,
        *,
        store: CampaignStore,
        rates: RateStore,
        queue: CampaignQueue,
        calls: Calls,
        sessions: SessionLookup,
        numbers: Numbers,
        accounts: Accounts,
        agents: Agents,
        choosing: Choosing,
        limits: Limits,
        predial: Predial,
        clock: Clock,
        sleep: Callable[[float], None],
    ) -> None:
        self._store, self._queue, self._calls = store, queue, calls
        self._sessions, self._numbers, self._accounts = sessions, numbers, accounts
        self._agents, self._choosing, self._predial = agents, choosing, predial
        self._clock, self._limits = clock, limits
        self._turns = Turns(rates=rates, clock=clock, sleep=sleep)
        self._settling = Settling(store=store, sessions=sessions, limits=limits, clock=clock)

    def dial(self, message: Dial) -> None:
        """Told twice, or after the item was taken back, it does nothing."""
        item = self._store.get_item(message.campaign_id, message.item_id)
        campaign = self._store.get(message.space_id, message.campaign_id)
        if item is None or campaign is None or not _is_awaited(item, message):
            return
        if campaign.status is not CampaignStatus.RUNNING:
            self._limits.give_back(campaign.space_id, message.session_id)
            self._store.change(self._released(campaign, item), was=item)
            return
        try:
            number = self._numbers.get(campaign.space_id, _number_id(campaign, item))
            account = self._accounts.get(campaign.space_id, number.telephony_account_id)
            config = self._config(campaign)
        except SpeaknodeError as error:
            if not error.retryable:
                self._give_up(campaign, item, error)
            return  # else its lease ends, and it is claimed again
        if not self._may_be_called(campaign, config, item):
            return
        lines = {campaign.id: campaign.settings.cps, account.id: account.calls_per_second}
        if not self._turns.wait(lines):
            self._queue.send_dials([message.again()], delay_s=AGAIN_S)
            return
        intent = transitions.dialing(item, self._clock(), number.number)
        if self._store.change(intent, was=item):
            self._call(campaign, config, intent, number)

    def _config(self, campaign: Campaign) -> AgentConfig:
        settings = campaign.settings
        return self._agents.resolve(campaign.space_id, settings.agent_id, settings.agent_version)[2]

    def _may_be_called(self, campaign: Campaign, config: AgentConfig, item: CampaignItem) -> bool:
        """Looked at when it was claimed, and again now: a line may be long, and lists and hours change."""
        _, others = self._choosing.sort(campaign, config, [item], self._clock())
        for was, changed in others:
            self._store.change(changed, was=was)
        return not others and self._is_eligible(campaign, item) and self._has_place(campaign, item)

    def _has_place(self, campaign: Campaign, item: CampaignItem) -> bool:
        """Within the space's limits; the place is its attempt's, and kept until that has ended."""
        assert item.attempt is not None
        now = self._clock()
        refusal = self._limits.reserve(
            campaign.space_id, item.attempt.session_id, item.contact.number
        )
        if refusal is Refusal.CALLS_PER_NUMBER:
            self._store.change(transitions.skipped(item, now, refusal), was=item)
        elif refusal:
            until = now + timedelta(seconds=LIMIT_AGAIN_S)
            self._store.change(
                transitions.deferred(item, now, until=until, reason=refusal), was=item
            )
        return refusal is None

    def _is_eligible(self, campaign: Campaign, item: CampaignItem) -> bool:
        url = campaign.settings.predial_url
        if url is None:
            return True
        question = {
            "campaign_id": campaign.id,
            "item_id": item.id,
            "number": item.contact.number,
            "variables": item.contact.variables,
        }
        now = self._clock()
        try:
            allowed, reason = self._predial.allows(str(url), question)
        except SpeaknodeError:
            silent = self._released(campaign, item, delay_s=HOOK_AGAIN_S, reason="predial_silent")
            self._store.change(silent, was=item)
            return False
        if not allowed:
            self._store.change(transitions.skipped(item, now, reason or "not_eligible"), was=item)
        return allowed

    def _call(
        self, campaign: Campaign, config: AgentConfig, item: CampaignItem, number: PhoneNumber
    ) -> None:
        assert item.attempt is not None
        session_id = item.attempt.session_id
        try:
            session: Session | None = self._place(campaign, config, item, number)
        except SpeaknodeError as error:
            # Whether it was made before this went wrong, only the session store knows; in doubt the lease decides.
            if error.retryable:
                return
            session = self._sessions.find(session_id)
            if session is None:
                self._give_up(campaign, item, error)
                return
        if session is None or not session.status.is_terminal:
            self._store.change(transitions.in_progress(item, self._clock()), was=item)
        else:
            self._store.change(self._settling.ended(campaign, item, session), was=item)

    def _place(
        self, campaign: Campaign, config: AgentConfig, item: CampaignItem, number: PhoneNumber
    ) -> Session:
        assert item.attempt is not None
        settings = campaign.settings
        data = CallCreate.model_validate(
            {
                "agent_id": settings.agent_id,
                "version": settings.agent_version,
                "to": item.contact.number,
                "from": number.number,
                "variables": typed(config, campaign.values_of(item.contact)),
            }
        )
        policy = settings.voicemail
        link = CampaignLink(
            campaign_id=campaign.id,
            item_id=item.id,
            answering=policy.over(config.answering) if policy else None,
        )
        return self._calls.create(
            campaign.space_id, data, session_id=item.attempt.session_id, campaign=link
        )

    def _released(
        self,
        campaign: Campaign,
        item: CampaignItem,
        *,
        delay_s: float = 0,
        reason: str | None = None,
    ) -> CampaignItem:
        now = self._clock()
        return transitions.released(item, campaign.settings, now, delay_s=delay_s, reason=reason)

    def _give_up(self, campaign: Campaign, item: CampaignItem, error: SpeaknodeError) -> None:
        assert item.attempt is not None
        self._limits.give_back(campaign.space_id, item.attempt.session_id)
        self._store.change(
            transitions.settled(
                item, campaign.settings, self._clock(), AttemptOutcome.FAILED, error.code
            ),
            was=item,
        )


def _is_awaited(item: CampaignItem, message: Dial) -> bool:
    attempt = item.attempt
    return (
        item.status is ItemStatus.CLAIMED
        and attempt is not None
        and attempt.session_id == message.session_id
    )


def _number_id(campaign: Campaign, item: CampaignItem) -> str:
    """In turn: each attempt comes from another one of the pool, and contacts are spread over it."""
    pool = campaign.settings.phone_number_ids
    return pool[(int(item.id[-6:], 16) + len(item.attempts)) % len(pool)]
