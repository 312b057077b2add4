"""The caller hangs up in every state of a conversation: it ends within two seconds, whatever was going on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time, now
from tests.worker.agent.test_text_conversation import WEATHER

from speaknode.agents.models import AgentConfig
from speaknode.egress.fetch import Fetched
from speaknode.events.reports import ToolCalled

LONG = "This is a very long story that goes on and on and on. " * 10
GREETING = {"en": {"first_message": LONG}}


class Never:
    """A server that does not answer."""

    def __init__(self) -> None:
        self.asked, self.given_up = asyncio.Event(), False

    async def fetch(self, *_: Any, **__: Any) -> Fetched:
        self.asked.set()
        try:
            await asyncio.sleep(3600)
        finally:
            self.given_up = True
        raise AssertionError


async def hangs_up(talk: Talk) -> float:
    """How long it takes until nothing of the conversation runs any more."""
    began = now()
    talk.conversation.caller_gone()
    await talk.conversation.closed
    await talk.tools.aclose()
    return now() - began


async def greeted(talk: Talk) -> None:
    await asyncio.sleep(3)


async def told_a_story(talk: Talk) -> None:
    await talk.caller.say("tell me a story")
    await asyncio.sleep(3)


async def speaking(talk: Talk) -> None:
    asyncio.get_running_loop().create_task(talk.caller.say("well let me think", lasts_s=5))
    await asyncio.sleep(2)


@pytest.mark.parametrize(
    ("until", "greeting"), [(greeted, GREETING), (told_a_story, {"en": {}}), (speaking, {"en": {}})]
)
@in_virtual_time
async def test_in_speech_of_either(
    until: Callable[[Talk], Awaitable[None]], greeting: dict[str, Any]
) -> None:
    config = AgentConfig.model_validate({"name": "Ada", "locales": greeting})
    async with talking(config, Fakes(llm=[FakeLLM(Reply(LONG))])) as talk:
        await until(talk)
        assert await hangs_up(talk) < 2.0


@in_virtual_time
async def test_in_a_tool() -> None:
    fakes = Fakes(llm=[FakeLLM(Reply("", calls=[("get_weather", {"day": "today"})]))])
    tool, never = WEATHER.model_copy(update={"timeout_ms": 60_000}), Never()
    async with talking(AgentConfig(name="Ada"), fakes, webhooks=[tool], door=never) as talk:
        await talk.caller.say("what is the weather")
        await never.asked.wait()
        assert await hangs_up(talk) < 2.0
        assert never.given_up
        (call,) = [report.tool_call for report in talk.reports if isinstance(report, ToolCalled)]
        assert (call.status, (call.error or "").split(":")[0]) == ("failed", "cut_off")
