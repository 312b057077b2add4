"""A tool that fails in the middle of a spoken conversation: the caller is never left in silence."""

import asyncio
from typing import Any

from livekit.agents.llm import FunctionCallOutput
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now
from tests.worker.agent.test_text_conversation import WEATHER

from speaknode.agents.models import AgentConfig
from speaknode.egress.errors import FetchTimeoutError
from speaknode.egress.fetch import Fetched, Limits
from speaknode.tools.models import ProgressSpeech

TOOL = WEATHER.model_copy(
    update={
        "timeout_ms": 8000,
        "pre_speech": "One moment.",
        "progress_speech": [ProgressSpeech(after_ms=4000, text="Still looking.")],
        "on_error_speech": "I cannot look that up now.",
    }
)
CALL = Reply("", calls=[("get_weather", {"day": "today"})])


LIMITS = Limits()


class Late:
    """A server that would answer after half a minute; the door is shut when the budget is over."""

    def __init__(self) -> None:
        self.asked_at, self.given_up_at = 0.0, 0.0

    async def fetch(self, method: str, url: str, *, limits: Limits = LIMITS, **_: Any) -> Fetched:
        self.asked_at = self.asked_at or now()
        await asyncio.sleep(min(30.0, limits.total_s))
        self.given_up_at = now()
        raise FetchTimeoutError(limits.total_s)


def told(talk: Talk) -> str:
    """What the LLM was told of the tool."""
    outputs = [item for item in talk.session.history.items if isinstance(item, FunctionCallOutput)]
    return outputs[-1].output


@in_virtual_time
async def test_a_late_tool_is_cut_and_the_caller_hears_of_it() -> None:
    config = AgentConfig(name="Ada")
    fakes = Fakes(llm=[FakeLLM(CALL, Reply("Ask me something else."))])
    late = Late()
    async with talking(config, fakes, webhooks=[TOOL], door=late) as talk:
        await talk.caller.say("what is the weather")
        await asyncio.sleep(25)
        assert 0 < late.given_up_at - late.asked_at <= 20
        spoken = [text for _, text in talk.fakes.tts[0].spoken]
        assert spoken == [
            "One moment.", "Still looking.", "I cannot look that up now.", "Ask me something else.",
        ]  # fmt: skip
        assert "fetch_timeout" in told(talk)


@in_virtual_time
async def test_the_caller_may_speak_over_the_wait_and_is_answered() -> None:
    config = AgentConfig(name="Ada")
    fakes = Fakes(llm=[FakeLLM(CALL, Reply("Nine o'clock."))])
    async with talking(config, fakes, webhooks=[TOOL], door=Late()) as talk:
        await talk.caller.say("what is the weather")
        await asyncio.sleep(3)
        await talk.caller.say("never mind what time is it")
        await asyncio.sleep(25)
        assert talk.said("user") == ["what is the weather", "never mind what time is it"]
        assert "Nine o'clock." in talk.said()
