"""Riva on the wire: what it is told, what comes of it, and that a bad one is left at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import APIConnectionError, APIConnectOptions, APIError, APIStatusError, stt
from livekit.agents.utils import http_context
from tests.support.riva import KEY, FakeRiva, Mood, riva
from tests.support.voice.ears import FakeVAD

from speaknode.agents.models import SttConfig, TtsConfig
from speaknode.egress.policy import Policy
from speaknode_worker.agent import elsewhere, plugins
from speaknode_worker.agent.chains import TtsChain
from speaknode_worker.agent.hearing import Attention, WatchedSTT

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
ONCE = APIConnectOptions(max_retry=0, timeout=5)
FINAL = stt.SpeechEventType.FINAL_TRANSCRIPT
SOON_S = 10.0
"""Far below what a stream that cannot be called off would take: for ever."""


@pytest.fixture(autouse=True)
async def _job(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    here = Policy(opened=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: here)
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def ear(fake: FakeRiva, *, key: str = KEY, language: str = "en", **more: Any) -> stt.STT[Any]:
    params = {"server": fake.server, "use_ssl": False} | more.pop("params", {})
    ref = SttConfig(provider="nvidia", params=params)
    return plugins.make_stt(ref=ref, language=language, keys={"nvidia": key}, **more)


def voice(fake: FakeRiva, *, key: str = KEY, language: str = "en", **more: Any) -> Any:
    ref = TtsConfig(provider="nvidia", params={"server": fake.server, "use_ssl": False})
    return plugins.make_tts(ref=ref, language=language, keys={"nvidia": key}, **more)


def sound(seconds: float = 0.5) -> list[rtc.AudioFrame]:
    return [rtc.AudioFrame(b"\x01\x01" * 480, 48_000, 1, 480) for _ in range(int(seconds * 100))]


async def final_words(stream: stt.RecognizeStream) -> str:
    async with asyncio.timeout(SOON_S):
        async for event in stream:
            if event.type is FINAL:
                return event.alternatives[0].text
    return ""


async def told(stream: Any) -> BaseException:
    with pytest.raises(APIError) as raised:
        async with asyncio.timeout(SOON_S):
            async for _ in stream:
                pass
    return raised.value


class TestHearing:
    async def test_words_come_as_they_grow(self) -> None:
        async with riva() as fake:
            made = ear(fake, keyterms=("Greenfield",), params={"punctuate": False})
            used: list[Any] = []
            made.on("metrics_collected", used.append)
            stream = made.stream(conn_options=ONCE)
            events = []
            for frame in sound():
                stream.push_frame(frame)
            async for event in stream:
                events.append((event.type.value, *[said.text for said in event.alternatives]))
                if event.type is stt.SpeechEventType.END_OF_SPEECH:
                    stream.end_input()
            assert events[:4] == [
                ("start_of_speech",),
                ("interim_transcript", "what time"),
                ("final_transcript", "what time is it"),
                ("end_of_speech",),
            ]
            await stream.aclose()
            (config,) = fake.configs
            assert (config.language_code, config.sample_rate_hertz) == ("en-US", 16_000)
            assert config.enable_automatic_punctuation is False
            assert list(config.speech_contexts[0].phrases) == ["Greenfield"]
            assert fake.metadata[0]["function-id"]
            assert sum(metrics.audio_duration for metrics in used) == pytest.approx(0.5, abs=0.1)
            await made.aclose()

    async def test_another_language_is_asked_for(self) -> None:
        async with riva() as fake:
            stream = ear(fake, language="ru").stream(conn_options=ONCE)
            for frame in sound():
                stream.push_frame(frame)
            await final_words(stream)
            assert (fake.configs[0].language_code, fake.configs[0].model) == ("ru-RU", "")
            await stream.aclose()

    @pytest.mark.parametrize("server", ["riva.example:443", "10.0.0.1:50051"])
    def test_a_server_that_the_operator_has_not_opened_is_refused(self, server: str) -> None:
        ref = SttConfig(provider="nvidia", params={"server": server})
        with pytest.raises(plugins.ProviderError):
            plugins.make_stt(ref=ref, language="en", keys={"nvidia": KEY})

    def test_the_hosted_one_hears_english(self) -> None:
        with pytest.raises(plugins.ProviderError, match="function_id"):
            ref = SttConfig(provider="nvidia")
            plugins.make_stt(ref=ref, language="ru", keys={"nvidia": KEY})

    @pytest.mark.parametrize(
        ("mood", "key", "status"),
        [(Mood.WELL, "wrong", 401), (Mood.BUSY, KEY, 429), (Mood.BROKEN, KEY, 500)],
    )
    async def test_a_refusal_is_told_at_once(self, mood: Mood, key: str, status: int) -> None:
        async with riva(mood) as fake:
            stream = ear(fake, key=key).stream(conn_options=ONCE)
            stream.push_frame(sound()[0])
            error = await told(stream)
            assert isinstance(error, APIStatusError)
            assert error.status_code == status
            assert KEY not in str(error)

    async def test_nobody_there_and_a_stream_that_ends_early(self) -> None:
        async with riva(Mood.ENDS) as fake:
            stream = ear(fake).stream(conn_options=ONCE)
            for frame in sound():
                stream.push_frame(frame)
            assert getattr(await told(stream), "retryable", False)
        stream = ear(fake).stream(conn_options=ONCE)
        stream.push_frame(sound()[0])
        assert isinstance(await told(stream), APIConnectionError)

    async def test_a_half_open_one_is_left_for_the_next(self) -> None:
        attention = Attention()
        attention.on_speech(speaking=True)
        async with riva(Mood.MUTE) as mute, riva() as good:
            ears: list[stt.STT[Any]] = [
                WatchedSTT(ear(one), attention, noticed_s=0.5) for one in (mute, good)
            ]
            made = stt.FallbackAdapter(ears, vad=FakeVAD(), max_retry_per_stt=0)
            stream = made.stream(conn_options=ONCE)

            async def speak() -> None:
                while True:
                    stream.push_frame(sound()[0])
                    await asyncio.sleep(0.01)

            speaking = asyncio.create_task(speak())
            assert await final_words(stream) == "what time is it"
            async with asyncio.timeout(SOON_S):
                await mute.left.wait()
            speaking.cancel()
            await stream.aclose()
            await made.aclose()


async def speak(voice: Any, text: str) -> float:
    async with asyncio.timeout(SOON_S), voice.stream(conn_options=ONCE) as stream:
        stream.push_text(text)
        stream.end_input()
        frames: list[rtc.AudioFrame] = [audio.frame async for audio in stream]
    return sum(frame.duration for frame in frames)


class TestSpeaking:
    async def test_each_sentence_is_spoken_as_it_is_there(self) -> None:
        async with riva() as fake:
            made = voice(fake, voice="Magpie-Multilingual.EN-US.Aria")
            text = "Your appointment is at nine o'clock. We are looking forward to seeing you."
            assert await speak(made, text) == pytest.approx(1.0, abs=0.1)
            assert [one.text for one in fake.spoken] == text.replace(". ", ".|").split("|")
            assert fake.spoken[0].voice_name == "Magpie-Multilingual.EN-US.Aria"
            assert fake.spoken[0].language_code == "en-US"
            await made.aclose()

    async def test_without_a_voice_the_server_chooses_by_language(self) -> None:
        async with riva() as fake:
            made = voice(fake, language="es")
            await speak(made, "Hola, buenas tardes a todos.")
            assert (fake.spoken[0].voice_name, fake.spoken[0].language_code) == ("", "es-US")
            await made.aclose()

    @pytest.mark.parametrize(
        ("mood", "key", "status"),
        [(Mood.WELL, "wrong", 401), (Mood.BUSY, KEY, 429), (Mood.BROKEN, KEY, 500)],
    )
    async def test_a_refusal_is_told_at_once(self, mood: Mood, key: str, status: int) -> None:
        async with riva(mood) as fake:
            made = voice(fake, key=key)
            with pytest.raises(APIStatusError) as raised:
                await speak(made, "Hello there, how are you?")
            assert raised.value.status_code == status
            await made.aclose()

    @pytest.mark.parametrize("mood", [Mood.MUTE, Mood.ENDS, Mood.BROKEN])
    async def test_a_bad_one_is_left_for_the_next(self, mood: Mood) -> None:
        async with riva(mood) as bad, riva() as good:
            chain = TtsChain([voice(bad), voice(good)], first_s=0.5)
            assert await speak(chain, "Hello there, how are you?") > 0.4
            assert len(good.spoken) == 1
            await chain.aclose()

    async def test_an_interruption_does_not_wait_for_the_server(self) -> None:
        async with riva(Mood.MUTE) as fake:
            made = voice(fake)
            stream = made.stream(conn_options=ONCE)
            stream.push_text("Hello there, how are you?")
            stream.end_input()
            async with asyncio.timeout(SOON_S):
                while not fake.spoken:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                await stream.aclose()
                await fake.left.wait()
            await made.aclose()
