"""What is heard beside the agent's speech: a place behind it, and small words while the caller speaks."""

import asyncio
import logging
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from livekit import rtc
from livekit.agents import (
    AgentSession,
    APIError,
    AudioConfig,
    BackgroundAudioPlayer,
    BuiltinAudioClip,
    PlayHandle,
    tts,
)

from speaknode import wiring
from speaknode.agents.models import AgentConfig
from speaknode.agents.speech import BackgroundSound, SoundPreset
from speaknode.kit.errors import UnavailableError

_RATE = 48_000
_FADE_S = 1.0
_WORD_VOLUME = 0.8
_PRESETS: dict[SoundPreset, tuple[tuple[BuiltinAudioClip, float], ...]] = {
    SoundPreset.NONE: (),
    SoundPreset.OFFICE: ((BuiltinAudioClip.OFFICE_AMBIENCE, 25.0),),
    SoundPreset.CAFE: ((BuiltinAudioClip.CROWDED_ROOM, 1.0),),
    SoundPreset.STREET: ((BuiltinAudioClip.CITY_AMBIENCE, 2.0),),
    SoundPreset.CALL_CENTER: (
        (BuiltinAudioClip.CROWDED_ROOM, 0.6),
        (BuiltinAudioClip.KEYBOARD_TYPING2, 0.8),
    ),
    SoundPreset.KEYBOARD: ((BuiltinAudioClip.KEYBOARD_TYPING, 1.8),),
}
"""With gains that make them equally loud: the office was recorded 30 dB below the crowd, where nobody hears it."""
Load = Callable[[str], bytes | None]
logger = logging.getLogger(__name__)


def sounds(wanted: BackgroundSound, load: Load) -> list[AudioConfig]:
    """Played together, in loops."""
    if wanted.volume == 0:
        return []
    if wanted.sound_id is not None:
        data = load(wanted.sound_id)
        if data is None:
            logger.warning("the background sound is not there", extra={"sound": wanted.sound_id})
            return []
        return [AudioConfig(_kept(data), volume=wanted.volume, fade_out=_FADE_S)]
    return [
        AudioConfig(clip.path(), volume=round(wanted.volume * share, 3), fade_out=_FADE_S)
        for clip, share in _PRESETS[wanted.preset]
    ]


def _kept(data: bytes) -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    return file.name


def sound_file(space_id: str) -> Load:
    """From what the space has uploaded. Blocks: it is called in a thread."""

    def load(sound_id: str) -> bytes | None:
        try:
            return wiring.sounds().read(space_id, sound_id)
        except UnavailableError as error:
            logger.warning("the sound cannot be read", extra={"reason": str(error)})
            return None

    return load


class Ambience:
    """Of the agent that has the word; the player is started for the first one that wants it."""

    def __init__(self, room: rtc.Room, *, load: Load) -> None:
        self._room, self._load = room, load
        self._player: BackgroundAudioPlayer | None = None
        self._sounds: dict[str, list[AudioConfig]] = {}
        self._handles: list[PlayHandle] = []
        self._changing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @staticmethod
    def wanted(config: AgentConfig) -> bool:
        """A track of its own costs something: only where there is something to hear."""
        places = [locale.background_sound for locale in config.locales.values()]
        heard = any(place.sound_id or place.preset is not SoundPreset.NONE for place in places)
        return heard or config.backchannel.enabled

    async def surround(self, config: AgentConfig, locale: str) -> None:
        """With the places of this agent, from now on."""
        async with self._changing:
            if self._player is None:
                if not self.wanted(config):
                    return
                player = BackgroundAudioPlayer()
                await player.start(room=self._room)
                self._player = player
            self._sounds = await asyncio.to_thread(self._fetched, config)
            self.speak(locale)

    def surround_soon(self, config: AgentConfig, locale: str) -> None:
        """Nobody waits for the sound of a place."""
        self._spawn(self.surround(config, locale))

    def _fetched(self, config: AgentConfig) -> dict[str, list[AudioConfig]]:
        return {
            locale: sounds(place.background_sound, self._load)
            for locale, place in config.locales.items()
        }

    def speak(self, locale: str) -> None:
        """The place belongs to the language."""
        for handle in self._handles:
            handle.stop()
        places = self._sounds.get(locale, [])
        player = self._player
        self._handles = [player.play(sound, loop=True) for sound in places] if player else []

    def say(self, session: AgentSession[Any], word: str) -> None:
        """Beside the conversation: it takes no turn, interrupts nothing and is not remembered."""
        if self._player is not None:
            self._spawn(self._say(self._player, session, word))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _say(
        self, player: BackgroundAudioPlayer, session: AgentSession[Any], word: str
    ) -> None:
        """Made whole before it is played: the mixer drops a source that lets it wait."""
        voice = session.current_agent.tts or session.tts
        if not isinstance(voice, tts.TTS):
            return
        try:
            frames = await _spoken(voice, word)
        except APIError as error:
            logger.warning("a small word was not said", extra={"reason": str(error)})
            return
        if session.current_speech is None:
            player.play(AudioConfig(_each(frames), volume=_WORD_VOLUME))

    async def aclose(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._player is not None:
            await self._player.aclose()


async def _spoken(voice: tts.TTS[Any], word: str) -> list[rtc.AudioFrame]:
    resampler = rtc.AudioResampler(voice.sample_rate, _RATE)
    frames: list[rtc.AudioFrame] = []
    async with voice.synthesize(word) as stream:
        async for audio in stream:
            frames += resampler.push(audio.frame)
    return [*frames, *resampler.flush()]


async def _each(frames: list[rtc.AudioFrame]) -> AsyncIterator[rtc.AudioFrame]:
    for frame in frames:
        yield frame


def choose(words: list[str], frequency: float, dice: random.Random) -> str | None:
    return dice.choice(words) if words and dice.random() < frequency else None
