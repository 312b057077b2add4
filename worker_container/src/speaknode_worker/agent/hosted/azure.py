"""Azure AI Speech."""

from typing import Any

from livekit.plugins import azure

from speaknode_worker.agent.hosted import given, region_of
from speaknode_worker.agent.plugins import BuildStt, BuildTts


def stt(build: BuildStt) -> Any:
    phrases = list(build.keyterms) or None
    return azure.STT(
        **given(language=region_of(build.language), phrase_list=phrases), **build.params
    )


def tts(build: BuildTts) -> Any:
    prosody = None if build.speed == 1.0 else azure.tts.ProsodyConfig(rate=build.speed)
    return azure.TTS(
        **given(voice=build.voice, language=region_of(build.language), prosody=prosody),
        **build.params,
    )
