"""Use cases of telephony accounts. What the carrier must have is made at once, and repaired by `reconcile`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from speaknode.credentials.ports import Vault
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, SpeaknodeError, StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.telephony import registry, sealing
from speaknode.telephony.errors import AccountInUseError, AccountNotFoundError, NotCapableError
from speaknode.telephony.models import (
    AccountStatus,
    AvailableNumber,
    Capability,
    OpenAccount,
    SetupStep,
    TelephonyAccount,
    TestResult,
)
from speaknode.telephony.ports import (
    AccountStore,
    BoundNumbers,
    CallHistory,
    Carrier,
    HistoryContext,
    SipGateway,
    StoredAccount,
)
from speaknode.telephony.schemas import AccountCreate, AccountUpdate, AccountView, NumberSearch


class TelephonyService:
    def __init__(
        self,
        *,
        store: AccountStore,
        vault: Vault,
        numbers: BoundNumbers,
        gateway: SipGateway,
        carrier: Callable[[str], Carrier],
        clock: Clock,
    ) -> None:
        self._store, self._vault, self._numbers = store, vault, numbers
        self._gateway, self._carrier, self._clock = gateway, carrier, clock

    def create(
        self, space_id: str, data: AccountCreate, account_id: str | None = None
    ) -> AccountView:
        """`account_id` is planned by a caller that may have to try again: what it finds then is its own."""
        if account_id and (known := self._store.get(space_id, account_id)):
            return self._view(known)
        spec = registry.spec(data.carrier)
        settings = sealing.parse(spec, data.settings)
        now = self._clock()
        account = TelephonyAccount(
            id=account_id or new_id("tel"),
            space_id=space_id,
            carrier=data.carrier,
            name=data.name,
            calls_per_second=data.calls_per_second,
            prices=data.prices,
            settings=sealing.public(settings),
            secrets=sorted(sealing.secrets(settings)),
            created_at=now,
            updated_at=now,
        )
        sealed = sealing.seal(self._vault, settings, space_id=space_id, name=account.id)
        stored = StoredAccount(account=account, sealed=sealed)
        self._store.insert(stored)
        return self._view(self._connect(stored))

    def get(self, space_id: str, account_id: str) -> AccountView:
        return self._view(self._stored(space_id, account_id))

    def list(
        self, space_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[TelephonyAccount]:
        return self._store.list(space_id, cursor, limit)

    def update(
        self, space_id: str, account_id: str, data: AccountUpdate, *, revision: int | None = None
    ) -> AccountView:
        stored = self._stored(space_id, account_id)
        account = stored.account
        if revision is not None and revision != account.revision:
            raise StaleRevisionError("telephony account")
        changes: dict[str, Any] = {"updated_at": self._clock(), "name": data.name or account.name}
        if data.calls_per_second is not None:
            changes["calls_per_second"] = data.calls_per_second
        if data.prices is not None:
            changes["prices"] = data.prices
        sealed = stored.sealed
        if data.settings is not None:
            kept = sealing.reveal(self._vault, stored)
            settings = sealing.parse(registry.spec(account.carrier), {**kept, **data.settings})
            sealed = sealing.seal(self._vault, settings, space_id=space_id, name=account.id)
            changes |= {"settings": sealing.public(settings)}
            changes |= {"secrets": sorted(sealing.secrets(settings))}
        return self._view(self._connect(self._save(stored, sealed=sealed, **changes)))

    def delete(self, space_id: str, account_id: str) -> None:
        """Raises AccountInUseError while numbers are bound to it."""
        stored = self._stored(space_id, account_id)
        if bound := self._numbers.bound_to(space_id, account_id):
            raise AccountInUseError(account_id, len(bound))
        self._carrier(stored.account.carrier).disconnect(self._open(stored))
        self._store.delete(stored.account)

    def test(self, space_id: str, account_id: str) -> TestResult:
        carrier, account = self.opened(space_id, account_id)
        return carrier.test(account)

    def numbers(
        self, space_id: str, account_id: str, query: NumberSearch
    ) -> tuple[AvailableNumber, ...]:
        """What the account owns, or what it could buy."""
        stored = self._stored(space_id, account_id)
        wanted = Capability.BUY_NUMBERS if query.buy else Capability.LIST_NUMBERS
        self.require(space_id, account_id, wanted)
        carrier, account = self._carrier(stored.account.carrier), self._open(stored)
        found: Iterable[AvailableNumber]
        if query.buy:
            found = carrier.search_numbers(account, country=query.country, contains=query.contains)
        else:
            found = carrier.list_numbers(account)
        return tuple(found)

    def opened(self, space_id: str, account_id: str) -> tuple[Carrier, OpenAccount]:
        """For calls: the adapter, and the account with its secrets."""
        stored = self._stored(space_id, account_id)
        return self._carrier(stored.account.carrier), self._open(stored)

    def require(self, space_id: str, account_id: str, what: Capability) -> None:
        carrier = self._stored(space_id, account_id).account.carrier
        if not registry.spec(carrier).can(what):
            raise NotCapableError(carrier, what.value.replace("_", " "))

    def connect(self, space_id: str, account_id: str) -> TelephonyAccount:
        """After its numbers changed: bring the carrier or gateway in step. A failure is the account's status."""
        return self._connect(self._stored(space_id, account_id)).account

    def reconcile(self) -> int:
        """Repair every account's drift and remove what belongs to none; returns how many are not ready."""
        known, failed = set[str](), 0
        for stored in self._store.list_all():
            known.add(stored.account.id)
            after = self._connect(stored)
            failed += after.account.status is not AccountStatus.READY
        self._gateway.remove_orphans(known)
        return failed

    def histories(self, context: HistoryContext) -> Iterator[tuple[OpenAccount, CallHistory]]:
        """Of all spaces: the accounts whose carriers remember conversations."""
        for stored in self._store.list_all():
            history = registry.history(stored.account.carrier, context)
            if history is not None:
                yield self._open(stored), history

    def _connect(self, stored: StoredAccount) -> StoredAccount:
        account, steps = stored.account, dict[str, SetupStep]()
        noted = dict(account.state)

        def tell(step: SetupStep) -> None:
            steps[step.name] = step

        try:
            numbers = list(self._numbers.bound_to(account.space_id, account.id))
            opened = self._open(stored).model_copy(update={"state": noted})
            state = self._carrier(account.carrier).connect(opened, numbers, tell)
            found: dict[str, Any] = {
                "status": AccountStatus.READY,
                "status_detail": None,
                "state": state,
            }
        except SpeaknodeError as error:
            found = {
                "status": AccountStatus.FAILED,
                "status_detail": error.message,
                "state": noted,
            }
        found["setup"] = list(steps.values())
        if all(getattr(account, name) == value for name, value in found.items()):
            return stored
        return self._save(stored, **found)

    def _save(self, stored: StoredAccount, **changes: Any) -> StoredAccount:
        revision = stored.account.revision
        sealed = changes.pop("sealed", stored.sealed)
        account = stored.account.model_copy(update={**changes, "revision": revision + 1})
        saved = StoredAccount(account=account, sealed=sealed)
        try:
            self._store.replace(saved, revision=revision)
        except ConflictError as error:
            raise StaleRevisionError("telephony account") from error
        return saved

    def _open(self, stored: StoredAccount) -> OpenAccount:
        return sealing.opened(self._vault, registry.spec(stored.account.carrier), stored)

    def _stored(self, space_id: str, account_id: str) -> StoredAccount:
        stored = self._store.get(space_id, account_id)
        if stored is None:
            raise AccountNotFoundError(account_id)
        return stored

    def _view(self, stored: StoredAccount) -> AccountView:
        gateway = self._carrier(stored.account.carrier).gateway(self._open(stored))
        return AccountView(**stored.account.model_dump(), gateway=gateway)
