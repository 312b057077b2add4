"""Ringing the number's human, or saying a word; done twice it is done once."""

from typing import Any

from tests.core.calls.test_external import Accounts
from tests.core.calls.test_inbound import CALL, Numbers, Rooms
from tests.support.builders import session

from speaknode.calls.rescue import CallRescue
from speaknode.phone_numbers.models import FallbackDestination, PhoneNumber
from speaknode.sessions.models import Channel, Session
from speaknode.sessions.ports import RescueState
from speaknode.telephony.announcement import Announcement
from speaknode.telephony.models import SipDial


class Ringing(Rooms):
    def __init__(self) -> None:
        super().__init__()
        self.rung: list[tuple[str, str, str]] = []
        self.state = RescueState.NOBODY

    def fallback(self, room: str) -> RescueState:
        return self.state

    def dial(self, room: str, call: SipDial, *, identity: str) -> None:
        self.rung.append((room, call.to, identity))
        self.state = RescueState.RINGING


class HumanNumbers(Numbers):
    human: str | None = "+15559999"

    def find(self, number: str) -> PhoneNumber:
        human = FallbackDestination(number=self.human) if self.human else None
        return super().find(number).model_copy(update={"fallback_destination": human})


class World:
    def __init__(self, human: str | None = "+15559999", *, speaks: bool = True) -> None:
        self.rooms, self.said, self.speaks = Ringing(), list[Announcement](), speaks
        numbers = HumanNumbers(None)
        numbers.human = human
        accounts: Any = Accounts()
        self.rescue = CallRescue(
            numbers=numbers, accounts=accounts, rooms=self.rooms, announcer=self
        )

    def say(self, announcement: Announcement) -> bool:
        self.said.append(announcement)
        return self.speaks


def incoming(**fields: Any) -> Session:
    base = {"channel": Channel.PHONE_IN, "called": "+15550001", "room": "call_1"}
    return session(**(base | fields))


def test_the_human_is_rung_once() -> None:
    world, call = World(), incoming()
    for _ in range(2):
        assert world.rescue.take(call, begun=False) is RescueState.RINGING
    assert world.rooms.rung == [("call_1", "+15559999", f"fallback-{call.id}")]
    world.rooms.state = RescueState.NOBODY
    assert world.rescue.take(call, begun=True) is RescueState.NOBODY  # gave up: not rung again
    assert len(world.rooms.rung) == 1


def test_only_incoming_calls_of_numbers_with_a_human_are_rescued() -> None:
    assert World(None).rescue.take(incoming(), begun=False) is RescueState.NOBODY
    world = World()
    assert world.rescue.take(session(), begun=False) is RescueState.NOBODY
    assert world.rescue.take(incoming(called="+15550009"), begun=False) is RescueState.NOBODY


def test_the_apology_is_in_the_callers_language() -> None:
    world = World()
    assert world.rescue.apologise(incoming(locale="ru"))
    assert world.rescue.apologise(incoming(locale="de-DE"))
    assert [said.language for said in world.said] == ["ru", "en"]
    assert "перезвоните" in world.said[0].text
    assert not world.rescue.apologise(incoming(room=None)), "the carrier says it"


def test_a_number_without_an_agent_goes_to_its_human() -> None:
    world = World()
    for _ in range(2):
        world.rescue.instead(CALL)
    assert world.rooms.rung == [("call_1", "+15559999", "fallback-call_1")]
    assert (world.said, world.rooms.deleted) == ([], [])


def test_a_number_without_anybody_says_so() -> None:
    world = World(None)
    world.rescue.instead(CALL)
    assert [said.room for said in world.said] == ["call_1"]
    assert world.rooms.deleted == []
    silent = World(None, speaks=False)
    silent.rescue.instead(CALL)
    assert silent.rooms.deleted == ["call_1"]
