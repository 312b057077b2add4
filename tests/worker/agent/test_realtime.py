"""One model that hears, thinks and speaks: its turns, its tools, and what happens when it is gone."""

import asyncio
from typing import Any

from tests.support.voice.models import MUTE, FakeLLM, Reply
from tests.support.voice.realtime import FakeRealtime
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndFault, EndReason

LONG = (
    "The first thing that I would like to tell you is that this answer takes its time to be told."
)


def config(first: str | None = None, **changes: Any) -> AgentConfig:
    realtime = {"provider": "openai"} | changes.pop("realtime", {})
    base = {"name": "Ada", "locales": {"en": {"first_message": first}}, "realtime": realtime}
    return AgentConfig.model_validate(base | changes)


def fakes(*replies: Reply, second: Reply | None = None, pipeline: str = "Very well.") -> Fakes:
    models = [FakeRealtime(*replies, label="first")]
    if second is not None:
        models.append(FakeRealtime(second, label="second"))
    return Fakes(realtime=models, llm=[FakeLLM(Reply(pipeline))])


async def hear(talk: Talk, text: str, *, model: int = 0) -> None:
    await talk.fakes.realtime[model].running.hear(text)


def assert_failed(talk: Talk) -> None:
    wanted = talk.conversation.wanted
    assert wanted is not None
    assert (wanted.reason, wanted.fault) == (EndReason.ERROR, EndFault.PROVIDER)


@in_virtual_time
async def test_the_first_message_and_an_answer() -> None:
    async with talking(config("Hello there."), fakes(Reply("It is nine."))) as talk:
        await asyncio.sleep(2)
        assert [text for _, text in talk.fakes.tts[0].spoken] == ["Hello there."]
        await hear(talk, "what time is it")
        await asyncio.sleep(3)
        assert talk.said() == ["Hello there.", "It is nine."]
        assert talk.said("user") == ["what time is it"]
        assert talk.fakes.stt[0].streams == []


@in_virtual_time
async def test_barge_in_cuts_the_speech_and_the_history() -> None:
    async with talking(config(), fakes(Reply(LONG), Reply("Very well."))) as talk:
        await hear(talk, "tell me everything")
        await asyncio.sleep(1.5)
        assert talk.out.playing
        await hear(talk, "what about tomorrow then")
        await asyncio.sleep(3)
        cut, answer = talk.said()
        assert answer == "Very well."
        assert LONG.startswith(cut) and len(cut) < len(LONG) / 2


@in_virtual_time
async def test_a_tool_ends_the_call() -> None:
    last = Reply("Goodbye.", calls=[("end_call", {})])
    async with talking(config(), fakes(last)) as talk:
        await hear(talk, "that was all")
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert talk.conversation.wanted is not None
        assert talk.conversation.wanted.reason is EndReason.AGENT_HANGUP
        assert talk.said() == ["Goodbye."]


@in_virtual_time
async def test_idle_words_and_the_end_in_silence() -> None:
    idle = {"after_ms": 5000, "messages": ["Are you there?"], "max_count": 1}
    async with talking(config("Hi.", idle=idle, silence_timeout_s=20), fakes(Reply("x"))) as talk:
        await talk.conversation.closed
        assert talk.said()[1] == "Are you there?"
        assert "I cannot hear you" in talk.said()[-1]


@in_virtual_time
async def test_a_dead_model_is_replaced_by_the_next_one() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    async with talking(wanted, fakes(Reply("x"), second=Reply("It is nine."))) as talk:
        await asyncio.sleep(1)
        talk.fakes.realtime[0].running.die()
        await asyncio.sleep(1)
        await hear(talk, "what time is it", model=1)
        await asyncio.sleep(3)
        assert talk.said() == ["It is nine."]
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_mute_model_is_replaced_within_five_seconds() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    async with talking(wanted, fakes(MUTE, second=Reply("It is nine."))) as talk:
        await hear(talk, "what time is it")
        heard = now()
        while not talk.fakes.realtime[1].sessions:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        assert now() - heard <= 5.2


@in_virtual_time
async def test_what_a_mute_model_was_asked_is_answered_by_the_next_one() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    async with talking(wanted, fakes(MUTE, second=Reply("It is nine."))) as talk:
        await hear(talk, "what time is it")
        await asyncio.sleep(10)
        assert talk.said() == ["It is nine."]


@in_virtual_time
async def test_a_model_that_stands_still_in_its_answer_is_replaced_within_five_seconds() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    stalling = Reply("I would like to tell", stalls=True)
    async with talking(wanted, fakes(stalling, second=Reply("It is nine."))) as talk:
        await hear(talk, "what time is it")
        heard = now()
        while not talk.fakes.realtime[1].sessions:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        assert now() - heard <= 5.4
        await asyncio.sleep(5)
        assert talk.said()[-1] == "It is nine."
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_model_that_stands_still_before_its_tool_call_is_replaced() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    stalling = Reply("One moment please.", stalls=True, calls=[("end_call", {})])
    async with talking(wanted, fakes(stalling, second=Reply("It is nine."))) as talk:
        await hear(talk, "what time is it")
        await asyncio.sleep(10)
        assert talk.said() == ["One moment please.", "It is nine."]
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_generated_greeting_that_stands_still_is_begun_by_the_next_one() -> None:
    wanted = config(
        first_message_mode="agent_generated", realtime={"fallbacks": [{"provider": "google"}]}
    )
    stalling = Reply("Good", stalls=True)
    async with talking(wanted, fakes(stalling, second=Reply("Hello, I am Ada."))) as talk:
        await asyncio.sleep(10)
        assert talk.said()[-1] == "Hello, I am Ada."


@in_virtual_time
async def test_a_stall_without_another_model_goes_on_in_the_pipeline() -> None:
    stalling = Reply("I would like to tell", stalls=True)
    async with talking(config(realtime={"when_down": "pipeline"}), fakes(stalling)) as talk:
        await hear(talk, "what time is it")
        await asyncio.sleep(12)
        assert talk.said()[-1] == "Very well."
        known = {text.strip() for text in talk.fakes.llm[0].asked[0].history}
        assert known == {"what time is it", "I would like to tell"}
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_a_stall_without_a_pipeline_apologises_and_ends() -> None:
    stalling = Reply("I would like to tell", stalls=True)
    async with talking(config(), fakes(stalling)) as talk:
        await hear(talk, "what time is it")
        await asyncio.wait_for(talk.conversation.closed, 30)
        assert_failed(talk)
        assert "not working on my side" in talk.said()[-1]


@in_virtual_time
async def test_an_answer_longer_than_the_budget_is_no_stall() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    async with talking(wanted, fakes(Reply(LONG * 3), second=Reply("x"))) as talk:
        await hear(talk, "tell me everything")
        await asyncio.sleep(25)
        assert talk.said() == [LONG * 3]
        assert talk.fakes.realtime[1].sessions == []


@in_virtual_time
async def test_the_pipeline_goes_on_where_that_is_wished() -> None:
    async with talking(config(realtime={"when_down": "pipeline"}), fakes(MUTE)) as talk:
        await hear(talk, "what time is it")
        await asyncio.sleep(8)
        assert talk.said() == ["Very well."]
        assert talk.fakes.llm[0].asked[0].text == "what time is it"
        await talk.caller.say("and where are you")
        await asyncio.sleep(3)
        assert talk.said("user") == ["what time is it", "and where are you"]
        assert talk.said() == ["Very well.", "Very well."]


@in_virtual_time
async def test_without_a_pipeline_it_apologises_and_ends() -> None:
    async with talking(config("Hello there."), fakes(Reply("x"))) as talk:
        await asyncio.sleep(2)
        talk.fakes.realtime[0].running.die()
        await asyncio.wait_for(talk.conversation.closed, 20)
        assert_failed(talk)
        assert "not working on my side" in talk.said()[-1]


@in_virtual_time
async def test_a_noise_wants_no_answer() -> None:
    async with talking(config(), fakes(MUTE)) as talk:
        await hear(talk, "")
        await asyncio.sleep(10)
        assert talk.conversation.wanted is None


@in_virtual_time
async def test_another_language_is_told_to_the_model() -> None:
    wanted = config(locales={"en": {}, "ru": {}}, system_prompt="You are Ada.")
    async with talking(wanted, fakes(Reply("x"))) as talk:
        await asyncio.sleep(1)
        assert await talk.conversation.languages.switch("ru")
        assert talk.conversation.locale == "ru"
        assert len(talk.fakes.realtime[0].sessions) == 1


@in_virtual_time
async def test_a_pipeline_gives_the_conversation_to_a_realtime_agent_and_back() -> None:
    leads = {"condition": "bills"}
    front = AgentConfig.model_validate({"name": "Front", "handoffs": [leads | {"to": "agt_2"}]})
    billing = config(name="Billing", handoffs=[leads | {"to": "agt_1"}])
    back = Reply("", calls=[("switch_agent", {"agent": "Front"})])
    made = fakes(Reply("I am with billing."), back)
    made.llm = [
        FakeLLM(Reply("", calls=[("switch_agent", {"agent": "Billing"})])),
        FakeLLM(Reply("Front again.")),
    ]
    async with talking(front, made, others={"agt_2": billing}) as talk:
        await talk.caller.say("about my bill please")
        await asyncio.sleep(4)
        assert talk.said() == ["I am with billing."]
        await hear(talk, "something else")
        await asyncio.sleep(4)
        assert talk.said()[-1] == "Front again."


@in_virtual_time
async def test_an_answer_that_was_given_up_leaves_nobody_reading_it_when_the_call_is_over() -> None:
    wanted = config(realtime={"fallbacks": [{"provider": "google"}]})
    stalling = Reply("I would like to tell", stalls=True)
    async with talking(wanted, fakes(stalling, second=Reply("It is nine."))) as talk:
        await hear(talk, "what time is it")
        await asyncio.sleep(10)
        assert talk.said()[-1] == "It is nine."
    left = [repr(task) for task in asyncio.all_tasks() if "_pump" in repr(task)]
    assert left == []
