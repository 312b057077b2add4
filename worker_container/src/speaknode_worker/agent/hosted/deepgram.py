"""Deepgram."""

from typing import Any

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts


def stt(build: BuildStt) -> Any:
    from livekit.plugins import deepgram

    keyterms = list(build.keyterms) or None
    return deepgram.STT(
        **given(model=build.model, language=build.language, keyterms=keyterms), **build.params
    )


def tts(build: BuildTts) -> Any:
    from livekit.plugins import deepgram

    return deepgram.TTS(**given(model=build.voice or build.model), **build.params)
