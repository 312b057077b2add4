"""What campaigns need: storage with a ledger in it, queues, calls, and who says whom not to call."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field

from speaknode.agents.models import Agent, AgentConfig
from speaknode.call_limits.models import Refusal
from speaknode.calls.schemas import CallCreate
from speaknode.campaigns.models import (
    CallingWindow,
    Campaign,
    CampaignItem,
    Contact,
    Heart,
    ItemStatus,
)
from speaknode.costs.models import SessionCost
from speaknode.events.domain import DomainEvent
from speaknode.kit.ids import new_id
from speaknode.kit.models import Entity, Page
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import CampaignLink, Session
from speaknode.telephony.models import TelephonyAccount


class CampaignStore(Protocol):
    """Every change of an item counts it in the same transaction, so progress and slots are exact."""

    def insert(self, campaign: Campaign) -> None: ...
    def get(self, space_id: str, campaign_id: str) -> Campaign | None:
        """With its progress: two reads, however many contacts it has."""

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Campaign]: ...
    def replace(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> None:
        """Raises ConflictError when the stored revision is not the one before."""

    def complete(self, campaign: Campaign, *, events: tuple[DomainEvent, ...] = ()) -> bool:
        """`replace`, if no item is pending or open at that very moment; False: some came meanwhile."""

    def list_working(self) -> Sequence[Campaign]:
        """Of the whole installation: those that a tick has something to do for."""

    def add_contacts(self, campaign: Campaign, contacts: Sequence[Contact], at: datetime) -> int:
        """How many are new; those that are there already change nothing. Raises CampaignEndedError."""

    def get_item(self, campaign_id: str, item_id: str) -> CampaignItem | None: ...
    def list_items(
        self, campaign_id: str, status: ItemStatus | None, cursor: str | None, limit: int
    ) -> Page[CampaignItem]: ...
    def earliest(self, campaign_id: str, status: ItemStatus, limit: int) -> Sequence[CampaignItem]:
        """Pending items by `next_at`, open ones by `lease_until`. May be a moment behind."""

    def claim(
        self, items: Sequence[CampaignItem], *, was: Sequence[CampaignItem], concurrency: int
    ) -> Sequence[CampaignItem]:
        """Write claimed items, as many as slots are free; returns those that were as they `was` and had room."""

    def change(self, item: CampaignItem, *, was: CampaignItem) -> bool:
        """Write the item; False: somebody else changed it since it was read."""

    def heart(self, campaign_id: str) -> Heart | None: ...
    def beat(self, heart: Heart, *, beat: int | None, events: tuple[DomainEvent, ...] = ()) -> bool:
        """Write it if its stored beat is `beat` still (None: there is no heart)."""

    def purge(self, campaign: Campaign, *, limit: int) -> bool:
        """Delete up to so many items; True: all are gone, and the campaign with them."""


class RateStore(Protocol):
    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        """The next moment that is free on all of these lines, taken on each; None: none is before `until`."""


class DoNotCall(Protocol):
    def listed(self, space_id: str, numbers: Sequence[str]) -> set[str]:
        """Those of the numbers that must not be called from this space."""


class Limits(Protocol):
    """Of all campaigns of a space together."""

    def exhausted(self, space_id: str) -> Refusal | None:
        """Why none of its calls may begin today."""

    def reserve(self, space_id: str, session_id: str, number: str) -> Refusal | None:
        """A place for this call, the same one however often it is asked for."""

    def settle(
        self, space_id: str, session_id: str, seconds: float, cost: SessionCost | None
    ) -> None:
        """The call is over; told twice, it counts once."""

    def give_back(self, space_id: str, session_id: str) -> None:
        """No call came of it."""


class Windows(Protocol):
    def __call__(
        self, windows: Sequence[CallingWindow], zone: str, at: datetime
    ) -> datetime | None:
        """When calling is allowed next (`at` itself if it is now); None: never."""


class Dial(Entity):
    """The message that one item is to be called now."""

    space_id: str
    campaign_id: str
    item_id: str
    session_id: str
    id: str = Field(default_factory=lambda: new_id("msg"))

    def again(self) -> "Dial":
        return self.model_copy(update={"id": new_id("msg")})


class Tick(Entity):
    """The message that somebody looks after a campaign; `beat` is the one that is expected, so a copy does nothing."""

    space_id: str
    campaign_id: str
    beat: int
    id: str = Field(default_factory=lambda: new_id("msg"))


class CampaignQueue(Protocol):
    def send_ticks(self, ticks: Sequence[Tick], *, delay_s: int = 0) -> None: ...
    def send_dials(self, dials: Sequence[Dial], *, delay_s: int = 0) -> None: ...


class Calls(Protocol):
    def create(
        self,
        space_id: str,
        data: CallCreate,
        session_id: str | None = None,
        campaign: CampaignLink | None = None,
    ) -> Session: ...


class SessionLookup(Protocol):
    def find(self, session_id: str) -> Session | None: ...


class Accounts(Protocol):
    def get(self, space_id: str, account_id: str) -> TelephonyAccount: ...


class Numbers(Protocol):
    def get(self, space_id: str, number_id: str) -> PhoneNumber: ...


class Agents(Protocol):
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]: ...


class Predial(Protocol):
    def allows(self, url: str, question: dict[str, Any]) -> tuple[bool, str | None]:
        """Whether the contact may be called, and why not. Raises UnavailableError."""
