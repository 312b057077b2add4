"""Who answered a call that we made, and what the agent does about it: in virtual time, on scripted models."""

# a fake of livekit-agents' own parts

import asyncio
from typing import Any

import pytest
from livekit.agents import llm
from tests.support.voice.models import MUTE, FakeLLM, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.answering import TOOL, AnsweredBy
from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndReason
from speaknode_worker.agent import answering

GREETING = "Hello, this is Ada of the clinic."


class Judging(FakeLLM):
    """Gives its verdict when it is asked for one, and else its reply."""

    def __init__(self, *verdicts: Reply) -> None:
        super().__init__(Reply("Very well."))
        self.verdicts = FakeLLM(*verdicts)

    def chat(self, *, chat_ctx: llm.ChatContext, tools: Any = None, **fields: Any) -> llm.LLMStream:
        if any(tool.id == TOOL for tool in tools or []):
            return self.verdicts.chat(chat_ctx=chat_ctx, tools=tools, **fields)
        return super().chat(chat_ctx=chat_ctx, tools=tools, **fields)


def verdict(who: str) -> Reply:
    return Reply(calls=[(TOOL, {"who": who})])


def config(**changes: Any) -> AgentConfig:
    base = {"name": "Ada", "locales": {"en": {"first_message": GREETING}}}
    behaviour = {"detect": True, **changes.pop("answering", {})}
    return AgentConfig.model_validate({**base, "answering": behaviour, **changes})


async def called(talk: Talk, heard: str | None, *, lasts_s: float = 1.0) -> list[AnsweredBy]:
    """The call is taken, with these words or in silence."""
    told: list[AnsweredBy] = []
    meeting = asyncio.create_task(
        answering.meet(talk.session, talk.conversation, GREETING, told=told.append)
    )
    await asyncio.sleep(0.1)
    if heard is not None:
        await talk.caller.say(heard, lasts_s=lasts_s)
    await asyncio.wait_for(meeting, 60)
    await asyncio.sleep(5)
    return told


def thinking(*verdicts: Reply) -> Fakes:
    return Fakes(llm=[Judging(*verdicts)])


@in_virtual_time
async def test_a_human_is_greeted_once_and_the_hello_is_kept() -> None:
    async with talking(config(), thinking(verdict("human")), begin=False) as talk:
        assert await called(talk, "hello") == [AnsweredBy.HUMAN]
        assert (talk.said("user"), talk.said()) == (["hello"], [GREETING])


@in_virtual_time
async def test_silence_is_greeted_as_a_human() -> None:
    async with talking(config(), thinking(verdict("machine")), begin=False) as talk:
        assert await called(talk, None) == [AnsweredBy.UNSURE]
        assert talk.said() == [GREETING]


@pytest.mark.parametrize(
    "answer",
    [
        Reply("I cannot tell."),
        verdict("a cat"),
        Reply(calls=[("another_tool", {})]),
        MUTE,
        verdict("unsure"),
    ],
    ids=["words", "unknown", "wrong tool", "mute", "unsure"],
)
@in_virtual_time
async def test_doubt_is_a_human(answer: Reply) -> None:
    async with talking(config(), thinking(answer), begin=False) as talk:
        assert await called(talk, "you have reached us") == [AnsweredBy.UNSURE]
        assert talk.said() == [GREETING]


@in_virtual_time
async def test_who_waits_for_the_first_word_is_answered() -> None:
    wants = config(first_message_mode="user")
    async with talking(wants, thinking(verdict("human")), begin=False) as talk:
        await called(talk, "hello")
        assert talk.said() == ["Very well."]


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("machine", EndReason.VOICEMAIL),
        ("unavailable", EndReason.VOICEMAIL),
        ("ivr", EndReason.IVR),
        ("screener", EndReason.SCREENER),
    ],
)
@in_virtual_time
async def test_machines_can_be_hung_up_on(who: str, reason: EndReason) -> None:
    wants = config(answering={"screener": "hang_up"})
    async with talking(wants, thinking(verdict(who)), begin=False) as talk:
        assert await called(talk, "leave a message") == [AnsweredBy(who)]
        assert talk.said() == []
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is reason
        assert talk.conversation.closed.done()


@in_virtual_time
async def test_a_message_is_left() -> None:
    wants = config(answering={"machine": "leave_message", "message": "Call us back."})
    async with talking(wants, thinking(verdict("machine")), begin=False) as talk:
        await called(talk, "please leave a message after the tone")
        assert talk.said() == ["Call us back."]
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.VOICEMAIL


@in_virtual_time
async def test_no_message_is_left_where_none_is_taken() -> None:
    wants = config(answering={"machine": "leave_message", "message": "Call us back."})
    async with talking(wants, thinking(verdict("unavailable")), begin=False) as talk:
        await called(talk, "the mailbox is full")
        assert talk.said() == []
        assert talk.conversation.closed.done()


@in_virtual_time
async def test_a_menu_is_answered_by_the_llm() -> None:
    wants = config(answering={"ivr": "go_on"})
    async with talking(wants, thinking(verdict("ivr")), begin=False) as talk:
        await called(talk, "press one for sales")
        assert talk.said() == ["Very well."]
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_screener_is_told_who_calls_and_the_talk_goes_on() -> None:
    wants = config(answering={"introduction": "It is Ada of the clinic."})
    async with talking(wants, thinking(verdict("screener")), begin=False) as talk:
        await called(talk, "say your name and why you are calling")
        assert talk.said() == ["It is Ada of the clinic."]
        await talk.caller.say("hello")
        await asyncio.sleep(3)
        assert talk.said()[-1] == "Very well."


@in_virtual_time
async def test_a_hang_up_before_the_verdict_ends_it() -> None:
    async with talking(config(), thinking(verdict("human")), begin=False) as talk:
        told: list[AnsweredBy] = []
        meeting = asyncio.create_task(
            answering.meet(talk.session, talk.conversation, GREETING, told=told.append)
        )
        await asyncio.sleep(1)
        await talk.session.aclose()
        await asyncio.wait_for(meeting, 5)
        assert (told, talk.said()) == ([], [])
