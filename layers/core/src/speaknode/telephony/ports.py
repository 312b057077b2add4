"""What telephony needs: carriers, the SIP gateway, storage."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from speaknode.credentials.models import Sealed
from speaknode.kit.models import Entity, Page
from speaknode.sessions.imports import Audio, PastConversation
from speaknode.telephony.models import (
    AvailableNumber,
    BoundNumber,
    Capability,
    CarrierCall,
    CarrierSettings,
    Gateway,
    OpenAccount,
    OutboundCall,
    SetupStep,
    SipDial,
    TelephonyAccount,
    TestResult,
)

if TYPE_CHECKING:  # numbers know of accounts
    from speaknode.phone_numbers.models import PhoneNumber

Tell = Callable[[SetupStep], None]


def untold(step: SetupStep) -> None:
    """For those who only want it done."""


class Carrier(Protocol):
    """One carrier's adapter. Every method may be repeated; none keeps state of its own.

    Raises UnavailableError (worth a retry) and InvalidError (the account's settings or a number are wrong).
    """

    def test(self, account: OpenAccount) -> TestResult:
        """Whether the account works, by asking the carrier. Bad credentials are a result, not an error."""

    def connect(
        self, account: OpenAccount, numbers: list[BoundNumber], tell: Tell = untold
    ) -> dict[str, str]:
        """Make and repair all that brings calls of these numbers here; the account's new `state`.

        What is made is noted in the account's `state` at once: a run that fails loses no id.
        A carrier whose set-up has several steps tells each of them as it is done, fails or is undone.
        """

    def disconnect(self, account: OpenAccount) -> None:
        """Undo what `connect` made; what is gone already is fine."""

    def gateway(self, account: OpenAccount) -> Gateway | None:
        """Where calls are to be sent, for carriers whose other side is configured by hand."""

    def list_numbers(self, account: OpenAccount) -> Iterable[AvailableNumber]:
        """Numbers that the account owns (capability LIST_NUMBERS)."""

    def search_numbers(
        self, account: OpenAccount, *, country: str, contains: str | None
    ) -> Iterable[AvailableNumber]:
        """Numbers that can be bought (capability BUY_NUMBERS)."""

    def buy_number(self, account: OpenAccount, number: str) -> AvailableNumber: ...

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial | None:
        """How the worker dials this call through LiveKit SIP; None: `dial` makes the call instead."""

    def dial(self, account: OpenAccount, call: OutboundCall) -> CarrierCall:
        """Make the call at the carrier, once: a call for this session that is there already is returned."""

    def hang_up(self, account: OpenAccount, call: CarrierCall) -> None: ...


class CallHistory(Protocol):
    """One carrier's memory. Raises UnavailableError and InvalidError."""

    def finished(self, account: OpenAccount, since: datetime) -> Iterator[str]:
        """The refs of conversations that began since then and are over."""

    def conversation(self, account: OpenAccount, ref: str) -> PastConversation | None:
        """None: it is not ours to keep, or gone."""

    def audio(self, account: OpenAccount, ref: str) -> Audio | None: ...


@dataclass(frozen=True)
class SipTrunkPlan:
    """What LiveKit must have for one account; `SipGateway.sync` makes it so."""

    account_id: str
    space_id: str
    name: str
    numbers: tuple[str, ...] = ()
    allowed_addresses: tuple[str, ...] = ()
    inbound_username: str | None = None
    inbound_password: str | None = None
    address: str | None = None
    transport: str = "auto"
    media_encryption: str = "disable"
    country: str | None = None
    outbound_username: str | None = None
    outbound_password: str | None = None


class SipGateway(Protocol):
    """LiveKit SIP of this installation; Twilio's elastic trunks use it as custom SIP does."""

    def describe(self) -> Gateway: ...

    def sync(self, plan: SipTrunkPlan) -> dict[str, str]:
        """Make or repair inbound trunk, outbound trunk and dispatch rule; their ids by kind."""

    def remove(self, account_id: str) -> None:
        """Everything that `sync` made for the account."""

    def remove_orphans(self, known: set[str]) -> int:
        """What was made for accounts that are no more; returns how many."""


@dataclass(frozen=True)
class CarrierSpec:
    """`factory` is `module:callable` taking `CarrierContext`, imported on first use.

    A carrier whose calls come as webhooks declares them by `webhook` (`module:callable`), one that keeps
    a history of conversations by `history` (`module:callable` taking `HistoryContext`, giving a `CallHistory`).
    """

    name: str
    title: str
    settings: type[CarrierSettings]
    capabilities: frozenset[Capability]
    factory: str
    webhook: str | None = None
    history: str | None = None

    def can(self, capability: Capability) -> bool:
        return capability in self.capabilities


@dataclass(frozen=True)
class CarrierContext:
    """What the installation gives to every carrier's factory."""

    gateway: SipGateway
    public_url: str
    bridge_url: str
    secret: str


@dataclass(frozen=True)
class HistoryContext:
    """What histories ask the installation: of its numbers, and when a call was first told to it."""

    find_number: "Callable[[str], PhoneNumber]"
    first_seen: Callable[[str], datetime | None]


class StoredAccount(Entity):
    account: TelephonyAccount
    sealed: Sealed | None = None


class AccountStore(Protocol):
    def insert(self, stored: StoredAccount) -> None: ...
    def get(self, space_id: str, account_id: str) -> StoredAccount | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[TelephonyAccount]: ...
    def replace(self, stored: StoredAccount, *, revision: int) -> None:
        """Raises ConflictError when the stored revision is another."""

    def delete(self, account: TelephonyAccount) -> None: ...
    def list_all(self) -> Iterator[StoredAccount]:
        """Of all spaces: only the reconciliation asks."""


class BoundNumbers(Protocol):
    """What accounts need of phone numbers."""

    def bound_to(self, space_id: str, account_id: str) -> tuple[BoundNumber, ...]: ...
