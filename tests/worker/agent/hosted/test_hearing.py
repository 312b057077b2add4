"""Every transcriber on the wire, as an agent's version asks for it: what it hears, and what becomes of a bad one."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from livekit.agents import APIError, APIStatusError, stt
from livekit.agents.utils import http_context
from tests.support.hosted.assembled import lead, models
from tests.support.hosted.assemblyai import FakeAssemblyAI
from tests.support.hosted.azure import FakeAzure
from tests.support.hosted.cartesia import FakeCartesia
from tests.support.hosted.deepgram import FakeDeepgram
from tests.support.hosted.elevenlabs import FakeElevenLabs
from tests.support.hosted.using import SOON_S, Speaking, heard
from tests.support.hosted.wire import KEY, Json, Mood, Vendor, serving

from speaknode_worker.agent import cast
from speaknode_worker.agent.hearing import Attention, WatchedSTT

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
INTERIM = stt.SpeechEventType.INTERIM_TRANSCRIPT
STREAMING: list[Any] = [
    pytest.param("deepgram", FakeDeepgram, "en", id="deepgram"),
    pytest.param("elevenlabs", FakeElevenLabs, "en", id="elevenlabs"),
    pytest.param("cartesia", FakeCartesia, "en", id="cartesia-ink-2"),
    pytest.param("cartesia", FakeCartesia, "ru", id="cartesia-ink-whisper"),
    pytest.param("assemblyai", FakeAssemblyAI, "en", id="assemblyai"),
    pytest.param("azure", FakeAzure, "en", id="azure"),
]
vendors = pytest.mark.parametrize(("provider", "kind", "locale"), STREAMING)


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def ear(provider: str, locale: str, attention: Attention | None = None, **more: Any) -> Any:
    config: Json = {"stt": {"provider": provider, **more}}
    return models(config, locale=locale, attention=attention).stt


async def error_of(stream: stt.RecognizeStream) -> APIError:
    with pytest.raises(APIError) as raised:
        await heard(stream)
    return raised.value


@vendors
async def test_words_come_as_they_grow(
    provider: str, kind: type[Vendor], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind()) as vendor:
        lead(monkeypatch, provider, vendor)
        async with Speaking(ear(provider, locale)) as stream:
            events = await heard(stream)
        said = [event.alternatives[0].text for event in events if event.type is INTERIM]
        assert said[:1] == (["what time"] if locale == "en" else [])
        assert vendor.heard >= 3200


@vendors
async def test_words_come_to_the_end_with_another_in_reserve(
    provider: str, kind: type[Vendor], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other may be of a kind that is not told when somebody has finished."""
    reserve = {"provider": "cartesia" if provider == "deepgram" else "deepgram"}
    async with serving(kind()) as vendor:
        lead(monkeypatch, provider, vendor)
        async with Speaking(ear(provider, locale, fallbacks=[reserve])) as stream:
            assert await heard(stream)


@vendors
async def test_a_wrong_key_is_told_at_once(
    provider: str, kind: type[Vendor], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind()) as vendor:
        vendor.key_prefix = "another "
        lead(monkeypatch, provider, vendor)
        async with Speaking(ear(provider, locale)) as stream:
            error = await error_of(stream)
    assert "401" in str(error)
    assert isinstance(error, APIStatusError) or provider == "azure"  # the SDK has one kind for all


@vendors
@pytest.mark.parametrize("mood", [Mood.DROPS, Mood.ERRS, Mood.BUSY, Mood.BROKEN])
async def test_a_bad_one_is_left_for_the_next(
    provider: str, kind: type[Vendor], locale: str, mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind(mood)) as bad, serving(kind()) as good:
        lead(monkeypatch, provider, bad, good)
        made = ear(provider, locale, fallbacks=[{"provider": provider}])
        async with Speaking(made) as stream:
            assert await heard(stream)
        assert bad.asked
        assert good.heard


@vendors
async def test_a_half_open_one_is_left_for_the_next(
    provider: str, kind: type[Vendor], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "WatchedSTT", partial(WatchedSTT, noticed_s=0.5))
    attention = Attention()
    async with serving(kind(Mood.MUTE)) as mute, serving(kind()) as good:
        lead(monkeypatch, provider, mute, good)
        made = ear(provider, locale, attention, fallbacks=[{"provider": provider}])
        async with Speaking(made) as stream:
            attention.on_speech(speaking=True)
            if locale != "en":  # it tells nothing before the caller has finished
                await asyncio.sleep(1)
                attention.on_speech(speaking=False)
            assert await heard(stream)
        async with asyncio.timeout(
            2 * SOON_S
        ):  # without anybody waiting for it: Azure's takes ten seconds
            await mute.left.wait()


@vendors
async def test_nobody_there_is_told(
    provider: str, kind: type[Vendor], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind()) as gone:
        lead(monkeypatch, provider, gone)
    async with Speaking(ear(provider, locale)) as stream:
        assert KEY not in repr(await error_of(stream))
