"""Sound around the talk: noise taken out, a place behind the voice, small words in between."""

import asyncio
import random
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import av
import numpy as np
import pytest
from livekit import rtc
from livekit.agents import AudioConfig, BuiltinAudioClip
from tests.support.voice.talk import talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.conversation import Denoise
from speaknode.agents.models import AgentConfig
from speaknode.agents.speech import BackgroundSound, SoundPreset
from speaknode_worker.agent import ambience
from speaknode_worker.agent.ambience import Ambience, sounds
from speaknode_worker.agent.backchannel import Backchannel
from speaknode_worker.agent.denoise import FRAME, RATE, Denoiser, denoiser
from speaknode_worker.agent.hold import hold_sound
from speaknode_worker.agent.offline.espeak import speak
from speaknode_worker.agent.offline.espeak_ng import SAMPLE_RATE


def _at(rate: int, samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> list[rtc.AudioFrame]:
    """In frames of 50 ms, as the room gives them."""
    size = rate // 20
    blocks = [samples[start : start + size] for start in range(0, samples.size - size, size)]
    return [rtc.AudioFrame(block.tobytes(), rate, 1, size) for block in blocks]


def _filtered(rate: int, samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> float:
    """RMS of what is left, without the filter's first second."""
    noise_filter = Denoiser()
    frames = [noise_filter._process(frame) for frame in _at(rate, samples)]
    assert all(frame.sample_rate == rate for frame in frames)
    assert {frame.samples_per_channel for frame in frames} == {rate // 20}
    noise_filter._close()
    left = np.concatenate([np.frombuffer(frame.data, np.int16) for frame in frames])
    return float(np.sqrt(np.mean(left[rate:].astype(np.float64) ** 2)))


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
def test_noise_is_taken_out_and_speech_stays(rate: int) -> None:
    noise = np.random.default_rng(1).normal(0, 800, rate * 4).astype(np.int16)
    assert _filtered(rate, noise) < 0.35 * 800
    spoken = rtc.AudioResampler(SAMPLE_RATE, rate)
    pcm = speak("Good morning, I would like to make an appointment for next Monday at ten.")
    parts = spoken.push(rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2))
    speech = np.concatenate([np.frombuffer(part.data, np.int16) for part in parts])
    loud = float(np.sqrt(np.mean(speech[rate:].astype(np.float64) ** 2)))
    assert _filtered(rate, speech) > 0.4 * loud


def _said(text: str, voice: str, loudness: float) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    pcm = speak(text, voice=voice)
    spoken = rtc.AudioResampler(SAMPLE_RATE, 48_000)
    parts = spoken.push(rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2))
    samples = np.concatenate([np.frombuffer(part.data, np.int16) for part in parts]).astype(float)
    peak = float(np.sqrt(np.mean(samples**2)))
    return (samples * loudness / peak).clip(-32768, 32767).astype(np.int16)


def test_a_voice_behind_the_caller_is_turned_down() -> None:
    line = "I would like to make an appointment for next Monday at ten."
    near, far = _said(line, "en-us", 3000), _said(line, "ru", 200)
    heard = np.concatenate([near, far, near])

    def through(*, voices: bool) -> tuple[float, float]:
        noise_filter = Denoiser()
        noise_filter.use(Denoise.NOISE_AND_VOICES if voices else Denoise.NOISE)
        out = [noise_filter._process(frame) for frame in _at(48_000, heard)]
        noise_filter._close()
        left = np.concatenate([np.frombuffer(frame.data, np.int16) for frame in out]).astype(float)
        behind = left[near.size + 24_000 : near.size + far.size]
        again = left[near.size + far.size + 4_800 :]
        return float(np.sqrt(np.mean(behind**2))), float(np.sqrt(np.mean(again**2)))

    (other, caller), (other_before, caller_before) = through(voices=True), through(voices=False)
    assert other < 0.25 * other_before
    assert caller > 0.95 * caller_before


def test_denoise_is_off_unless_wanted() -> None:
    off, on = Denoise.OFF, Denoise.NOISE
    assert denoiser(off) is None
    heard = [denoiser(on), denoiser(off, on), denoiser(on, off)]
    assert [made.enabled for made in heard if made] == [True, False, True]


def test_a_filter_that_is_off_leaves_the_sound_alone() -> None:
    frame = rtc.AudioFrame(b"\x11\x22" * 480, 48_000, 1, 480)
    made = Denoiser()
    made.use(Denoise.OFF)
    assert made._process(frame) is frame


@pytest.mark.parametrize("preset", list(SoundPreset))
def test_every_place_has_its_sound(preset: SoundPreset) -> None:
    found = sounds(BackgroundSound(preset=preset, volume=0.5), lambda _: None)
    assert bool(found) is (preset is not SoundPreset.NONE)
    whole = sounds(BackgroundSound(preset=preset, volume=1.0), lambda _: None)
    assert [sound.volume for sound in found] == [sound.volume / 2 for sound in whole]
    assert all(Path(str(sound.source)).exists() for sound in found)


def test_an_uploaded_sound_is_played() -> None:
    (sound,) = sounds(BackgroundSound(sound_id="snd_rain", volume=0.2), lambda key: key.encode())
    assert Path(str(sound.source)).read_bytes() == b"snd_rain"
    assert sounds(BackgroundSound(sound_id="snd_gone"), lambda _: None) == []


def test_a_track_of_its_own_only_where_there_is_something_to_hear() -> None:
    assert not Ambience.wanted(AgentConfig(name="Ada"))
    wanted = {"name": "Ada", "backchannel": {"enabled": True}}
    assert Ambience.wanted(AgentConfig.model_validate(wanted))


class Player:
    """In the place of livekit-agents' own, which needs a room."""

    def __init__(self) -> None:
        self.starts, self.playing = 0, list[str]()

    async def start(self, **_: Any) -> None:
        self.starts += 1

    def play(self, sound: AudioConfig, *, loop: bool) -> Any:
        name = Path(str(sound.source)).name
        self.playing.append(name)
        handle = Mock()
        handle.stop.side_effect = lambda: self.playing.remove(name)
        return handle


async def test_the_place_of_the_agent_that_has_the_word() -> None:
    def at(preset: str) -> AgentConfig:
        place = {"background_sound": {"preset": preset}}
        return AgentConfig.model_validate({"name": "Ada", "locales": {"en": place, "ru": {}}})

    player, room = Player(), Mock()
    with patch.object(ambience, "BackgroundAudioPlayer", lambda: player):
        around = Ambience(room, load=lambda _: None)
        await around.surround(at("none"), "en")
        assert player.starts == 0
        await around.surround(at("office"), "en")
        (office,) = player.playing
        await around.surround(at("cafe"), "en")
        assert player.playing != [office]
        around.speak("ru")
        assert player.playing == []
        await around.surround(at("none"), "en")
        assert (player.starts, player.playing) == (1, [])


@in_virtual_time
async def test_small_words_while_the_caller_speaks_at_length() -> None:
    config = AgentConfig.model_validate(
        {"name": "Ada", "backchannel": {"enabled": True, "frequency": 1.0, "words": ["mhm"]}}
    )
    async with talking(config) as talk:
        said: list[str] = []
        Backchannel(
            lambda: config.backchannel,
            words=lambda: talk.conversation.texts.backchannel,
            say=lambda _, word: said.append(word),
            dice=random.Random(1),
        ).watch(talk.session)
        await talk.caller.say("short", lasts_s=2)
        await asyncio.sleep(4)
        assert said == []
        await talk.caller.say("and so I went on and on about it", lasts_s=10)
        assert said == ["mhm", "mhm"]
        await asyncio.sleep(2)
        assert talk.said("user")[-1] == "and so I went on and on about it"


def test_the_space_own_sound_is_heard_on_hold_and_music_where_it_is_gone() -> None:
    own = hold_sound("snd_rain", lambda sound_id: sound_id.encode())
    assert Path(str(own.source)).read_bytes() == b"snd_rain"
    for gone in (hold_sound("snd_rain", lambda _: None), hold_sound(None, lambda _: None)):
        assert gone.source is BuiltinAudioClip.HOLD_MUSIC


@pytest.mark.parametrize(("loudness", "silence"), [(20, True), (200, False)])
def test_a_line_on_which_nobody_speaks_is_silence_to_the_filter(
    loudness: int, silence: bool
) -> None:
    noise_filter = Denoiser()
    given: list[float] = []

    class Library:
        def rnnoise_process_frame(self, _: object, place: object, __: object) -> float:
            array = np.ctypeslib.as_array(place, shape=(FRAME,))
            given.append(float(np.abs(array).max()))
            return 0.0

    noise_filter._library = Library()
    sound = np.random.default_rng(1).integers(-loudness, loudness, FRAME, np.int16)
    noise_filter._process(rtc.AudioFrame(sound.tobytes(), RATE, 1, FRAME))
    assert (given == [0.0]) is silence


def _samples_of(path: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    with av.open(path) as container:
        blocks = [frame.to_ndarray()[0].astype(np.float64) for frame in container.decode(audio=0)]
    samples = np.concatenate(blocks)
    return samples if np.abs(samples).max() <= 1.5 else samples / 32_768


@pytest.mark.parametrize(
    "preset", [preset for preset in SoundPreset if preset is not SoundPreset.NONE]
)
def test_a_place_at_full_volume_is_heard_and_does_not_clip(preset: SoundPreset) -> None:
    layers = sounds(BackgroundSound(preset=preset, volume=1.0), lambda _: None)
    played = [_samples_of(str(layer.source)) * layer.volume for layer in layers]
    whole = max(float(np.sqrt(np.mean(samples**2))) for samples in played)
    assert -36 < 20 * np.log10(whole) < -20
    assert sum(float(np.abs(samples).max()) for samples in played) < 1
