"""What phone numbers need: storage, their accounts, and agents."""

from typing import Protocol

from speaknode.agents.models import Agent, AgentConfig
from speaknode.kit.models import Page
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.telephony.models import BoundNumber, Capability, OpenAccount, TelephonyAccount
from speaknode.telephony.ports import Carrier


class PhoneNumberStore(Protocol):
    def insert(self, number: PhoneNumber) -> None:
        """Raises PhoneNumberTakenError: a number is bound once in the whole installation."""

    def get(self, space_id: str, number_id: str) -> PhoneNumber | None: ...
    def find(self, number: str) -> PhoneNumber | None:
        """By the number itself, whatever space it is of: for calls that come in."""

    def list(
        self, space_id: str, account_id: str | None, cursor: str | None, limit: int
    ) -> Page[PhoneNumber]: ...
    def replace(self, number: PhoneNumber, *, revision: int) -> None: ...
    def delete(self, number: PhoneNumber) -> None: ...
    def bound_to(self, space_id: str, account_id: str) -> tuple[BoundNumber, ...]: ...


class Accounts(Protocol):
    def opened(self, space_id: str, account_id: str) -> tuple[Carrier, OpenAccount]: ...
    def require(self, space_id: str, account_id: str, what: Capability) -> None:
        """Raises AccountNotFoundError, NotCapableError."""

    def connect(self, space_id: str, account_id: str) -> TelephonyAccount: ...


class Agents(Protocol):
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]: ...
