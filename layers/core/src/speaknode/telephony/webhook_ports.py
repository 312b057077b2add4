"""What a carrier's webhooks need of the rest."""

from typing import Protocol

from speaknode.calls.models import AcceptedCall, InboundCall
from speaknode.events.reports import AnyReport
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import Session


class Calls(Protocol):
    def accept_inbound(self, call: InboundCall) -> AcceptedCall: ...


class Sessions(Protocol):
    def get(self, space_id: str, session_id: str) -> Session: ...


class Numbers(Protocol):
    def find(self, number: str) -> PhoneNumber: ...


class Reports(Protocol):
    def send(self, report: AnyReport, *, delay_s: int = 0) -> None: ...


class Rooms(Protocol):
    def delete(self, room: str) -> None: ...
