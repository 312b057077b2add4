"""What a conversation's models are used for is counted, by the names that the catalogue has prices for."""

import asyncio
import time
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from livekit.agents.metrics import LLMMetrics, RealtimeModelMetrics
from livekit.agents.utils import http_context
from tests.support.openai_realtime import KEY, Answer, openai_realtime, until
from tests.support.voice.models import DOWN, FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time
from tests.worker.agent.test_realtime_openai import held

from speaknode.agents.models import AgentConfig, LlmConfig
from speaknode.egress.policy import Policy
from speaknode.models.models import PriceUnit
from speaknode.providers import ProviderKind
from speaknode.sessions.models import Channel
from speaknode_worker.agent import elsewhere
from speaknode_worker.agent.metering import Meter

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(90)]


def quantities(meter: Meter) -> dict[str, dict[str, Decimal]]:
    return {
        f"{used.kind}/{used.provider}/{used.model}": {
            unit.value: quantity for unit, quantity in used.quantities.items()
        }
        for used in meter.used()
    }


def test_each_token_is_counted_as_one_kind_only() -> None:
    meter = Meter()
    counter = meter.counter(ProviderKind.LLM, LlmConfig(provider="openai"))
    for _ in range(2):
        counter(
            LLMMetrics(
                label="",
                request_id="",
                timestamp=time.time(),
                duration=1,
                ttft=1,
                cancelled=False,
                completion_tokens=5,
                prompt_tokens=100,
                prompt_cached_tokens=60,
                total_tokens=105,
                tokens_per_second=1,
            )
        )
    assert quantities(meter) == {
        "llm/openai/gpt-4.1-mini": {
            "million_input_tokens": 80,
            "million_cached_input_tokens": 120,
            "million_output_tokens": 10,
        }
    }


def test_sound_and_text_of_a_realtime_model_are_told_apart() -> None:
    meter = Meter()
    counter = meter.counter(ProviderKind.REALTIME, LlmConfig(provider="openai", model="gpt-x"))
    cached = RealtimeModelMetrics.CachedTokenDetails(audio_tokens=30, text_tokens=10)
    counter(
        RealtimeModelMetrics(
            label="",
            request_id="",
            timestamp=time.time(),
            input_tokens=200,
            output_tokens=50,
            total_tokens=250,
            tokens_per_second=1,
            input_token_details=RealtimeModelMetrics.InputTokenDetails(
                audio_tokens=130, text_tokens=70, cached_tokens=40, cached_tokens_details=cached
            ),
            output_token_details=RealtimeModelMetrics.OutputTokenDetails(
                audio_tokens=40, text_tokens=10
            ),
        )
    )
    (used,) = meter.used()
    assert used.quantities == {
        PriceUnit.MILLION_INPUT_TOKENS: 60,
        PriceUnit.MILLION_CACHED_INPUT_TOKENS: 10,
        PriceUnit.MILLION_INPUT_AUDIO_TOKENS: 100,
        PriceUnit.MILLION_CACHED_INPUT_AUDIO_TOKENS: 30,
        PriceUnit.MILLION_OUTPUT_TOKENS: 10,
        PriceUnit.MILLION_OUTPUT_AUDIO_TOKENS: 40,
    }


@in_virtual_time
async def test_every_model_of_a_chain_is_counted_as_itself() -> None:
    config = AgentConfig.model_validate(
        {
            "name": "Ada",
            "llm": {"provider": "openai", "model": "first", "fallbacks": [{"provider": "groq"}]},
            "locales": {"en": {"first_message": "Good day.", "tts": {"provider": "elevenlabs"}}},
        }
    )
    fakes = Fakes(llm=[FakeLLM(DOWN), FakeLLM(Reply("Very well.", tokens=7))], tts=[FakeTTS()])
    async with talking(config, fakes) as talk:
        await asyncio.sleep(2)
        await talk.caller.say("hello is anybody there")
        await asyncio.sleep(5)
        assert talk.said() == ["Good day.", "Very well."]
        found = quantities(talk.conversation.meter)
    assert found["llm/groq/llama-3.3-70b-versatile"] == {"million_output_tokens": 7}
    spoken = found["tts/elevenlabs/eleven_flash_v2_5"]
    assert spoken["million_characters"] == len("Good day.") + len("Very well.")
    assert "llm/openai/first" not in found


@pytest.fixture
async def _vendor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    here = Policy(opened=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: here)
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


@pytest.mark.usefixtures("_vendor")
async def test_a_realtime_vendors_own_count_is_taken() -> None:
    usage = {
        "total_tokens": 90, "input_tokens": 60, "output_tokens": 30,
        "input_token_details": {"text_tokens": 20, "audio_tokens": 40, "cached_tokens": 0},
        "output_token_details": {"text_tokens": 10, "audio_tokens": 20},
    }  # fmt: skip
    bye = Answer("It is nine. Goodbye.", call=("end_call", {}), usage=usage)
    async with openai_realtime(bye) as server, held(server, Channel.WEB) as call:
        await until(lambda: call.talk.closed.done())
        found = quantities(call.talk.meter)
    counted = found["realtime/openai/gpt-realtime"]
    assert counted.pop("minute") > 0
    assert counted == {
        "million_input_tokens": 20,
        "million_input_audio_tokens": 40,
        "million_output_tokens": 10,
        "million_output_audio_tokens": 20,
    }
