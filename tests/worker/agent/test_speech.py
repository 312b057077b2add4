"""The offline ear and voice on each other: what espeak says, pocketsphinx must hear."""

import asyncio

import numpy as np
import pytest
from livekit import rtc

from speaknode.agents.conversation import STOP_PHRASES
from speaknode.agents.models import LlmConfig, SttConfig, TtsConfig
from speaknode.demo.ada import ada
from speaknode.demo.choice import Choice
from speaknode.providers.scripted.models import ScriptedSettings
from speaknode_worker.agent import plugins
from speaknode_worker.agent.offline import espeak_ng
from speaknode_worker.agent.offline.pocketsphinx import (
    DICTATION_CONFIDENCE,
    GRAMMAR_CONFIDENCE,
    PocketsphinxSTT,
    Recogniser,
    resampled,
)

ADA = ScriptedSettings.model_validate(ada(Choice(llm=None, stt=None, tts=None), "tol_1").llm.params)
EXPECTED = [
    "what is the weather today", "what are your opening hours", "I want to book an appointment",
    "on Monday", "Tuesday", "at ten o'clock", "yes please", "no", "I want to talk to a human",
    "goodbye",
]  # fmt: skip


def spoken(text: str) -> bytes:
    pcm = espeak_ng.speak(text)
    return resampled(rtc.AudioFrame(pcm, espeak_ng.SAMPLE_RATE, 1, len(pcm) // 2))


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    made = Recogniser(min_fit=-1.2)
    assert made.expect(ADA, ()) == set()
    return made


@pytest.mark.parametrize("phrase", EXPECTED)
def test_expected_phrases_are_heard_whole(recogniser: Recogniser, phrase: str) -> None:
    heard = recogniser.hear(spoken(phrase))
    assert heard is not None
    assert (heard.text, heard.confidence) == (phrase.lower(), GRAMMAR_CONFIDENCE)


def test_free_speech_is_no_expected_phrase(recogniser: Recogniser) -> None:
    heard = recogniser.hear(spoken("the children were swimming in the river"))
    assert heard is not None
    assert heard.confidence == DICTATION_CONFIDENCE


def test_words_outside_the_dictionary_are_told() -> None:
    made = Recogniser(min_fit=-1.2)
    assert made.expect(None, ("speaknode xyzzyq", "opening hours")) == {"speaknode", "xyzzyq"}


async def test_as_a_plug_in_over_8_khz_stereo() -> None:
    pcm = np.frombuffer(espeak_ng.speak("what are your opening hours"), np.int16)
    stereo = np.repeat(pcm[:, None], 2, axis=1).tobytes()
    hearing = PocketsphinxSTT(script=ADA)
    event = await hearing.recognize(rtc.AudioFrame(stereo, espeak_ng.SAMPLE_RATE, 2, len(pcm)))
    assert event.alternatives[0].text == "what are your opening hours"
    await hearing.aclose()


async def test_words_that_stop_the_agent_are_heard_beside_what_it_expects() -> None:
    llm = LlmConfig(provider="scripted", params=ADA.model_dump(exclude_none=True))
    hearing = plugins.make_stt(ref=SttConfig(), language="en", llm=llm, stops=STOP_PHRASES)
    for text in ["stop", "hold on", "what are your opening hours", "yes please"]:
        pcm = espeak_ng.speak(text)
        frame = rtc.AudioFrame(pcm, espeak_ng.SAMPLE_RATE, 1, len(pcm) // 2)
        event = await hearing.recognize(frame)
        assert event.alternatives[0].text == text
        assert event.alternatives[0].confidence == GRAMMAR_CONFIDENCE
    await hearing.aclose()


def test_other_languages_are_refused_honestly() -> None:
    with pytest.raises(plugins.ProviderError, match="English only"):
        plugins.make_stt(ref=SttConfig(), language="ru")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Hello, how can I help you?"), ("ru", "Здравствуйте, чем могу помочь?")],
)
async def test_voices_have_sound(language: str, text: str) -> None:
    voice = plugins.make_tts(ref=TtsConfig(), language=language)
    frame = await voice.synthesize(text).collect()
    samples = np.frombuffer(frame.data, np.int16).astype(float)
    assert frame.sample_rate == espeak_ng.SAMPLE_RATE
    assert 1.0 < frame.duration < 5.0
    assert np.sqrt((samples**2).mean()) > 500


async def length_of(text: str, speed: float = 1.0) -> float:
    voice = plugins.make_tts(ref=TtsConfig(), language="en", speed=speed)
    return (await voice.synthesize(text).collect()).duration


async def test_speed_shortens() -> None:
    text = "This is one sentence of a certain length."
    assert await length_of(text, 0.7) > await length_of(text, 1.5) * 1.5


async def test_sound_comes_before_the_sentence_is_finished() -> None:
    voice = plugins.make_tts(ref=TtsConfig(), language="en")
    async with voice.synthesize("A long sentence. " * 20) as stream:
        first = await anext(stream)
    assert first.frame.duration < 1.0


async def test_voices_at_once_do_not_mix() -> None:
    alone = await length_of("one two three")
    together = await asyncio.gather(*(length_of("one two three") for _ in range(3)))
    assert together == pytest.approx([alone] * 3, rel=0.02)  # espeak flutters a little


def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(espeak_ng.EspeakError, match="no voice"):
        espeak_ng.speak("hello", voice="xx-nowhere")
