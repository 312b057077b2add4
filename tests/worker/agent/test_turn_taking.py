"""Who speaks when: in virtual time, on scripted models."""

import asyncio
from typing import Any

from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time, now

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndReason

LONG = (
    "The first thing that I would like to tell you is that this answer takes its time to be told."
)


def config(*, first: str | None = "Hello there, how can I help?", **changes: Any) -> AgentConfig:
    base = {"name": "Ada", "locales": {"en": {"first_message": first}}}
    return AgentConfig.model_validate(base | changes)


def long_answer() -> Fakes:
    return Fakes(llm=[FakeLLM(Reply(LONG), Reply("Very well."))])


@in_virtual_time
async def test_the_first_message_and_an_answer() -> None:
    async with talking(config()) as talk:
        await asyncio.sleep(4)
        await talk.caller.say("good morning")
        await asyncio.sleep(4)
        assert talk.said() == ["Hello there, how can I help?", "Very well."]
        assert talk.said("user") == ["good morning"]


@in_virtual_time
async def test_the_first_message_waits_its_delay() -> None:
    async with talking(config(first_message_delay_ms=2000)) as talk:
        await asyncio.sleep(1.9)
        assert not talk.fakes.tts[0].spoken
        await asyncio.sleep(3)
        assert talk.fakes.tts[0].spoken[0][0] >= 2


@in_virtual_time
async def test_a_generated_first_message() -> None:
    async with talking(config(first_message_mode="agent_generated")) as talk:
        await asyncio.sleep(3)
        assert talk.said() == ["Very well."]
        assert "Greet the caller" in talk.fakes.llm[0].asked[0].instructions


@in_virtual_time
async def test_the_caller_speaks_first() -> None:
    async with talking(config(first_message_mode="user")) as talk:
        await asyncio.sleep(5)
        assert talk.said() == []
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(3)
        assert talk.said() == ["Very well."]


@in_virtual_time
async def test_a_protected_first_message_is_said_to_its_end() -> None:
    async with talking(config(first=LONG, first_message_interruptible=False)) as talk:
        await asyncio.sleep(1)
        await talk.caller.say("stop", lasts_s=1.0)
        assert talk.out.playing
        await asyncio.sleep(8)
        assert talk.said() == [LONG]


@in_virtual_time
async def test_barge_in_cuts_the_speech_and_the_history() -> None:
    async with talking(config(first=None), long_answer()) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(1)
        await talk.caller.say("what about tomorrow then")
        await asyncio.sleep(3)
        cut, answer = talk.said()
        assert answer == "Very well."
        assert 0 < len(cut) < len(LONG) / 2
        assert LONG.startswith(cut)


@in_virtual_time
async def test_mhm_does_not_stop_the_agent() -> None:
    async with talking(config(first=None), long_answer()) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("Mhm.", lasts_s=0.4)
        assert talk.out.playing
        await talk.caller.say("uh-huh, okay", lasts_s=0.9)
        await asyncio.sleep(0.2)
        assert talk.out.playing
        await asyncio.sleep(6)
        assert talk.said() == [LONG]
        assert talk.said("user") == ["tell me everything"]


@in_virtual_time
async def test_yes_is_an_answer_when_the_agent_is_silent() -> None:
    async with talking(config()) as talk:
        await asyncio.sleep(4)
        await talk.caller.say("yes")
        await asyncio.sleep(3)
        assert talk.said("user") == ["yes"]


@in_virtual_time
async def test_yes_at_the_end_of_a_question_is_its_answer() -> None:
    question = "So that is Monday at ten o'clock, and shall I book it for you?"
    async with talking(config(first=question)) as talk:
        await asyncio.sleep(0.1 + len(question) * 0.05 - 0.9)
        await talk.caller.say("yes", lasts_s=0.3)
        await asyncio.sleep(4)
        assert talk.said("user") == ["yes"]
        assert talk.said() == [question, "Very well."]


@in_virtual_time
async def test_a_stop_phrase_stops_whatever_the_minimum() -> None:
    wanted = config(first=None, interruption={"min_words": 5, "min_ms": 3000})
    async with talking(wanted, long_answer()) as talk:
        await talk.caller.say("tell me everything that there is")
        await asyncio.sleep(2)
        await talk.caller.say("wait", lasts_s=0.3)
        await asyncio.sleep(3)
        assert len(talk.said()[0]) < len(LONG) * 0.6


@in_virtual_time
async def test_a_stop_phrase_stops_even_where_interruptions_are_off() -> None:
    async with talking(config(first=None, interruption={"enabled": False}), long_answer()) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(1)
        await talk.caller.say("and then what happens", lasts_s=0.6)
        assert talk.out.playing
        await talk.caller.say("please stop", lasts_s=0.5)
        assert talk.out.silent


@in_virtual_time
async def test_min_words_keep_the_agent_speaking() -> None:
    wanted = config(first=None, interruption={"min_words": 3})
    async with talking(wanted, long_answer()) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("but tomorrow", lasts_s=0.8)
        assert talk.out.playing
        await asyncio.sleep(8)
        assert talk.said()[0] == LONG


@in_virtual_time
async def test_a_noise_only_pauses_the_agent() -> None:
    async with talking(config(first=None), long_answer()) as talk:
        await talk.caller.say("tell me everything")
        await asyncio.sleep(2)
        await talk.caller.say("", lasts_s=0.8)
        assert talk.out.paused
        await asyncio.sleep(2.5)
        assert talk.out.playing
        await asyncio.sleep(6)
        assert talk.said() == [LONG]


@in_virtual_time
async def test_idle_prompts_and_then_the_end() -> None:
    idle = {"after_ms": 5000, "messages": ["Are you there?", "Hello?"], "max_count": 2}
    async with talking(config(first="Hi.", idle=idle, silence_timeout_s=20)) as talk:
        await asyncio.sleep(14)
        assert talk.said() == ["Hi.", "Are you there?", "Hello?"]
        await talk.conversation.closed
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.SILENCE
        assert "I cannot hear you" in talk.said()[-1]
        assert 30 < now() < 45


@in_virtual_time
async def test_nothing_is_expected_of_a_caller_on_hold() -> None:
    idle = {"after_ms": 5000, "messages": ["Are you there?"], "max_count": 1}
    async with talking(config(first="Hi.", idle=idle, silence_timeout_s=20)) as talk:
        await asyncio.sleep(3)
        talk.conversation.silence.hold(held=True)
        await asyncio.sleep(100)
        assert talk.said() == ["Hi."]
        talk.conversation.silence.hold(held=False)
        await asyncio.sleep(8)
        assert talk.said() == ["Hi.", "Are you there?"]


@in_virtual_time
async def test_speech_gives_idle_prompts_anew() -> None:
    idle = {"after_ms": 5000, "messages": ["Are you there?"], "max_count": 1}
    async with talking(config(first=None, idle=idle, silence_timeout_s=60)) as talk:
        await asyncio.sleep(8)
        await talk.caller.say("yes of course")
        await asyncio.sleep(9)
        assert talk.said() == ["Are you there?", "Very well.", "Are you there?"]


@in_virtual_time
async def test_the_longest_duration_ends_it() -> None:
    async with talking(config(max_duration_s=10)) as talk:
        await talk.conversation.closed
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.MAX_DURATION
        assert "our time is up" in talk.said()[-1]
        assert now() < 14


@in_virtual_time
async def test_a_goodbye_of_the_agent_ends_it() -> None:
    fakes = Fakes(llm=[FakeLLM(Reply("All right, have a nice day!"))])
    async with talking(config(end_call={"phrases": ["have a nice day"]}), fakes) as talk:
        await asyncio.sleep(3)
        await talk.caller.say("that was all")
        await asyncio.wait_for(talk.conversation.closed, 10)
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.AGENT_HANGUP


@in_virtual_time
async def test_the_end_call_tool_says_its_message() -> None:
    fakes = Fakes(llm=[FakeLLM(Reply("Bye.", calls=[("end_call", {})]))])
    async with talking(config(end_call={"message": "Thank you for calling."}), fakes) as talk:
        await asyncio.sleep(3)
        await talk.caller.say("that was all")
        await asyncio.wait_for(talk.conversation.closed, 10)
        assert talk.said()[-2:] == ["Bye.", "Thank you for calling."]


@in_virtual_time
async def test_a_goodbye_of_the_agent_is_followed_by_the_last_words() -> None:
    fakes = Fakes(llm=[FakeLLM(Reply("All right, have a nice day!"))])
    last = {"phrases": ["have a nice day"], "message": "Have a nice day, and thank you."}
    async with talking(config(end_call=last), fakes) as talk:
        await asyncio.sleep(3)
        await talk.caller.say("that was all")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert talk.said()[-2:] == ["All right, have a nice day!", last["message"]]


@in_virtual_time
async def test_last_words_that_were_just_said_are_not_repeated() -> None:
    fakes = Fakes(llm=[FakeLLM(Reply("It is done. Thank you for calling!"))])
    last = {"phrases": ["thank you"], "message": "Thank you for calling."}
    async with talking(config(end_call=last), fakes) as talk:
        await asyncio.sleep(3)
        await talk.caller.say("that was all")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert talk.said()[-1] == "It is done. Thank you for calling!"


@in_virtual_time
async def test_without_the_tool_the_model_cannot_end_it() -> None:
    async with talking(config(end_call={"tool": False})) as talk:
        assert "end_call" not in [tool.id for tool in talk.session.current_agent.tools]


@in_virtual_time
async def test_the_token_limit_ends_politely() -> None:
    answer = "Very well, this is all that I can tell you, and it takes me a while to say it."
    fakes = Fakes(llm=[FakeLLM(Reply(answer, tokens=200))])
    async with talking(config(token_limit=150), fakes) as talk:
        await asyncio.sleep(3)
        await talk.caller.say("and what else is there")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.LIMIT
        assert talk.said()[-2] == answer
        assert talk.said()[-1].startswith("I am sorry, I have to end our conversation")
