from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from tests.support.builders import NOON, FakeClock
from tests.support.memory import MemoryQueue, MemoryRooms, MemorySessionStore
from tests.support.telephony import Books

from speaknode.agents.errors import AgentNotFoundError
from speaknode.agents.models import Agent, AgentConfig
from speaknode.calls.errors import NobodyAnswersError
from speaknode.calls.models import InboundCall, session_id_of
from speaknode.calls.service import CallService
from speaknode.kit.errors import InvalidError, SpeaknodeError, UnavailableError
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.phone_numbers.models import FallbackDestination, PhoneNumber
from speaknode.sessions.models import Channel, EndReason, SessionStatus
from speaknode.sessions.ports import RescueState
from speaknode.telephony.models import SipDial
from speaknode.tools.models import Tool


class Rooms(MemoryRooms):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, str]] = []
        self.callers: set[str] = {"call_1"}

    def open(self, room: str, session_id: str) -> None:
        self.opened.append((room, session_id))

    def has_caller(self, room: str) -> bool:
        return room in self.callers

    def fallback(self, room: str) -> RescueState:
        return RescueState.NOBODY

    def dial(self, room: str, call: SipDial, *, identity: str) -> None:
        raise AssertionError("nobody is dialled here")


class Agents:
    wrong: SpeaknodeError | None = None

    def resolve(
        self,
        space_id: str,
        agent_id: str,
        version: int | None,
        *,
        label: str | None = None,
        session_id: str | None = None,
    ) -> tuple[Agent, int, AgentConfig]:
        if self.wrong is not None:
            raise self.wrong
        config = AgentConfig(name="Ada")
        fields: dict[str, Any] = config.model_dump() | {
            "id": agent_id,
            "space_id": space_id,
            "created_at": NOON,
            "updated_at": NOON,
        }
        return Agent(**fields), 1, config

    def get_published(self, agent_id: str) -> Agent:
        raise AssertionError("calls know their space")


class Tools:
    def present(self, space_id: str, tool_ids: list[str]) -> list[Tool]:
        return []


class Numbers:
    def __init__(self, agent_id: str | None) -> None:
        self._agent_id = agent_id

    def find(self, number: str) -> PhoneNumber:
        if number != "+15550001":
            raise PhoneNumberNotFoundError(number)
        return PhoneNumber(
            id="pn_1",
            space_id="spc_1",
            number=number,
            telephony_account_id="tel_1",
            agent_id=self._agent_id,
            created_at=NOON,
            updated_at=NOON,
        )

    def owned(self, space_id: str, number: str) -> PhoneNumber:
        return self.find(number)


class World:
    def __init__(self, agent_id: str | None = "agt_1", accounts: Any = None) -> None:
        self.store, self.rooms, self.queue = MemorySessionStore(), Rooms(), MemoryQueue()
        known: Any = accounts or Books()
        self.agents = Agents()
        self.calls = CallService(
            store=self.store,
            rooms=self.rooms,
            queue=self.queue,
            agents=self.agents,
            tools=Tools(),
            numbers=Numbers(agent_id),
            accounts=known,
            clock=FakeClock(),
        )


CALL = InboundCall(
    key="RM_1",
    at=NOON,
    called="+15550001",
    caller="+15552222",
    room="call_1",
    carrier_ref="4711@pbx",
)


def test_a_call_becomes_one_session_however_often_it_is_told() -> None:
    world = World()
    first, second = world.calls.accept_inbound(CALL), world.calls.accept_inbound(CALL)
    assert first.session.id == second.session.id == session_id_of("RM_1", NOON)
    session = first.session
    assert (session.channel, session.status) == (Channel.PHONE_IN, SessionStatus.DISPATCHING)
    assert (session.caller, session.called, session.room_name) == (
        "+15552222", "+15550001", "call_1",
    )  # fmt: skip
    assert session.carrier_ref == "4711@pbx", "by it the gateway's log tells of the call"
    assert world.rooms.opened[0] == ("call_1", session.id)
    assert len(world.store.rows) == 1
    check, delay_s = world.queue.sent[0]
    assert (check.session_id, delay_s) == (session.id, 10)


def test_a_caller_who_hung_up_meanwhile_gets_no_agent() -> None:
    world = World()
    world.rooms.callers.clear()
    session = world.calls.accept_inbound(CALL).session
    assert session.end_reason is EndReason.CALLER_HANGUP
    assert world.rooms.opened == []


def test_a_bridged_call_has_the_sessions_own_room() -> None:
    world = World()
    accepted = world.calls.accept_inbound(CALL.model_copy(update={"room": None}))
    assert accepted.room == accepted.session.id
    assert accepted.session.status is SessionStatus.PENDING


def test_a_number_without_an_agent_and_a_strange_number() -> None:
    with pytest.raises(NobodyAnswersError):
        World(agent_id=None).calls.accept_inbound(CALL)
    with pytest.raises(PhoneNumberNotFoundError):
        World().calls.accept_inbound(CALL.model_copy(update={"called": "+15550009"}))


def test_ids_sort_by_time() -> None:
    later = session_id_of("RM_0", NOON + timedelta(seconds=1))
    assert session_id_of("RM_1", NOON) < later


class HumanNumbers(Numbers):
    def find(self, number: str) -> PhoneNumber:
        human = FallbackDestination(number="+15559999")
        return super().find(number).model_copy(update={"fallback_destination": human})


@pytest.mark.parametrize(
    ("numbers", "human"), [(Numbers("agt_1"), None), (HumanNumbers("agt_1"), "+15559999")]
)
def test_the_agent_knows_the_numbers_human_in_case_it_fails(
    numbers: Numbers, human: str | None
) -> None:
    store, nobody = MemorySessionStore(), Mock()
    nobody.opened.side_effect = UnavailableError("later")
    nobody.list.side_effect = UnavailableError("later")
    nobody.get.side_effect = UnavailableError("later")
    calls = CallService(
        store=store, rooms=Rooms(), queue=MemoryQueue(), agents=Agents(), tools=Tools(),
        numbers=numbers, accounts=nobody, clock=FakeClock(),
    )  # fmt: skip
    session = calls.accept_inbound(CALL).session
    assert store.specs[session.id].fallback_number == human


@pytest.mark.parametrize(
    "wrong", [AgentNotFoundError("agt_1"), InvalidError.field("/variables/floor", "is required")]
)
def test_an_agent_that_cannot_be_had_leaves_the_caller_to_somebody_else(
    wrong: SpeaknodeError,
) -> None:
    world = World()
    world.agents.wrong = wrong
    with pytest.raises(NobodyAnswersError, match=r"agt_1|floor"):
        world.calls.accept_inbound(CALL)
