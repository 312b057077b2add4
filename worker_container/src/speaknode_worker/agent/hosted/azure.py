"""Azure AI Speech."""

from typing import Any

from livekit.plugins import azure

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts

_REGIONS = {"en": "en-US", "ru": "ru-RU", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}


def stt(build: BuildStt) -> Any:
    phrases = list(build.keyterms) or None
    return azure.STT(**given(language=_region(build.language), phrase_list=phrases), **build.params)


def tts(build: BuildTts) -> Any:
    prosody = None if build.speed == 1.0 else azure.tts.ProsodyConfig(rate=build.speed)
    return azure.TTS(
        **given(voice=build.voice, language=_region(build.language), prosody=prosody),
        **build.params,
    )


def _region(language: str) -> str:
    return language if "-" in language else _REGIONS.get(language, language)
