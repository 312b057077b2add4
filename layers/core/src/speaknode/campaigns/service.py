"""Use cases of campaigns: draw one up, give it contacts, start and stop it, see how it goes."""

from collections.abc import Iterator
from typing import Any

from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.agents.models import Agent, AgentConfig
from speaknode.campaigns import results, told
from speaknode.campaigns.adding import read_contact
from speaknode.campaigns.errors import (
    CampaignEndedError,
    CampaignNotFoundError,
    CampaignStateError,
    NotReadyError,
)
from speaknode.campaigns.models import (
    Campaign,
    CampaignItem,
    CampaignSettings,
    CampaignStatus,
    Contact,
)
from speaknode.campaigns.ports import Agents, CampaignQueue, CampaignStore, Numbers, Tick
from speaknode.campaigns.schemas import (
    CampaignInput,
    ContactError,
    ContactsAdd,
    ContactsAdded,
    ItemQuery,
    ResultsQuery,
)
from speaknode.egress.policy import Policy
from speaknode.kit import sheet
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, InvalidError, StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page, PageQuery
from speaknode.kit.sheet import SheetPart
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError

RESULTS_PAGE = 100
_BEGUN = (CampaignStatus.SCHEDULED, CampaignStatus.RUNNING)


class CampaignService:
    def __init__(
        self,
        *,
        store: CampaignStore,
        queue: CampaignQueue,
        agents: Agents,
        numbers: Numbers,
        clock: Clock,
        policy: Policy,
    ) -> None:
        """`policy`: where an owner's own checks may be asked."""
        self._store, self._queue, self._policy = store, queue, policy
        self._agents, self._numbers, self._clock = agents, numbers, clock

    def create(
        self, space_id: str, data: CampaignSettings, campaign_id: str | None = None
    ) -> Campaign:
        if campaign_id and (known := self._store.get(space_id, campaign_id)):
            return known
        self._check(space_id, data)
        now = self._clock()
        campaign = Campaign(
            id=campaign_id or new_id("cmp"),
            space_id=space_id,
            settings=CampaignSettings.model_validate(data.model_dump()),
            created_at=now,
            updated_at=now,
        )
        self._store.insert(campaign)
        return campaign

    def get(self, space_id: str, campaign_id: str) -> Campaign:
        campaign = self._store.get(space_id, campaign_id)
        if campaign is None or campaign.deleted_at is not None:
            raise CampaignNotFoundError(campaign_id)
        return campaign

    def list(self, space_id: str, query: PageQuery) -> Page[Campaign]:
        return self._store.list(space_id, query.cursor, query.limit)

    def called_by(self, space_id: str, agent_id: str) -> Iterator[str]:
        """The campaigns that an agent speaks for and that are not over, in words."""
        cursor: str | None = None
        while True:
            page = self._store.list(space_id, cursor, RESULTS_PAGE)
            for campaign in page.items:
                if campaign.settings.agent_id == agent_id and not campaign.status.is_terminal:
                    yield f"the campaign {campaign.settings.name} ({campaign.id})"
            if (cursor := page.next_cursor) is None:
                return

    def update(
        self, space_id: str, campaign_id: str, data: CampaignInput, *, revision: int | None = None
    ) -> Campaign:
        """Also while it runs: from the next tick on it goes by the new settings."""
        campaign = self.get(space_id, campaign_id)
        if revision is not None and revision != campaign.revision:
            raise StaleRevisionError("campaign")
        if campaign.status.is_terminal:
            raise CampaignStateError("be changed", campaign.status)
        self._check(space_id, data)
        settings = CampaignSettings.model_validate(data.model_dump())
        changed = campaign.model_copy(update={"settings": settings})
        if campaign.status not in _BEGUN:
            return self._replace(campaign, settings=settings)
        self._check_ready(changed)
        running = self._replace(campaign, settings=settings)
        self._wake(running)
        return running

    def delete(self, space_id: str, campaign_id: str) -> None:
        campaign = self.get(space_id, campaign_id)
        if campaign.status is not CampaignStatus.DRAFT and campaign.ended_at is None:
            raise CampaignStateError("be deleted before its last call is over", campaign.status)
        self._replace(campaign, deleted_at=self._clock())
        self._wake(campaign)

    def clone(self, space_id: str, campaign_id: str, clone_id: str | None = None) -> Campaign:
        """A draft with the same settings, and no contacts."""
        settings = self.get(space_id, campaign_id).settings
        copied = settings.model_copy(update={"name": f"{settings.name[:190]} (copy)"})
        return self.create(space_id, copied, campaign_id=clone_id)

    def start(self, space_id: str, campaign_id: str) -> Campaign:
        """Now, or at `start_at`. Everything that would stop every call is told before the first one."""
        campaign = self.get(space_id, campaign_id)
        if campaign.status in _BEGUN:
            return campaign
        if campaign.status is not CampaignStatus.DRAFT:
            raise CampaignStateError("be started", campaign.status)
        self._check_ready(campaign)
        return self._go(campaign)

    def pause(self, space_id: str, campaign_id: str) -> Campaign:
        """No new call begins; those that are held go on."""
        campaign = self.get(space_id, campaign_id)
        if campaign.status is CampaignStatus.PAUSED:
            return campaign
        if campaign.status not in _BEGUN:
            raise CampaignStateError("be paused", campaign.status)
        return self._set(campaign, CampaignStatus.PAUSED)

    def resume(self, space_id: str, campaign_id: str) -> Campaign:
        campaign = self.get(space_id, campaign_id)
        if campaign.status is CampaignStatus.RUNNING:
            return campaign
        if campaign.status is not CampaignStatus.PAUSED:
            raise CampaignStateError("be resumed", campaign.status)
        self._check_ready(campaign)
        return self._go(campaign)

    def _go(self, campaign: Campaign) -> Campaign:
        now = self._clock()
        start_at = campaign.settings.start_at
        if start_at and start_at > now:
            return self._set(campaign, CampaignStatus.SCHEDULED)
        started_at = campaign.started_at or now
        return self._set(campaign, CampaignStatus.RUNNING, started_at=started_at)

    def cancel(self, space_id: str, campaign_id: str) -> Campaign:
        """For good: who was not called will not be; calls that are held go on."""
        campaign = self.get(space_id, campaign_id)
        if campaign.status is CampaignStatus.CANCELED:
            return campaign
        if campaign.status is CampaignStatus.COMPLETED:
            raise CampaignStateError("be canceled", campaign.status)
        return self._set(campaign, CampaignStatus.CANCELED)

    def add_contacts(self, space_id: str, campaign_id: str, data: ContactsAdd) -> ContactsAdded:
        campaign = self.get(space_id, campaign_id)
        if campaign.status.is_terminal:
            raise CampaignEndedError(campaign_id)
        _, _, config = self._resolve(space_id, campaign.settings)
        contacts: dict[str, Contact] = {}
        errors: list[ContactError] = []
        for index, given in enumerate(data.contacts):
            try:
                contact = read_contact(given, campaign, config, trust_zones=data.trust_zones)
            except InvalidError as error:
                errors.append(ContactError(index=index, errors=list(error.fields)))
                continue
            contacts.setdefault(contact.number, contact)
        added = self._store.add_contacts(campaign, list(contacts.values()), self._clock())
        duplicates = len(data.contacts) - len(errors) - added
        return ContactsAdded(added=added, duplicates=duplicates, errors=errors)

    def list_items(self, space_id: str, campaign_id: str, query: ItemQuery) -> Page[CampaignItem]:
        self.get(space_id, campaign_id)
        return self._store.list_items(campaign_id, query.status, query.cursor, query.limit)

    def export_results(self, space_id: str, campaign_id: str, query: ResultsQuery) -> SheetPart:
        self.get(space_id, campaign_id)
        return sheet.export(
            results.COLUMNS,
            lambda cursor: self._store.list_items(campaign_id, None, cursor, RESULTS_PAGE),
            results.rows,
            cursor=query.cursor,
            wanted=query.format,
            name=campaign_id,
        )

    def _resolve(self, space_id: str, settings: CampaignSettings) -> tuple[Agent, int, AgentConfig]:
        try:
            return self._agents.resolve(space_id, settings.agent_id, settings.agent_version)
        except AgentVersionNotFoundError as error:
            raise InvalidError.field("/agent_version", error.message, code=error.code) from error
        except AgentNotFoundError as error:
            raise InvalidError.field("/agent_id", error.message, code=error.code) from error

    def _check(self, space_id: str, settings: CampaignSettings) -> None:
        _, _, config = self._resolve(space_id, settings)
        self._check_predial(settings)
        known = {variable.name for variable in config.variables}
        for name in settings.variables:
            if name not in known:
                raise InvalidError.field(
                    f"/variables/{name}", "is not declared by the agent", code="unknown_variable"
                )
        for index, number_id in enumerate(settings.phone_number_ids):
            try:
                self._numbers.get(space_id, number_id)
            except PhoneNumberNotFoundError as error:
                pointer = f"/phone_number_ids/{index}"
                raise InvalidError.field(pointer, error.message, code=error.code) from error

    def _check_predial(self, settings: CampaignSettings) -> None:
        """Now, and not at the first call: an address that is never reached lets nobody be called."""
        url = settings.predial_url
        if url is not None and (problem := self._policy.problem(str(url))):
            raise InvalidError.field("/predial_url", problem, code="url_refused")

    def _check_ready(self, campaign: Campaign) -> None:
        settings = campaign.settings
        self._check(campaign.space_id, settings)
        if not settings.phone_number_ids:
            raise NotReadyError("it has no number to call from", code="no_phone_number")
        if campaign.progress.total == 0:
            raise NotReadyError("it has no contacts", code="no_contacts")
        _, version, _ = self._resolve(campaign.space_id, settings)
        if version == 0:
            raise NotReadyError("its agent is not published", code="agent_not_published")

    def _set(self, campaign: Campaign, status: CampaignStatus, **changes: Any) -> Campaign:
        changed = self._replace(campaign, status=status, status_reason=None, **changes)
        self._wake(changed)
        return changed

    def _replace(self, campaign: Campaign, **changes: Any) -> Campaign:
        changed = campaign.model_copy(
            update=changes | {"updated_at": self._clock(), "revision": campaign.revision + 1}
        )
        is_told = changed.status is not campaign.status
        try:
            self._store.replace(changed, events=(told.status_changed(changed),) if is_told else ())
        except ConflictError as error:
            raise StaleRevisionError("campaign") from error
        return changed

    def _wake(self, campaign: Campaign) -> None:
        """A tick now; if one is on its way already, the second of them does nothing."""
        heart = self._store.heart(campaign.id)
        beat = heart.beat if heart else 0
        self._queue.send_ticks(
            [Tick(space_id=campaign.space_id, campaign_id=campaign.id, beat=beat)]
        )
