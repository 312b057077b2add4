"""History holds what was heard: the text is cut where the sound was."""

import asyncio
import threading

import pytest
from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT, TimedString
from livekit.agents.voice.io import PlaybackFinishedEvent
from tests.support.voice.models import LETTER_S, FakeLLM, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.offline import espeak_ng
from speaknode_worker.agent.offline.espeak import EspeakTTS
from speaknode_worker.agent.played import Script

RATE = 24_000
LONG = (
    "The first thing that I would like to tell you is short. The second one is very much longer than that"
    " and goes on without a stop or a pause until nobody remembers how it began. And there is a third."
)


def sound(seconds: float, *timed: TimedString) -> rtc.AudioFrame:
    samples = int(seconds * RATE)
    frame = rtc.AudioFrame(bytes(2 * samples), RATE, 1, samples)
    frame.userdata[USERDATA_TIMED_TRANSCRIPT] = list(timed)
    return frame


def test_words_with_times_are_cut_at_the_time() -> None:
    script = Script()
    script.add_text("One two three four.")
    script.add_sound(sound(1.0, TimedString("One ", 0.0), TimedString("two ", 0.5)))
    script.add_sound(sound(3.0, TimedString("three ", 1.0), TimedString("four.", 3.5)))
    assert script.heard(0.1) == ""
    assert script.heard(0.9) == "One two"
    assert script.heard(1.1) == "One two"
    assert script.heard(3.4) == "One two three"


def test_sentences_with_times_are_cut_by_their_share() -> None:
    script = Script()
    script.add_text("Yes of course. That is a long story about us.")
    script.add_sound(sound(5.0, TimedString("Yes of course. ", 0.0)))
    script.add_sound(sound(2.0, TimedString("That is a long story about us.", 5.0)))
    assert script.heard(5.05) == "Yes of course."
    script.end_sound()
    assert script.heard(6.05) == "Yes of course. That is a long story"


def test_without_times_the_share_of_the_sound_is_the_share_of_the_text() -> None:
    script = Script()
    script.add_text("One two three four five six")
    script.add_sound(sound(6.0))
    assert script.heard(3.0) is None  # nobody knows how much is still to come
    script.end_text()
    script.end_sound()
    assert script.heard(3.0) == "One two three"
    assert script.heard(6.0) == "One two three four five six"


def test_what_is_not_spoken_takes_no_time() -> None:
    script = Script()
    script.add_text("**One** two *** three four")
    script.add_sound(sound(2.0, TimedString("One ", 0.0), TimedString("two ", 1.0)))
    script.add_sound(sound(2.0, TimedString("three ", 2.0), TimedString("four", 3.0)))
    assert script.heard(1.9) == "**One** two"
    assert script.heard(2.9) == "**One** two *** three"


def test_the_next_speech_begins_with_an_empty_page() -> None:
    script = Script()
    script.add_text("One two")
    script.end_text()
    script.begin_sound()
    script.add_text("three ")
    script.add_text("four")
    script.add_sound(sound(2.0, TimedString("three ", 0.0), TimedString("four", 1.0)))
    assert script.heard(1.0) == "three"


@in_virtual_time
async def test_barge_in_leaves_in_the_history_what_was_played() -> None:
    config = AgentConfig.model_validate({"name": "Ada", "locales": {"en": {}}})
    played: list[PlaybackFinishedEvent] = []
    async with talking(config, Fakes(llm=[FakeLLM(Reply(LONG), Reply("Yes."))])) as talk:
        talk.out.on("playback_finished", played.append)
        await talk.caller.say("tell me everything")
        await asyncio.sleep(5)
        await talk.caller.say("what about tomorrow then")
        await asyncio.sleep(3)
        cut = talk.said()[0]
        assert played[0].interrupted
        assert LONG.startswith(cut)
        assert len(cut) * LETTER_S == pytest.approx(played[0].playback_position, abs=0.35)


@pytest.mark.parametrize(
    ("text", "voice", "words"),
    [
        ("Once upon a time, there was a hill.", "en-us", "Once upon a time there was a hill"),
        ("Мы открыты с восьми до шести.", "ru", "Мы открыты с восьми до шести"),
    ],
)
def test_the_offline_voice_knows_its_words(text: str, voice: str, words: str) -> None:
    found: list[espeak_ng.Word] = []
    sound: list[bytes] = []

    def heard(chunk: bytes, more: list[espeak_ng.Word]) -> None:
        sound.append(chunk)
        found.extend(more)

    espeak_ng.thread.submit(
        espeak_ng.synthesise, text, voice, 150, 50, heard, threading.Event()
    ).result()
    begun = {text[word.place :].split()[0].strip(",.") for word in found}
    assert begun <= set(words.split())
    assert len(begun) >= len(words.split()) - 2  # it speaks some together
    moments = [word.at_s for word in found]
    assert moments == sorted(moments)
    assert moments[-1] < len(b"".join(sound)) / 2 / espeak_ng.SAMPLE_RATE


async def test_the_offline_voice_tells_the_times_of_its_words() -> None:
    voice = EspeakTTS(voice="en-us", words_per_minute=150)
    timed: list[TimedString] = []
    seconds = 0.0
    async with voice.stream() as stream:
        stream.push_text("Hello there. How ")
        stream.push_text("can I help you?")
        stream.end_input()
        async for audio in stream:
            seconds += audio.frame.duration
            timed += audio.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
    assert "".join(timed) == "Hello there. How can I help you?"
    moments = [text.start_time for text in timed]
    assert moments == sorted(moments)  # type: ignore[type-var]
    how = next(text for text in timed if text.startswith("How"))
    assert 0.5 < how.start_time < seconds - 0.5  # type: ignore[operator]
