"""Every model that thinks, on the wire: what it is told, what it says, and what becomes of a bad one."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from livekit.agents.utils import http_context
from tests.support.hosted.anthropic import FakeAnthropic
from tests.support.hosted.assembled import lead, models
from tests.support.hosted.failing import tells_failures
from tests.support.hosted.gemini import FakeGemini
from tests.support.hosted.groq import FakeGroq
from tests.support.hosted.using import answer, get_time
from tests.support.hosted.wire import Json, Mood, Vendor, serving

from speaknode_worker.agent import cast
from speaknode_worker.agent.chains import LlmChain

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
SAYS = ("I think ", "it is nine.")
vendors = pytest.mark.parametrize(
    ("provider", "kind"),
    [
        pytest.param("anthropic", FakeAnthropic, id="anthropic"),
        pytest.param("groq", FakeGroq, id="groq"),
        pytest.param("google", FakeGemini, id="google"),
    ],
)


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def mind(provider: str, *reserve: str, **more: Any) -> Any:
    fallbacks = [{"provider": name} for name in reserve]
    config: Json = {"llm": {"provider": provider, "fallbacks": fallbacks, **more}}
    return models(config, written=True).llm


@vendors
async def test_the_conversation_is_told_and_answered(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind(words=SAYS)) as vendor:
        lead(monkeypatch, provider, vendor)
        made = mind(provider)
        text, calls, usage = await answer(made, tools=[get_time])
        assert (text, calls) == ("I think it is nine.", [])
        assert (usage.prompt_tokens, usage.completion_tokens, usage.prompt_cached_tokens) == (
            15,
            8,
            3,
        )
        told = json.dumps(vendor.asked[0].body)
        for part in (
            "You are Ada.",
            "Riga",
            "seven degrees",
            "And the time?",
            "get_time",
            "Where.",
        ):
            assert part in told
        await made.aclose()


@vendors
async def test_a_tool_is_called(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = kind(words=SAYS)
    vendor.call = ("get_time", {"city": "Riga"})  # type: ignore[attr-defined]  # of each that thinks
    async with serving(vendor):
        lead(monkeypatch, provider, vendor)
        made = mind(provider)
        text, (call,), usage = await answer(made, tools=[get_time])
        assert text == "I think it is nine."
        assert (call.name, json.loads(call.arguments)) == ("get_time", {"city": "Riga"})
        assert usage.completion_tokens == 8
        await made.aclose()


@vendors
@pytest.mark.parametrize(
    "mood", [Mood.MUTE, Mood.ERRS, Mood.EMPTY, Mood.DROPS, Mood.BUSY, Mood.BROKEN]
)
async def test_a_bad_one_is_left_for_the_next(
    provider: str, kind: type[Vendor], mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "LlmChain", partial(LlmChain, first_s=2.5, next_s=2.5))
    async with serving(kind(mood, words=SAYS)) as bad, serving(kind(words=SAYS)) as good:
        lead(monkeypatch, provider, bad, good)
        made = mind(provider, provider)
        text, _, _ = await answer(made)
        assert text.endswith("I think it is nine.")
        assert bad.asked
        assert good.asked
        await made.aclose()


@vendors
async def test_a_wrong_key_and_nobody_there_are_told(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    await tells_failures(provider, kind, mind, answer, monkeypatch)


@pytest.mark.parametrize(
    ("model", "is_told"),
    [
        ("claude-haiku-4-5", True),
        ("claude-3-5-haiku-latest", True),
        ("claude-sonnet-4-5-20250929", True),
        ("claude-opus-4-7", False),
        ("claude-sonnet-5", False),
    ],
)
async def test_a_claude_that_takes_no_temperature_is_not_given_one(
    model: str, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(FakeAnthropic(words=SAYS)) as vendor:
        lead(monkeypatch, "anthropic", vendor)
        made = mind("anthropic", model=model, temperature=0.3)
        await answer(made)
        assert vendor.asked[0].body.get("temperature") == (0.3 if is_told else None)
        await made.aclose()
