"""Every voice on the wire, as an agent's version asks for it: what is heard, and what becomes of a bad one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT
from livekit.agents.utils import http_context
from tests.support.hosted.assembled import ONCE, lead, models
from tests.support.hosted.azure import FakeAzure
from tests.support.hosted.cartesia import FakeCartesia
from tests.support.hosted.deepgram import FakeDeepgram
from tests.support.hosted.elevenlabs import FakeElevenLabs
from tests.support.hosted.failing import tells_failures
from tests.support.hosted.groq import FakeGroq
from tests.support.hosted.using import SOON_S, TEXT, speak
from tests.support.hosted.wire import Json, Mood, Vendor, serving

from speaknode_worker.agent.chains import ROOM_RATE

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
VOICES: list[Any] = [
    pytest.param("deepgram", FakeDeepgram, id="deepgram"),
    pytest.param("elevenlabs", FakeElevenLabs, id="elevenlabs"),
    pytest.param("cartesia", FakeCartesia, id="cartesia"),
    pytest.param("groq", FakeGroq, id="groq"),
    pytest.param("azure", FakeAzure, id="azure"),
]
vendors = pytest.mark.parametrize(("provider", "kind"), VOICES)
SETTINGS = {"azure": {"speech_region": "westeurope"}}


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def voice(provider: str, *reserve: str) -> Any:
    refs = [{"provider": name, "params": SETTINGS.get(name, {})} for name in (provider, *reserve)]
    config: Json = {"locales": {"en": {"tts": {**refs[0], "fallbacks": refs[1:]}}}}
    return models(config).tts


def seconds(frames: list[rtc.AudioFrame]) -> float:
    return sum(frame.duration for frame in frames)


@vendors
async def test_is_heard_at_the_rate_it_promises(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind()) as vendor:
        lead(monkeypatch, provider, vendor)
        made = voice(provider)
        frames = await speak(made)
        assert {frame.sample_rate for frame in frames} == {made.sample_rate} == {ROOM_RATE}
        assert seconds(frames) == pytest.approx(0.5, abs=0.15)
        frames = await speak(made, "And another sentence, on what is open already.")
        assert seconds(frames) == pytest.approx(0.5, abs=0.15)
        await made.aclose()


@vendors
async def test_the_words_of_an_interruption_are_known(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind()) as vendor:
        lead(monkeypatch, provider, vendor)
        made = voice(provider)
        frames = await speak(made)
        words: list[str] = []
        for frame in frames:
            words += frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
        if made.capabilities.aligned_transcript:
            assert "".join(words).split() == TEXT.split()
        await made.aclose()


@vendors
@pytest.mark.parametrize(
    "mood", [Mood.MUTE, Mood.ERRS, Mood.EMPTY, Mood.DROPS, Mood.BUSY, Mood.BROKEN]
)
async def test_a_bad_one_is_left_for_the_next(
    provider: str, kind: type[Vendor], mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind(mood)) as bad, serving(kind()) as good:
        lead(monkeypatch, provider, bad, good)
        made = voice(provider, provider)
        # Once: what was heard of the first, be it a piece of a sentence, is not said again.
        assert 0 < seconds(await speak(made)) < 0.8
        assert bad.asked
        await made.aclose()


@vendors
async def test_a_wrong_key_and_nobody_there_are_told(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    await tells_failures(provider, kind, voice, speak, monkeypatch)


@vendors
async def test_an_interruption_does_not_wait(
    provider: str, kind: type[Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(kind(Mood.MUTE)) as mute:
        lead(monkeypatch, provider, mute)
        made = voice(provider)
        stream = made.stream(conn_options=ONCE)
        stream.push_text(TEXT)
        stream.end_input()
        async with asyncio.timeout(SOON_S):
            while not mute.asked:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            await stream.aclose()
            await made.aclose()
