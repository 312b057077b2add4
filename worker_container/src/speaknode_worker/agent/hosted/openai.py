"""OpenAI and compatible servers."""

import os
from dataclasses import replace
from typing import Any

import httpx2
from livekit.plugins import openai
from openai import AsyncClient
from openai.types.realtime import AudioTranscription

from speaknode_worker.agent import elsewhere
from speaknode_worker.agent.guarded_transport import GuardedTransport
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
    return owning(openai.LLM(temperature=build.temperature, **_common(build)))


def stt(build: BuildStt) -> Any:
    takes_words = build.model in _TAKE_KEYWORDS
    words = list(build.keyterms) if takes_words else None
    heeding = build if takes_words else replace(build, params=prompted(build))
    return openai.STT(
        **given(language=build.language[:2], keywords=words or None), **_common(heeding)
    )


def tts(build: BuildTts) -> Any:
    return owning(openai.TTS(**given(voice=build.voice, speed=build.speed), **_common(build)))


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
    if build.is_elsewhere and not isinstance(build, BuildRealtime):
        params["client"] = guarded(params.pop("base_url"), params.pop("api_key"))
    return given(model=build.model, **params)


def guarded(base_url: str, api_key: str) -> Any:
    """As the plug-ins make their own, but for where it may connect to."""
    http = httpx2.AsyncClient(
        transport=GuardedTransport(elsewhere.policy(), has_lid=False),
        timeout=httpx2.Timeout(connect=15.0, read=5.0, write=5.0, pool=5.0),
        trust_env=False,
    )
    return AsyncClient(base_url=base_url, api_key=api_key, max_retries=0, http_client=http)


def owning(made: Any) -> Any:
    """It closes the client that it was given."""
    made._owns_client = True
    return made
