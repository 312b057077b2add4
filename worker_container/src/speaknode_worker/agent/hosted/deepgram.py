"""Deepgram."""

from typing import Any

from livekit.plugins import deepgram

from speaknode_worker.agent.hosted import given
from speaknode_worker.agent.plugins import BuildStt, BuildTts

_ANY_LANGUAGE = "multi"
_NEUTRAL = 1.0
_TAKES_PHRASES = "nova-3"


def stt(build: BuildStt) -> Any:
    params = dict(build.params)
    # What is asked for as detection is, in a stream, a language of its own.
    language = _ANY_LANGUAGE if params.pop("detect_language", False) else build.language
    if (build.model or "").startswith(_TAKES_PHRASES):
        terms = given(keyterm=list(build.keyterms) or None)
    else:
        terms = given(keywords=[(term, _NEUTRAL) for term in build.keyterms] or None)
    return deepgram.STT(**given(model=build.model, language=language), **terms, **params)


def tts(build: BuildTts) -> Any:
    return deepgram.TTS(**given(model=build.voice or build.model), **build.params)
