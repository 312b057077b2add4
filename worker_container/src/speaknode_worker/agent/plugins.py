"""From a provider's declaration in core to a livekit-agents plug-in. A factory gets one of the `Build…`."""

import importlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm, stt, tts
from livekit.agents.vad import VAD

from speaknode import providers
from speaknode.agents.models import (
    LlmConfig,
    ProviderRef,
    SttConfig,
    TtsConfig,
    VariableValue,
    VoiceRef,
)
from speaknode.providers import ProviderKind

_KEY_ARGUMENTS = {"azure": "speech_key"}
_NO_KEYS: Mapping[str, str] = {}


class ProviderError(Exception):
    """The provider cannot do this job (a key is missing, a language is not spoken); the message is for people."""


@dataclass(frozen=True, kw_only=True)
class Build:
    language: str
    model: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    """Checked settings, without those left open: keyword arguments of the vendor's plug-in."""


@dataclass(frozen=True, kw_only=True)
class BuildLlm(Build):
    ref: LlmConfig
    temperature: float = 0.7
    variables: dict[str, VariableValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BuildStt(Build):
    ref: SttConfig
    keyterms: tuple[str, ...] = ()
    llm: LlmConfig | None = None
    """What will be done with the words: a grammar recogniser learns from it what to expect."""
    vad: VAD | None = None


@dataclass(frozen=True, kw_only=True)
class BuildTts(Build):
    ref: TtsConfig
    voice: str | None = None
    speed: float = 1.0


@dataclass(frozen=True, kw_only=True)
class BuildRealtime(Build):
    ref: VoiceRef
    voice: str | None = None
    temperature: float = 0.7
    written: bool = False
    """The conversation is typed and read."""


def make_realtime(**fields: Any) -> llm.RealtimeModel:
    made = _made(ProviderKind.REALTIME, BuildRealtime, fields)
    assert isinstance(made, llm.RealtimeModel)
    return made


def make_llm(**fields: Any) -> llm.LLM[Any]:
    made = _made(ProviderKind.LLM, BuildLlm, fields)
    assert isinstance(made, llm.LLM)
    return made


def make_stt(**fields: Any) -> stt.STT[Any]:
    made = _made(ProviderKind.STT, BuildStt, fields)
    assert isinstance(made, stt.STT)
    return made


def make_tts(**fields: Any) -> tts.TTS[Any]:
    made = _made(ProviderKind.TTS, BuildTts, fields)
    assert isinstance(made, tts.TTS)
    return made


def _made(kind: ProviderKind, build: type[Build], fields: dict[str, Any]) -> object:
    """`keys` are the space's own by provider; without one the environment's is used."""
    ref: ProviderRef = fields["ref"]
    keys: Mapping[str, str] = fields.pop("keys", _NO_KEYS)
    spec = providers.spec(kind, ref.provider)
    params = spec.settings.model_validate(ref.params).model_dump(exclude_none=True)
    model = ref.model or spec.default_model
    if key := keys.get(ref.provider):
        params |= _key_argument(kind, ref.provider, key)
    elif spec.env_keys and "base_url" not in params and not any(map(os.environ.get, spec.env_keys)):
        raise ProviderError(f"{kind} provider {ref.provider}: {spec.env_keys[0]} is not set")
    try:
        return _factory(spec.factory)(build(model=model, params=params, **fields))
    except (ValueError, ImportError) as error:  # plug-ins tell of a missing key this way
        raise ProviderError(f"{kind} provider {ref.provider}: {error}") from error


def _key_argument(kind: ProviderKind, provider: str, key: str) -> dict[str, Any]:
    if provider == "google" and kind in (ProviderKind.STT, ProviderKind.TTS):
        return {"credentials_info": json.loads(key)}  # Cloud speech takes a service account
    return {_KEY_ARGUMENTS.get(provider, "api_key"): key}


def _factory(path: str) -> Callable[[Build], Any]:
    module, _, name = path.partition(":")
    factory: Callable[[Build], Any] = getattr(importlib.import_module(module), name)
    return factory
