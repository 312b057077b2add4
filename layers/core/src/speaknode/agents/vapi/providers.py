"""Vapi's transcriber, model and voice as references to providers of this installation."""

from typing import Any

from pydantic import ValidationError

from speaknode import providers
from speaknode.agents.vapi.source import Source
from speaknode.kit.errors import InvalidError
from speaknode.providers import ProviderKind, ProviderSpec

_NAMES = {
    "11labs": "elevenlabs",
    "assembly-ai": "assemblyai",
    "azure-openai": "azure",
    "custom-llm": "openai",
}
_PARAMS: dict[ProviderKind, dict[str, tuple[str, ...]]] = {
    ProviderKind.LLM: {
        "maxTokens": ("max_tokens", "max_completion_tokens"),
        "url": ("base_url",),
        "topP": ("top_p",),
        "reasoningEffort": ("reasoning_effort",),
    },
    ProviderKind.STT: {
        "smartFormat": ("smart_format",),
        "numerals": ("numerals",),
        "endpointing": ("endpointing_ms",),
        "mipOptOut": ("mip_opt_out",),
    },
    ProviderKind.TTS: {
        "stability": ("stability",),
        "similarityBoost": ("similarity_boost",),
        "style": ("style",),
        "useSpeakerBoost": ("use_speaker_boost",),
        "autoMode": ("auto_mode",),
        "instructions": ("instructions",),
    },
}
"""Their setting → what our providers may call it."""


def reference(source: Source, kind: ProviderKind) -> dict[str, Any]:
    """`{provider, model, params}`; empty when this installation does not have the provider."""
    theirs = source.take("provider", str)
    if theirs is None:
        return {}
    name = _NAMES.get(theirs, theirs)
    try:
        spec = providers.spec(kind, name)
    except InvalidError:
        source.note("provider", f"{theirs!r} is not a provider here: the default takes its place")
        source.ignore(*source.data)  # the settings of a provider that is not there go with it
        return {}
    model = source.take("model", str)
    return {"provider": name, "model": model, "params": _settings(source, spec, model)}


def _settings(source: Source, spec: ProviderSpec, model: str | None) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    known, validate = spec.settings.model_fields, spec.settings.model_validate
    for theirs, names in _PARAMS[spec.kind].items():
        value = source.data.get(theirs)
        ours = next((name for name in names if name in known), None)
        if value is None or ours is None:
            continue  # left for `rest` to report
        if spec.untaken([ours], model):
            source.lose(f"{model or spec.default_model} does not take it", theirs)
            continue
        try:
            validate(kept | {ours: value})
        except ValidationError as error:
            source.lose(f"does not fit here: {error.errors()[0]['msg']}", theirs)
            continue
        source.ignore(theirs)
        kept[ours] = value
    return kept


def llm(source: Source) -> dict[str, Any]:
    made = reference(source, ProviderKind.LLM)
    names = source.words("fallbackModels")
    if made and names:
        made["fallbacks"] = [made | {"model": name} for name in names]
    temperature = source.number("temperature")
    if made and temperature is not None:
        made["temperature"] = source.within("temperature", temperature, 0, 1)
    return made


def stt(source: Source) -> dict[str, Any]:
    made = reference(source, ProviderKind.STT)
    source.ignore("language")
    # Deepgram's keywords may carry a weight: `Acme:2`.
    terms = [*source.words("keyterm"), *(word.split(":")[0] for word in source.words("keywords"))]
    terms += source.words("keytermsPrompt") + source.words("wordBoost")
    others = [
        other
        for part in source.child("fallbackPlan").children("transcribers")
        if (other := _fallback(part, ProviderKind.STT))
    ]
    return made | {"keyterms": terms, "fallbacks": others} if made else {}


def tts(source: Source) -> dict[str, Any]:
    made = _voice(source)
    source.ignore("cachingEnabled", "language")
    others = [
        voice for part in source.child("fallbackPlan").children("voices") if (voice := _voice(part))
    ]
    return made | {"fallbacks": others} if made else {}


def _voice(source: Source) -> dict[str, Any]:
    made = reference(source, ProviderKind.TTS)
    voice = source.take("voiceId", str)
    return made | {"voice": voice} if made else {}


def _fallback(source: Source, kind: ProviderKind) -> dict[str, Any]:
    made = reference(source, kind)
    source.ignore("language")
    source.rest()
    return made
