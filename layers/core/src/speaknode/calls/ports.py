"""What calls need beside sessions: rooms with agents in them, numbers and accounts."""

from typing import Protocol

from speaknode.kit.models import Page
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.ports import RescueState
from speaknode.telephony.announcement import Announcement
from speaknode.telephony.models import OpenAccount, SipDial, TelephonyAccount
from speaknode.telephony.ports import Carrier


class CallRooms(Protocol):
    """LiveKit's rooms as calls use them. Raises UnavailableError."""

    def open(self, room: str, session_id: str) -> None:
        """The room with our agent on its way; done twice, it is one room and one agent."""

    def has_caller(self, room: str) -> bool:
        """Whether a telephone is in the room."""

    def delete(self, room: str) -> None: ...

    def fallback(self, room: str) -> RescueState:
        """How it stands with the human who was rung into the room."""

    def dial(self, room: str, call: SipDial, *, identity: str) -> None:
        """Bring another telephone into the room, without waiting for its answer; done twice, it rings once."""


class Announcer(Protocol):
    def say(self, announcement: Announcement) -> bool:
        """Whether it will be said. Raises nothing."""


class Numbers(Protocol):
    def find(self, number: str) -> PhoneNumber: ...
    def owned(self, space_id: str, number: str) -> PhoneNumber: ...


class Accounts(Protocol):
    def opened(self, space_id: str, account_id: str) -> tuple[Carrier, OpenAccount]: ...
    def get(self, space_id: str, account_id: str) -> TelephonyAccount: ...
    def list(
        self, space_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[TelephonyAccount]: ...
