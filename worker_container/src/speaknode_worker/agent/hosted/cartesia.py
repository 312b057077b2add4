"""Cartesia."""

from typing import Any

from livekit.plugins import cartesia

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts

_SLOWEST, _FASTEST = 0.6, 1.5


def stt(build: BuildStt) -> Any:
    return cartesia.STT(**given(model=build.model, language=build.language[:2]), **build.params)


def tts(build: BuildTts) -> Any:
    speed = None if build.speed == 1.0 else min(max(build.speed, _SLOWEST), _FASTEST)
    return cartesia.TTS(
        **given(model=build.model, voice=build.voice, language=build.language[:2], speed=speed),
        **build.params,
    )
