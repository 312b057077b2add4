"""After a hand-off the next agent's settings rule, whatever the first one's were. In virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.voice.ears import FakeSTT
from tests.support.voice.models import FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndReason

LONG = (
    "The first thing that I would like to tell you is that this answer takes its time to be told."
)
TAKEN_OVER = "I am with billing."


def agent(name: str, **changes: Any) -> AgentConfig:
    return AgentConfig.model_validate({"name": name} | changes)


@asynccontextmanager
async def handed_over(
    second: dict[str, Any], first: dict[str, Any] | None = None, *replies: str
) -> AsyncIterator[Talk]:
    """The conversation, four seconds after the first agent gave it to the second."""
    leads = {"to": "agt_2", "condition": "bills"} | (first or {}).pop("rule", {})
    front = agent("Front", handoffs=[leads], **(first or {}))
    switch = Reply("", calls=[("switch_agent", {"agent": "Billing"})])
    answers = [Reply(text) for text in (TAKEN_OVER, *replies)]
    fakes = Fakes(
        llm=[FakeLLM(switch, label="front"), FakeLLM(*answers, label="billing")],
        stt=[FakeSTT(label="front"), FakeSTT(label="billing")],
        tts=[FakeTTS(label="front"), FakeTTS(label="billing")],
    )
    async with talking(front, fakes, others={"agt_2": agent("Billing", **second)}) as talk:
        await talk.caller.say("about my bill please")
        await asyncio.sleep(4)
        yield talk


def end_of(talk: Talk) -> EndReason | None:
    return None if talk.conversation.wanted is None else talk.conversation.wanted.reason


@in_virtual_time
async def test_its_own_words_are_needed_to_interrupt_it() -> None:
    async with handed_over({"interruption": {"min_words": 3}}, {}, LONG) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("but tomorrow", lasts_s=0.8)
        assert talk.out.playing
        await asyncio.sleep(8)
        assert talk.said()[-1] == LONG


@in_virtual_time
async def test_the_first_agents_minimum_is_forgotten() -> None:
    strict = {"interruption": {"min_words": 9, "min_ms": 4000, "resume": False}}
    async with handed_over({}, strict, LONG, "Very well.") as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("but tomorrow", lasts_s=0.8)
        await asyncio.sleep(4)
        assert talk.said()[-1] == "Very well."
        assert talk.said()[-2] != LONG


@in_virtual_time
async def test_an_agent_that_may_not_be_interrupted_takes_over_from_one_that_may() -> None:
    async with handed_over({"interruption": {"enabled": False}}, {}, LONG) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("and then what happens", lasts_s=1.0)
        assert talk.out.playing
        await talk.caller.say("please stop", lasts_s=0.5)
        assert talk.out.silent


@in_virtual_time
async def test_an_agent_that_may_be_interrupted_takes_over_from_one_that_may_not() -> None:
    async with handed_over({}, {"interruption": {"enabled": False}}, LONG, "Very well.") as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("and then what happens", lasts_s=1.0)
        await asyncio.sleep(3)
        assert talk.said()[-1] == "Very well."


@in_virtual_time
async def test_it_waits_for_the_end_of_a_turn_in_its_own_way() -> None:
    async with handed_over({"turn": {"min_delay_ms": 2500, "max_delay_ms": 2500}}) as talk:
        before = len(talk.fakes.llm[1].asked)
        await talk.caller.say("what do I owe you")
        silent = now()
        while len(talk.fakes.llm[1].asked) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert 1.5 < now() - silent < 3


@in_virtual_time
async def test_its_own_idle_words_and_its_own_silence() -> None:
    idle = {"after_ms": 3000, "messages": ["Billing is waiting."], "max_count": 1}
    patient = {"after_ms": 60_000, "messages": ["Front is waiting."]}
    second = {"idle": idle, "silence_timeout_s": 10}
    async with handed_over(second, {"idle": patient, "silence_timeout_s": 300}) as talk:
        await talk.conversation.closed
        assert end_of(talk) is EndReason.SILENCE
        assert talk.said()[-2] == "Billing is waiting."
        assert now() < 30


@in_virtual_time
async def test_idle_words_are_counted_anew() -> None:
    idle = {"after_ms": 3000, "messages": ["Still there?"], "max_count": 1}
    async with handed_over({"idle": idle}, {"idle": idle}) as talk:
        await asyncio.sleep(5)
        assert talk.said()[-1] == "Still there?"


@in_virtual_time
async def test_its_own_longest_duration_counts_from_its_first_word() -> None:
    limits = {"max_duration_s": 20, "silence_timeout_s": 300}
    async with handed_over(limits, {"max_duration_s": 10}) as talk:
        taken_over = now() - 4
        await talk.conversation.closed
        assert end_of(talk) is EndReason.MAX_DURATION
        assert 17 < now() - taken_over < 26


@in_virtual_time
async def test_the_keys_of_the_agent_in_charge_open_its_own_models() -> None:
    second = {"locales": {"en": {}, "ru": {}}, "language_detection": {"enabled": True}}
    async with handed_over(second) as talk:
        assert dict(talk.keys) == dict.fromkeys(("llm", "stt", "tts"), "key of Billing")
        talk.keys.clear()
        await talk.conversation.languages.switch("ru")
        assert dict(talk.keys) == dict.fromkeys(("llm", "stt", "tts"), "key of Billing")


@in_virtual_time
async def test_its_own_voice_and_ears_are_used() -> None:
    async with handed_over({}) as talk:
        assert [text for _, text in talk.fakes.tts[1].spoken] == [TAKEN_OVER]
        assert talk.fakes.stt[1].streams


@in_virtual_time
async def test_its_first_words_are_protected_as_it_wishes() -> None:
    second: dict[str, Any] = {"locales": {"en": {"first_message": f"{LONG} {LONG}"}}}
    second |= {"first_message_interruptible": False}
    async with handed_over(second, {"rule": {"context": "none"}}) as talk:
        await talk.caller.say("stop", lasts_s=1.0)
        assert talk.out.playing
        await asyncio.sleep(8)
        assert talk.said()[-1] == f"{LONG} {LONG}"
