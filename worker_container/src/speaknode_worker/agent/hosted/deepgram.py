"""Deepgram."""

from typing import Any

from livekit.plugins import deepgram

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts


def stt(build: BuildStt) -> Any:
    keyterms = list(build.keyterms) or None
    return deepgram.STT(
        **given(model=build.model, language=build.language, keyterms=keyterms), **build.params
    )


def tts(build: BuildTts) -> Any:
    return deepgram.TTS(**given(model=build.voice or build.model), **build.params)
