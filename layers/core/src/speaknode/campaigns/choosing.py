"""Which of the contacts whose turn it is may be called now, and what becomes of the others."""

from collections.abc import Sequence
from datetime import datetime

from speaknode.agents.inputs import resolve_variables
from speaknode.agents.models import AgentConfig
from speaknode.campaigns import transitions
from speaknode.campaigns.models import Campaign, CampaignItem, ZoneMode
from speaknode.campaigns.ports import DoNotCall, Windows
from speaknode.campaigns.values import typed
from speaknode.kit.errors import InvalidError

_YES = frozenset({"yes", "true", "1", "y", "да"})
WINDOW = "window"
"""Why a contact waits whose windows are closed; they may be opened wider meanwhile."""

Change = tuple[CampaignItem, CampaignItem]
"""An item as it was, and as it is to be."""


class Choosing:
    def __init__(self, *, do_not_call: DoNotCall, windows: Windows) -> None:
        self._do_not_call, self._windows = do_not_call, windows

    def sort(
        self, campaign: Campaign, config: AgentConfig, items: Sequence[CampaignItem], at: datetime
    ) -> tuple[list[Change], list[Change]]:
        """Those to be called now, claimed; and those changed because they must not be, or not yet."""
        listed = self._do_not_call.listed(
            campaign.space_id, [item.contact.number for item in items]
        )
        chosen: list[Change] = []
        others: list[Change] = []
        for item in items:
            if reason := self._refusal(campaign, config, item, listed):
                others.append((item, transitions.skipped(item, at, reason)))
                continue
            opens = self._opens(campaign, item, at)
            if opens is None:
                others.append((item, transitions.skipped(item, at, _no_window(campaign, item))))
            elif opens <= at:
                chosen.append((item, transitions.claimed(item, at)))
            elif opens != item.next_at:
                closed = transitions.deferred(item, at, until=opens, reason=WINDOW)
                others.append((item, closed))
        return chosen, others

    def _refusal(
        self, campaign: Campaign, config: AgentConfig, item: CampaignItem, listed: set[str]
    ) -> str | None:
        contact = item.contact
        if contact.number in listed:
            return "do_not_call"
        consent = campaign.settings.consent_variable
        if consent and contact.variables.get(consent, "").strip().lower() not in _YES:
            return "no_consent"
        try:
            resolve_variables(config.variables, typed(config, campaign.values_of(contact)))
        except InvalidError as error:
            return f"{error.code}: {error.message}"
        return None

    def _opens(self, campaign: Campaign, item: CampaignItem, at: datetime) -> datetime | None:
        settings = campaign.settings
        if not settings.windows:
            return at
        zone = _zone(campaign, item)
        return self._windows(settings.windows, zone, at) if zone else None


def _zone(campaign: Campaign, item: CampaignItem) -> str | None:
    """Nobody is called at a time of day that is not known."""
    if campaign.settings.zone_mode is ZoneMode.CAMPAIGN:
        return campaign.settings.zone
    return item.contact.zone


def _no_window(campaign: Campaign, item: CampaignItem) -> str:
    return "no_window" if _zone(campaign, item) else "unknown_zone"
