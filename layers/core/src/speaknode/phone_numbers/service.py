"""Use cases of phone numbers: bind one to an agent, change who answers, let it go."""

from collections.abc import Iterator

from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, InvalidError, StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.phone_numbers.ports import Accounts, Agents, PhoneNumberStore
from speaknode.phone_numbers.preset import check_settings
from speaknode.phone_numbers.schemas import (
    PhoneNumberCreate,
    PhoneNumberQuery,
    PhoneNumberUpdate,
)
from speaknode.telephony.errors import AccountNotFoundError, NotCapableError
from speaknode.telephony.models import Capability

_SCAN_PAGE = 100


class PhoneNumberService:
    def __init__(
        self, *, store: PhoneNumberStore, accounts: Accounts, agents: Agents, clock: Clock
    ) -> None:
        self._store, self._accounts = store, accounts
        self._agents, self._clock = agents, clock

    def create(
        self, space_id: str, data: PhoneNumberCreate, number_id: str | None = None
    ) -> PhoneNumber:
        """Calls to it reach the agent when this returns, unless the account's status says otherwise."""
        if number_id and (known := self._store.get(space_id, number_id)):
            return known
        self._check_answer(space_id, data, data.number)
        account_id = data.telephony_account_id
        self._require(space_id, account_id, Capability.INBOUND, "/telephony_account_id")
        if data.buy:
            self._require(space_id, account_id, Capability.BUY_NUMBERS, "/buy")
        carrier, account = self._accounts.opened(space_id, data.telephony_account_id)
        carrier_ref = data.carrier_ref
        if data.buy:
            carrier_ref = carrier.buy_number(account, data.number).carrier_ref
        now = self._clock()
        number = PhoneNumber(
            **data.model_dump(exclude={"buy", "carrier_ref"}),
            id=number_id or new_id("pn"),
            space_id=space_id,
            carrier_ref=carrier_ref,
            created_at=now,
            updated_at=now,
        )
        self._store.insert(number)
        self._connect(number)
        return number

    def get(self, space_id: str, number_id: str) -> PhoneNumber:
        number = self._store.get(space_id, number_id)
        if number is None:
            raise PhoneNumberNotFoundError(number_id)
        return number

    def find(self, number: str) -> PhoneNumber:
        """By the number itself, of any space: for calls that come in."""
        found = self._store.find(number)
        if found is None:
            raise PhoneNumberNotFoundError(number)
        return found

    def owned(self, space_id: str, number: str) -> PhoneNumber:
        """By the number, if it is the space's."""
        found = self._store.find(number)
        if found is None or found.space_id != space_id:
            raise PhoneNumberNotFoundError(number)
        return found

    def list(self, space_id: str, query: PhoneNumberQuery) -> Page[PhoneNumber]:
        return self._store.list(space_id, query.telephony_account_id, query.cursor, query.limit)

    def answered_by(self, space_id: str, agent_id: str) -> Iterator[str]:
        """The numbers whose calls reach an agent, in words."""
        cursor: str | None = None
        while True:
            page = self._store.list(space_id, None, cursor, _SCAN_PAGE)
            for number in page.items:
                if number.agent_id == agent_id:
                    yield f"the number {number.number} ({number.id})"
            if (cursor := page.next_cursor) is None:
                return

    def update(
        self,
        space_id: str,
        number_id: str,
        data: PhoneNumberUpdate,
        *,
        revision: int | None = None,
    ) -> PhoneNumber:
        number = self.get(space_id, number_id)
        if revision is not None and revision != number.revision:
            raise StaleRevisionError("phone number")
        self._check_answer(space_id, data, number.number)
        changes = {name: getattr(data, name) for name in PhoneNumberUpdate.model_fields}
        changed = number.model_copy(
            update={**changes, "updated_at": self._clock(), "revision": number.revision + 1}
        )
        try:
            self._store.replace(changed, revision=number.revision)
        except ConflictError as error:
            raise StaleRevisionError("phone number") from error
        if number.external_agent_id != changed.external_agent_id:
            self._connect_all(space_id, {number.external_agent_id, changed.external_agent_id})
        return changed

    def delete(self, space_id: str, number_id: str) -> None:
        """Calls to it are refused from now on."""
        number = self.get(space_id, number_id)
        self._store.delete(number)
        self._connect(number)

    def _connect(self, number: PhoneNumber) -> None:
        self._connect_all(number.space_id, {number.telephony_account_id, number.external_agent_id})

    def _connect_all(self, space_id: str, accounts: set[str | None]) -> None:
        for account_id in sorted(filter(None, accounts)):
            self._accounts.connect(space_id, account_id)

    def _check_answer(
        self, space_id: str, data: PhoneNumberCreate | PhoneNumberUpdate, number: str
    ) -> None:
        if data.fallback_destination and data.fallback_destination.number == number:
            raise InvalidError.field("/fallback_destination/number", "is the number itself")
        if data.external_agent_id is None:
            return self._check_agent(space_id, data)
        where = "/external_agent_id"
        if data.agent_id is not None:
            raise InvalidError.field(where, "agent_id answers already: only one of them may")
        self._require(space_id, data.external_agent_id, Capability.EXTERNAL_AGENT, where)

    def _require(self, space_id: str, account_id: str, what: Capability, pointer: str) -> None:
        try:
            self._accounts.require(space_id, account_id, what)
        except (AccountNotFoundError, NotCapableError) as error:
            raise InvalidError.field(pointer, error.message, code=error.code) from error

    def _check_agent(self, space_id: str, data: PhoneNumberCreate | PhoneNumberUpdate) -> None:
        if data.agent_id is None:
            return
        try:
            _, _, config = self._agents.resolve(space_id, data.agent_id, data.agent_version)
        except AgentNotFoundError as error:
            raise InvalidError.field("/agent_id", error.message, code=error.code) from error
        except AgentVersionNotFoundError as error:
            raise InvalidError.field("/agent_version", error.message, code=error.code) from error
        check_settings(data.settings, config)
