"""Models that are down, mute or break off: heard of within seconds, and never left in silence."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest
from tests.support.voice.ears import FakeSTT
from tests.support.voice.models import DOWN, MUTE, NEVER_S, FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndFault, EndReason

ONE_MORE = [{"provider": "openai"}]
GOOD = Reply("Very well.")


def config(first: str | None = None, **changes: Any) -> AgentConfig:
    voice = {"tts": {"provider": "espeak", "fallbacks": [{"provider": "deepgram"}]}}
    base = {"name": "Ada", "locales": {"en": {"first_message": first, **voice}}}
    chain = {"llm": {"fallbacks": ONE_MORE}, "stt": {"fallbacks": ONE_MORE}}
    return AgentConfig.model_validate(base | chain | changes)


def fakes(*, llm: Any = (GOOD, GOOD), tts: Any = (0.1, 0.1), deaf: Any = (False, False)) -> Fakes:
    return Fakes(
        llm=[FakeLLM(reply, label=f"llm-{index}") for index, reply in enumerate(llm)],
        tts=[FakeTTS(after_s=after_s, label=f"tts-{index}") for index, after_s in enumerate(tts)],
        stt=[FakeSTT(deaf=is_deaf, label=f"stt-{index}") for index, is_deaf in enumerate(deaf)],
    )


def assert_failed(talk: Talk) -> None:
    wanted = talk.conversation.wanted
    assert wanted is not None
    assert (wanted.reason, wanted.fault) == (EndReason.ERROR, EndFault.PROVIDER)


@in_virtual_time
async def test_a_mute_llm_is_replaced_within_five_seconds() -> None:
    async with talking(config(), fakes(llm=(MUTE, GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        asked = now()
        await asyncio.sleep(10)
        assert talk.said() == ["Very well."]
        first, second = talk.fakes.llm
        assert second.asked[0].at - first.asked[0].at <= 5.1
        assert talk.fakes.tts[0].spoken[0][0] - asked < 6.5


@in_virtual_time
async def test_an_llm_that_is_down_is_replaced_at_once() -> None:
    async with talking(config(), fakes(llm=(DOWN, GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(3)
        assert talk.said() == ["Very well."]


@in_virtual_time
async def test_an_llm_that_stalls_in_mid_sentence_is_replaced() -> None:
    stalling = Reply("I would like to tell you that", stalls=True)
    async with talking(config(), fakes(llm=(stalling, GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(12)
        assert talk.said()[0].endswith("Very well.")


@in_virtual_time
async def test_an_llm_that_stalls_before_its_tool_call_is_replaced() -> None:
    stalling = Reply("One moment please.", stalls=True, calls=[("end_call", {})])
    async with talking(config(), fakes(llm=(stalling, GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(12)
        assert talk.said() == ["One moment please. Very well."]
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_tool_call_that_broke_off_is_made_once() -> None:
    calling = Reply("", calls=[("end_call", {})], breaks_off=True)
    again = Reply("", calls=[("end_call", {})])
    async with talking(config(), fakes(llm=(calling, again))) as talk:
        calls: list[Any] = []
        talk.session.on("function_tools_executed", lambda event: calls.extend(event.function_calls))
        await talk.caller.say("that was all")
        await asyncio.sleep(3)
        assert len(calls) == 1


@in_virtual_time
@pytest.mark.parametrize("nothing", ["", " "])
async def test_an_llm_that_answers_with_nothing_is_replaced_at_once(nothing: str) -> None:
    async with talking(config(), fakes(llm=(Reply(nothing), GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(3)
        assert talk.said() == ["Very well."]


@in_virtual_time
async def test_an_only_llm_that_answers_with_nothing_is_asked_once_more() -> None:
    heard = fakes()
    heard.llm = [FakeLLM(Reply(""), GOOD)]
    async with talking(config(llm={"fallbacks": []}), heard) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(3)
        assert talk.said() == ["Very well."]


@in_virtual_time
async def test_no_llm_with_an_answer_apologises_and_ends() -> None:
    async with talking(config(), fakes(llm=(Reply(""), Reply("")))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert_failed(talk)


@in_virtual_time
async def test_no_llm_left_apologises_and_ends() -> None:
    async with talking(config(), fakes(llm=(MUTE, DOWN))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert_failed(talk)
        assert "not working on my side" in talk.said()[-1]


@in_virtual_time
@pytest.mark.parametrize("takes_it", [True, False])
async def test_no_llm_left_gives_the_caller_to_a_human(takes_it: bool) -> None:
    async with talking(config(), fakes(llm=(MUTE, DOWN))) as talk:
        rung: list[list[str]] = []

        async def human() -> bool:
            rung.append(talk.said())
            return takes_it

        talk.conversation.human = human
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(30)
        (before,) = rung
        assert "put you through" in before[-1]
        assert_failed(talk)
        # Who took the call has ended the agent's part: transfer.py, and its test.
        assert talk.conversation.closed.done() is not takes_it
        assert ("try again later" in talk.said()[-1]) is not takes_it


@in_virtual_time
async def test_other_ends_ring_nobody() -> None:
    async with talking(config("Hi.", silence_timeout_s=5)) as talk:
        talk.conversation.human = human = AsyncMock()
        await asyncio.wait_for(talk.conversation.closed, 30)
        human.assert_not_called()


@in_virtual_time
async def test_filler_while_the_llm_is_slow() -> None:
    slow = Reply("Very well.", after_s=3.0)
    wanted = config(filler={"after_ms": 1200, "texts": ["One moment."]})
    async with talking(wanted, fakes(llm=(slow, GOOD))) as talk:
        await talk.caller.say("hello is anybody there")
        ended = now()
        await asyncio.sleep(8)
        (at, first), (_, second) = talk.fakes.tts[0].spoken
        assert (first.strip(), second.strip()) == ("One moment.", "Very well.")
        assert at - ended <= 1.5 + 0.5  # the turn's own delay comes before
        assert talk.said() == ["One moment. Very well."]


@in_virtual_time
async def test_no_filler_when_the_llm_is_quick() -> None:
    wanted = config(filler={"after_ms": 1200, "texts": ["One moment."]})
    async with talking(wanted, fakes()) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(5)
        assert talk.said() == ["Very well."]


@in_virtual_time
async def test_a_mute_voice_is_replaced_within_two_seconds() -> None:
    async with talking(config("Hello."), fakes(tts=(NEVER_S, 0.1))) as talk:
        await asyncio.sleep(4)
        assert talk.fakes.tts[1].spoken[0][0] <= 2.2
        assert talk.said() == ["Hello."]


@in_virtual_time
async def test_no_voice_left_borrows_one_for_the_last_words() -> None:
    borrowed = FakeTTS()
    with patch("speaknode_worker.agent.conversation.emergency_voice", lambda _: borrowed):
        async with talking(config("Hello."), fakes(tts=(NEVER_S, NEVER_S))) as talk:
            await asyncio.wait_for(talk.conversation.closed, 20)
            assert_failed(talk)
            assert "not working on my side" in borrowed.spoken[0][1]


@in_virtual_time
async def test_a_half_open_transcriber_is_noticed_within_ten_seconds() -> None:
    async with talking(config(), fakes(deaf=(True, False))) as talk:
        await asyncio.sleep(1)
        begun = now()
        await talk.caller.say("hello is anybody there", lasts_s=1.5)
        while not talk.fakes.stt[1].streams:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        assert now() - begun <= 10
        await talk.caller.say("can you hear me now", lasts_s=1.5)
        await asyncio.sleep(3)
        assert talk.said("user") == ["can you hear me now"]


@in_virtual_time
async def test_silence_is_no_failure_of_the_transcriber() -> None:
    async with talking(config(), fakes(deaf=(False, False))) as talk:
        await asyncio.sleep(25)
        assert not talk.fakes.stt[1].streams


@in_virtual_time
async def test_a_sentence_that_broke_off_is_remembered_as_it_was_heard() -> None:
    """With no other model: what was said stays in the history, then comes the apology and the end."""
    broken = Reply("I would like to tell you that", breaks_off=True)
    async with talking(config(llm={"fallbacks": []}), fakes(llm=(broken,))) as talk:
        await talk.caller.say("hello is anybody there")
        await asyncio.wait_for(talk.conversation.closed, 30)
        assert_failed(talk)
        heard = " ".join(text.strip() for _, text in talk.fakes.tts[0].spoken)
        assert "not working on my side" in talk.said()[-1]
        for said in talk.said():
            assert said in heard


@in_virtual_time
async def test_a_voice_that_fails_is_replaced_before_anything_is_lost() -> None:
    voices = [FakeTTS(fails=True, label="tts-0"), FakeTTS(label="tts-1")]
    made = fakes()
    made.tts = voices
    async with talking(config("Hello."), made) as talk:
        await asyncio.sleep(3)
        assert voices[1].spoken[0][0] <= 2
        assert talk.said() == ["Hello."]


@in_virtual_time
async def test_what_nobody_could_hear_is_not_remembered() -> None:
    made = fakes(tts=(NEVER_S, NEVER_S))
    with patch("speaknode_worker.agent.conversation.emergency_voice", lambda _: FakeTTS()):
        async with talking(config("Hello there, I am Ada."), made) as talk:
            await asyncio.wait_for(talk.conversation.closed, 20)
            assert "Hello there, I am Ada." not in talk.said()
