"""A number whose agent another platform holds: it is rung up into the caller's room, and gives its place to a human."""

from dataclasses import dataclass, field

from tests.core.calls.test_inbound import CALL, Agents, Numbers, Rooms, Tools
from tests.support.builders import FakeClock
from tests.support.memory import MemoryQueue, MemorySessionStore
from tests.support.telephony import Books

from speaknode.calls.service import CallService
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import SessionStatus
from speaknode.telephony.models import OpenAccount, OutboundCall, SipDial


@dataclass
class Dialling(Rooms):
    dialled: list[tuple[str, SipDial, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def dial(self, room: str, call: SipDial, *, identity: str) -> None:
        self.dialled.append((room, call, identity))


class ExternalNumbers(Numbers):
    def find(self, number: str) -> PhoneNumber:
        return super().find(number).model_copy(update={"external_agent_id": "tel_el"})


class Carrier:
    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial:
        headers = {"X-CALL-ID": call.session_id}
        return SipDial(trunk_id="ST_1", to=call.to, from_=call.from_, headers=headers)


class Accounts(Books):
    def opened(self, space_id: str, account_id: str) -> tuple[Carrier, OpenAccount]:
        account = OpenAccount(id=account_id, space_id=space_id, name="Reception", settings=None)
        return Carrier(), account


def test_the_agent_is_rung_up_in_place_of_a_worker() -> None:
    rooms, store, queue = Dialling(), MemorySessionStore(), MemoryQueue()
    calls = CallService(
        store=store, rooms=rooms, queue=queue, agents=Agents(), tools=Tools(),
        numbers=ExternalNumbers(None), accounts=Accounts(), clock=FakeClock(),  # type: ignore[arg-type]
    )  # fmt: skip
    session = calls.accept_inbound(CALL).session
    assert rooms.opened == []
    (room, dial, identity) = rooms.dialled[0]
    assert (room, identity) == ("call_1", f"external-{session.id}")
    assert (dial.to, dial.from_) == ("+15550001", "+15552222")
    assert dial.headers == {"X-CALL-ID": session.id}
    assert (session.agent_id, session.agent_name) == ("tel_el", "Reception")
    check, delay_s = queue.sent[0]  # it has as long as an agent of ours
    assert (getattr(check, "awaited", None), delay_s) == (SessionStatus.DISPATCHING, 10)
