"""An LLM that gives two calls one id, as local servers do: both are made, and both are told apart."""

import asyncio
from typing import Any

import httpx
import pytest
from livekit.agents.llm import ChatContext, FunctionCall, FunctionToolCall
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time
from tests.worker.agent.test_text_conversation import WEATHER

from speaknode.agents.models import AgentConfig
from speaknode.egress.fetch import Fetched
from speaknode.events.reports import ToolCalled
from speaknode_worker.agent.call_ids import CallIds


def of(call_id: str) -> FunctionToolCall:
    return FunctionToolCall(name="t", arguments="{}", call_id=call_id)


@pytest.mark.parametrize("call_id", ["call_0", "", "#1", "é", "x" * 65])
def test_what_is_taken_or_cannot_be_kept_is_replaced(call_id: str) -> None:
    ids, call = CallIds(), of(call_id)
    before = FunctionCall(call_id="call_0", name="t", arguments="{}")
    ids.know(ChatContext([before]))
    ids.keep_apart([call])
    assert call.call_id.startswith("call_")
    assert call.call_id != call_id


def test_what_is_good_stays() -> None:
    call = of("toolu_01A-b")
    CallIds().keep_apart([call])
    assert call.call_id == "toolu_01A-b"


class Sky:
    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, method: str, url: str, *, params: Any = None, **_: Any) -> Fetched:
        self.asked.append(params["day"])
        return Fetched(200, httpx.Headers(), b'"sunny"', url, 1.0)


@in_virtual_time
async def test_a_reused_id_is_another_call() -> None:
    days = ("today", "tomorrow", "today")
    replies = [(Reply("", calls=[("get_weather", {"day": day})]), Reply("Sunny.")) for day in days]
    llm = FakeLLM(*(reply for pair in replies for reply in pair))
    sky = Sky()
    async with talking(
        AgentConfig(name="Ada"), Fakes(llm=[llm]), webhooks=[WEATHER], door=sky
    ) as talk:
        for _ in days:
            await talk.caller.say("what is the weather")
            await asyncio.sleep(10)
    assert sky.asked == list(days)
    ids = [report.tool_call.id for report in talk.reports if isinstance(report, ToolCalled)]
    assert len(set(ids)) == 3
