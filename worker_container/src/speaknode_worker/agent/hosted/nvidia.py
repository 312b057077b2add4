"""NVIDIA."""

import os
from typing import Any

from livekit.plugins import openai

from speaknode_worker.agent import elsewhere
from speaknode_worker.agent.hosted import given, region_of
from speaknode_worker.agent.hosted.openai import guarded, owning
from speaknode_worker.agent.hosted.riva.hearing import RivaSTT
from speaknode_worker.agent.hosted.riva.speaking import RivaTTS
from speaknode_worker.agent.plugins import BuildLlm, BuildStt, BuildTts, ProviderError

_BASE_URL = "https://integrate.api.nvidia.com/v1"
_SPANISH = "es-US"
"""The only Spanish of Riva's voices."""


def llm(build: BuildLlm) -> Any:
    params = dict(build.params)
    # Named as a NIM's servers know it: not all of them know OpenAI's newer word.
    limit = params.pop("max_tokens", None)
    params["base_url"] = str(params.get("base_url", _BASE_URL))
    params.setdefault("api_key", os.environ.get("NVIDIA_API_KEY"))
    if build.is_elsewhere:
        params["client"] = guarded(params.pop("base_url"), params.pop("api_key"))
    return owning(
        openai.LLM(
            **given(
                model=build.model,
                temperature=build.temperature,
                extra_body={"max_tokens": limit} if limit else None,
            ),
            **params,
        )
    )


def stt(build: BuildStt) -> Any:
    _check_opened(build)
    chosen = {"server", "function_id"} & build.params.keys()
    if not chosen and not build.language.startswith("en"):
        raise ProviderError("the hosted Riva hears English; name a function_id for other languages")
    # A server that is named has its own models, and knows which of them to take for a language.
    model = build.model or ("" if chosen else None)
    return RivaSTT(
        keyterms=build.keyterms,
        **given(language_code=region_of(build.language), model=model),
        **build.params,
    )


def tts(build: BuildTts) -> Any:
    _check_opened(build)
    region = _SPANISH if build.language == "es" else region_of(build.language)
    return RivaTTS(voice=build.voice or "", language_code=region, **build.params)


def _check_opened(build: BuildStt | BuildTts) -> None:
    """gRPC resolves names by itself, where nobody sees whether one leads into a private network."""
    if not build.is_elsewhere:
        return
    host = str(build.params["server"]).rpartition(":")[0]
    if host not in elsewhere.policy().opened:
        raise ProviderError(f"nvidia: the operator has not opened the Riva server {host}")
