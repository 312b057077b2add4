"""OpenAI and compatible servers."""

import os
from dataclasses import replace
from typing import Any

from livekit.plugins import openai
from openai.types.realtime import AudioTranscription

from speaknode_worker.agent.hosted import LIVE, given, prompted
from speaknode_worker.agent.plugins import (
    NO_KEY,
    Build,
    BuildLlm,
    BuildRealtime,
    BuildStt,
    BuildTts,
)

_TRANSCRIPTION = "gpt-4o-mini-transcribe"
_TAKE_KEYWORDS = ("gpt-transcribe", "gpt-live-transcribe")
"""Other models are not made at all with keywords."""


def llm(build: BuildLlm) -> Any:
    return openai.LLM(temperature=build.temperature, **_common(build))


def stt(build: BuildStt) -> Any:
    takes_words = build.model in _TAKE_KEYWORDS
    words = list(build.keyterms) if takes_words else None
    heeding = build if takes_words else replace(build, params=prompted(build))
    return openai.STT(
        **given(language=build.language[:2], keywords=words or None), **_common(heeding)
    )


def tts(build: BuildTts) -> Any:
    return openai.TTS(**given(voice=build.voice, speed=build.speed), **_common(build))


def realtime(build: BuildRealtime) -> Any:
    params = _common(build)
    writes = params.pop("transcription_model", None) or _TRANSCRIPTION
    return openai.realtime.RealtimeModel(
        **given(voice=build.voice, modalities=["text"] if build.written else None),
        input_audio_transcription=AudioTranscription(model=writes),
        conn_options=LIVE,
        **params,
    )


def _common(build: Build) -> dict[str, Any]:
    params = dict(build.params)
    if (base_url := params.pop("base_url", None)) is not None:
        params["base_url"] = str(base_url)
        params.setdefault("api_key", os.environ.get("OPENAI_API_KEY") or NO_KEY)
    return given(model=build.model, **params)
