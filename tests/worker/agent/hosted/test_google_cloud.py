"""Google's speech on the wire, as an agent's version asks for it: what is heard, and what becomes of a bad one."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from livekit.agents import APIConnectOptions
from livekit.agents.utils import http_context
from tests.support.hosted.assembled import models
from tests.support.hosted.google_cloud import google_cloud, lead_google
from tests.support.hosted.using import Speaking, heard, speak
from tests.support.hosted.wire import Json, Mood

from speaknode_worker.agent import cast
from speaknode_worker.agent.hearing import Attention, WatchedSTT

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
CHIRP, WAVENET = "en-US-Chirp3-HD-Charon", "en-US-Wavenet-D"


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def ear(*reserve: str, locale: str = "en", attention: Attention | None = None, **more: Any) -> Any:
    fallbacks = [{"provider": name} for name in reserve]
    config: Json = {"stt": {"provider": "google", "fallbacks": fallbacks, **more}}
    return models(config, locale=locale, attention=attention).stt


def voice(*reserve: str, locale: str = "en", speed: float = 1.0, **more: Any) -> Any:
    fallbacks = [{"provider": name, **more} for name in reserve]
    spoken = {"tts": {"provider": "google", "fallbacks": fallbacks, **more}, "speed": speed}
    return models({"locales": {locale: spoken}}, locale=locale).tts


class TestHearing:
    async def test_what_a_version_says_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        params = {"punctuate": False, "profanity_filter": True}
        async with google_cloud() as fake:
            lead_google(monkeypatch, fake)
            made = ear(locale="ru", params=params, keyterms=["Greenfield"], model="latest_short")
            async with Speaking(made) as stream:
                events = await heard(stream)
            config = fake.heard[0].config
        said = [event.alternatives[0].text for event in events if event.alternatives]
        assert said[0] == "what time"
        assert (config.language_code, config.model) == ("ru-RU", "latest_short")
        assert (config.enable_automatic_punctuation, config.profanity_filter) == (False, True)
        assert config.adaptation.phrase_sets[0].phrases[0].value == "Greenfield"

    @pytest.mark.parametrize(
        "mood", [Mood.ERRS, Mood.BUSY, Mood.BROKEN, Mood.DROPS, Mood.EMPTY, Mood.MUTE]
    )
    async def test_a_bad_one_is_left_for_the_next(
        self, mood: Mood, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        attention = Attention()
        monkeypatch.setattr(cast, "WatchedSTT", partial(WatchedSTT, noticed_s=0.5))
        async with google_cloud(mood) as bad, google_cloud() as good:
            lead_google(monkeypatch, bad, good)
            async with Speaking(ear("google", attention=attention)) as stream:
                if mood is Mood.MUTE:
                    attention.on_speech(speaking=True)
                assert await heard(stream)
            assert bad.heard
            assert good.heard


class TestSpeaking:
    async def test_what_a_version_says_is_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with google_cloud() as fake:
            lead_google(monkeypatch, fake)
            made = voice(locale="ru", speed=1.2, voice="Kore", params={"prompt": "Softly."})
            frames = await speak(made)
            await made.aclose()
            (config,) = fake.streamed
        assert sum(frame.duration for frame in frames) == pytest.approx(0.5, abs=0.1)
        assert (config.voice.name, config.voice.language_code) == ("Kore", "ru-RU")
        assert config.voice.model_name == "gemini-2.5-flash-tts"
        assert config.streaming_audio_config.speaking_rate == pytest.approx(1.2)

    @pytest.mark.parametrize(("named", "is_streamed"), [(CHIRP, True), (WAVENET, False)])
    async def test_a_voice_of_the_list_is_asked_for_as_it_can_be(
        self, named: str, is_streamed: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Older voices do not stream, and none of them is one of Gemini's."""
        async with google_cloud() as fake:
            lead_google(monkeypatch, fake)
            made = voice(voice=named, speed=1.2)
            assert await speak(made)
            await made.aclose()
        told = fake.streamed if is_streamed else fake.synthesized
        assert {(one.voice.name, one.voice.model_name) for one in told} == {(named, "")}
        assert bool(fake.streamed) is is_streamed

    async def test_pitch_and_loudness_are_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with google_cloud() as fake:
            lead_google(monkeypatch, fake)
            made = voice(voice=WAVENET, speed=0.8, params={"pitch": -2, "volume_gain_db": 3})
            assert await speak(made)
            await made.aclose()
        config = fake.synthesized[0].audio_config
        assert (config.pitch, config.volume_gain_db) == (-2, 3)
        assert config.speaking_rate == pytest.approx(0.8)

    async def test_an_answer_may_take_longer_than_its_beginning(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        patience = APIConnectOptions(max_retry=0, timeout=1)
        async with google_cloud() as fake:
            lead_google(monkeypatch, fake)
            made = voice(voice=CHIRP)
            async with made.stream(conn_options=patience) as stream:
                stream.push_text("Your appointment is at nine o'clock. We are looking ")
                await asyncio.sleep(1.5 * patience.timeout)  # the model thinks
                stream.push_text("forward to seeing you.")
                stream.end_input()
                heard_s = sum([audio.frame.duration async for audio in stream])
            await made.aclose()
        assert heard_s == pytest.approx(1.0, abs=0.1)

    @pytest.mark.parametrize("named", [CHIRP, WAVENET])
    @pytest.mark.parametrize(
        "mood", [Mood.ERRS, Mood.BUSY, Mood.BROKEN, Mood.DROPS, Mood.EMPTY, Mood.MUTE]
    )
    async def test_a_bad_one_is_left_for_the_next(
        self, mood: Mood, named: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with google_cloud(mood) as bad, google_cloud() as good:
            lead_google(monkeypatch, bad, good)
            made = voice("google", voice=named)
            assert await speak(made)
            assert good.streamed or good.synthesized
            await made.aclose()
