"""How a human decides; that they hear and are heard is tests/e2e/test_sip_transfer.py."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from livekit.agents import StopResponse, llm

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent import consultation
from speaknode_worker.agent.consultation import Consultation
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.side_room import HUMAN, NotTakenError


class Room:
    def __init__(self) -> None:
        self.remote_participants = {HUMAN: object()}
        self._listeners: dict[str, Callable[[Any], None]] = {}

    def on(self, event: str, listener: Callable[[Any], None]) -> None:
        self._listeners[event] = listener

    def press(self, digit: str) -> None:
        self._listeners["sip_dtmf_received"](SimpleNamespace(digit=digit))

    def hang_up(self) -> None:
        self._listeners["participant_disconnected"](None)


class Session:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.closed = False
        self.agent: Any = None

    async def start(self, agent: Any, **options: Any) -> None:
        self.agent = agent

    def say(self, text: str) -> None:
        self.said.append(text)

    async def aclose(self) -> None:
        self.closed = True

    async def choose(self, name: str, **arguments: object) -> None:
        """As the LLM does."""
        tool = next(one for one in self.agent.tools if one.info.name == name)
        with pytest.raises(StopResponse):
            await tool(raw_arguments=arguments)


async def outcome(act: Callable[[Room, Session], Awaitable[None] | None]) -> str:
    """Why they did not take the call; "taken" if they did."""
    room, session = Room(), Session()
    side: Any = SimpleNamespace(room=room)
    asked = Consultation(side, Conversation(AgentConfig(name="Ada"), "en"))
    with patch.object(Consultation, "_session", lambda _: session):
        task = asyncio.create_task(asked.ask("A caller with a toothache.", llm.ChatContext.empty()))
        await asyncio.sleep(0)
        if (going := act(room, session)) is not None:
            await going
        try:
            await task
        except NotTakenError as error:
            return str(error)
        finally:
            assert session.closed
            assert session.said[0].startswith("A caller with a toothache. To take the call")
    return "taken"


async def test_by_a_key() -> None:
    assert await outcome(lambda room, _: room.press("1")) == "taken"
    assert await outcome(lambda room, _: room.press("2")) == "they declined"


async def test_other_keys_decide_nothing_and_the_first_decision_stands() -> None:
    def act(room: Room, _: Session) -> None:
        for digit in "5#12":
            room.press(digit)

    assert await outcome(act) == "taken"


async def test_in_words() -> None:
    assert await outcome(lambda _, session: session.choose("accept_call")) == "taken"
    why = await outcome(lambda _, session: session.choose("decline_call", reason="I am at lunch"))
    assert why == "they declined: I am at lunch"


async def test_who_hangs_up_does_not_take_it() -> None:
    assert await outcome(lambda room, _: room.hang_up()) == "they hung up"


async def test_nobody_is_asked_for_ever() -> None:
    with patch.object(consultation, "DECIDE_WITHIN_S", 0.01):
        assert await outcome(lambda *_: None) == "they did not decide"


async def test_who_is_gone_already_is_not_spoken_to() -> None:
    room = Room()
    room.remote_participants.clear()
    side: Any = SimpleNamespace(room=room)
    asked = Consultation(side, Conversation(AgentConfig(name="Ada"), "en"))
    with pytest.raises(NotTakenError, match="hung up"):
        await asked.ask("x", llm.ChatContext.empty())
