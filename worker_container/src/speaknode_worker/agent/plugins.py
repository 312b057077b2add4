"""From a provider's declaration in core to a livekit-agents plug-in. A factory gets one of the `Build…`."""

import importlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm, stt, tts
from livekit.agents.vad import VAD
from pydantic import ValidationError

from speaknode import providers
from speaknode.agents.models import (
    LlmConfig,
    ProviderRef,
    SttConfig,
    TtsConfig,
    VariableValue,
    VoiceRef,
)
from speaknode.egress.errors import UrlRefusedError
from speaknode.providers import ProviderKind, ProviderSpec
from speaknode_worker.agent import elsewhere

_KEY_ARGUMENTS = {"azure": "speech_key"}
_NO_KEYS: Mapping[str, str] = {}


NO_KEY = "none"
"""Local servers take any key, but the vendors' clients insist on one."""


class LentKey(str):
    """The platform's, for the vendor's own servers; never for one that a space names."""

    __slots__ = ()


class ProviderError(Exception):
    """The provider cannot do this job (a key is missing, a language is not spoken); the message is for people."""


@dataclass(frozen=True, kw_only=True)
class Build:
    language: str
    model: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    """Checked settings, without those left open: keyword arguments of the vendor's plug-in."""
    is_elsewhere: bool = False
    """At a server that the space has named."""


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
    stops: tuple[str, ...] = ()
    """Words that stop the agent: it must not miss them either."""
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
    """`keys` by provider are the space's own or lent to it; without one the environment's is used."""
    ref: ProviderRef = fields["ref"]
    keys: Mapping[str, str] = fields.pop("keys", _NO_KEYS)
    spec = providers.spec(kind, ref.provider)
    params = _params(spec, ref)
    model = ref.model or spec.default_model
    key = keys.get(spec.credential)
    is_elsewhere = _goes_elsewhere(spec, params)
    if is_elsewhere and (key is None or isinstance(key, LentKey)):
        key = NO_KEY
    if key is not None:
        params |= _key_argument(spec, key)
    elif spec.env_keys and not any(map(os.environ.get, spec.env_keys)):
        raise ProviderError(f"{kind} provider {ref.provider}: {spec.env_keys[0]} is not set")
    try:
        made = build(model=model, params=params, is_elsewhere=is_elsewhere, **fields)
        return _factory(spec.factory)(made)
    except (ValueError, ImportError) as error:  # plug-ins tell of a missing key this way
        raise ProviderError(f"{kind} provider {ref.provider}: {error}") from error


def _params(spec: ProviderSpec, ref: ProviderRef) -> dict[str, Any]:
    """What is stored may be of a time when the provider, or the model, took more."""
    try:
        params = spec.settings.model_validate(ref.params).model_dump(exclude_none=True)
    except ValidationError as error:
        wrong = ", ".join(str(found["loc"][0]) for found in error.errors())
        raise ProviderError(f"{spec.kind} provider {spec.name} takes no such {wrong}") from error
    for name in spec.untaken(list(params), ref.model):
        del params[name]
    return params


def _goes_elsewhere(spec: ProviderSpec, params: Mapping[str, Any]) -> bool:
    """To a server that the space has named, where only a key of its own may go."""
    if spec.own_server is None or (server := params.get(spec.own_server.setting)) is None:
        return False
    operators = os.environ.get(spec.own_server.env or "", "")
    if str(server).rstrip("/") == operators.rstrip("/"):
        return False
    try:
        elsewhere.check(spec.own_server.url(server))
    except UrlRefusedError as error:
        raise ProviderError(f"{spec.kind} provider {spec.name}: {error}") from error
    return True


def _key_argument(spec: ProviderSpec, key: str) -> dict[str, Any]:
    if spec.credential != "google_cloud":
        return {_KEY_ARGUMENTS.get(spec.name, "api_key"): key}
    try:
        return {"credentials_info": json.loads(key)}
    except ValueError:  # its own words would tell of the key
        raise ProviderError(f"{spec.credential}: the key is no service account's JSON") from None


def _factory(path: str) -> Callable[[Build], Any]:
    module, _, name = path.partition(":")
    factory: Callable[[Build], Any] = getattr(importlib.import_module(module), name)
    return factory
