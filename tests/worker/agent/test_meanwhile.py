"""What is said while an agent gives the conversation to the next one. In virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from livekit.agents.voice.room_io import TextInputEvent
from tests.support.voice.ears import FakeSTT
from tests.support.voice.models import FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now

from speaknode.agents.models import AgentConfig

MESSAGE = (
    "One moment please, I will give you to a colleague who knows all about that, hold the line."
)
ANSWER = "Your bill is nine euros."
GREETING = "Billing here."


@asynccontextmanager
async def handing_over(**rule: Any) -> AsyncIterator[Talk]:
    """The first agent has just begun to say that it hands over."""
    leads = {"to": "agt_2", "condition": "bills", "message": MESSAGE} | rule
    front = AgentConfig.model_validate({"name": "Front", "handoffs": [leads]})
    greets = {"locales": {"en": {"first_message": GREETING}}}
    billing = AgentConfig.model_validate({"name": "Billing"} | greets)
    switch = Reply("", calls=[("switch_agent", {"agent": "Billing"})])
    fakes = Fakes(
        llm=[FakeLLM(switch, label="front"), FakeLLM(Reply(ANSWER), label="billing")],
        stt=[FakeSTT(label="front"), FakeSTT(label="billing")],
        tts=[FakeTTS(label="front"), FakeTTS(label="billing")],
    )
    async with talking(front, fakes, others={"agt_2": billing}) as talk:
        await talk.caller.say("about my bill please")
        while not talk.out.playing:  # noqa: ASYNC110  # in virtual time
            await asyncio.sleep(0.05)
        yield talk


@in_virtual_time
async def test_words_over_the_hand_off_are_heard_by_the_next_agent() -> None:
    async with handing_over() as talk:
        await talk.caller.say("it is the one of May")
        await asyncio.sleep(6)
        assert talk.said("user") == ["about my bill please", "it is the one of May"]
        assert talk.fakes.llm[1].asked[0].text == "it is the one of May"
        assert talk.said()[-1] == ANSWER
        assert len(talk.fakes.llm[1].asked) == 1


@in_virtual_time
async def test_the_next_agent_waits_until_the_caller_has_finished() -> None:
    """The message ends while they speak, and their words come after it."""
    async with handing_over(message="One moment.") as talk:
        await talk.caller.say("it is the one of May, and then there is June", lasts_s=4.0)
        await asyncio.sleep(4)
        assert talk.said("user")[-1] == "it is the one of May, and then there is June"
        assert talk.said()[-1] == ANSWER
        assert len(talk.fakes.llm[1].asked) == 1


@in_virtual_time
async def test_an_agent_that_greets_answers_too() -> None:
    async with handing_over(context="none") as talk:
        await talk.caller.say("it is the one of May")
        await asyncio.sleep(8)
        assert talk.said()[-2:] == [GREETING, ANSWER]
        assert talk.said("user")[-1] == "it is the one of May"


@in_virtual_time
async def test_words_that_were_typed_meanwhile_are_the_next_agents_too() -> None:
    async with handing_over() as talk:
        info: Any = None
        event = TextInputEvent("it is the one of May", info, info)
        await talk.conversation.on_text(talk.session, event)
        await asyncio.sleep(6)
        assert talk.said("user")[-1] == "it is the one of May"
        assert [asked.text for asked in talk.fakes.llm[1].asked] == ["it is the one of May"]
        assert len(talk.fakes.llm[0].asked) == 1


@in_virtual_time
async def test_a_noise_without_words_does_not_hold_the_next_agent_up() -> None:
    async with handing_over(message="One moment.") as talk:
        begun = now()
        await talk.caller.say("", lasts_s=1.2)
        await asyncio.sleep(6)
        assert talk.said("user") == ["about my bill please"]
        assert talk.said()[-1] == ANSWER
        assert talk.fakes.tts[1].spoken[0][0] - begun < 6
