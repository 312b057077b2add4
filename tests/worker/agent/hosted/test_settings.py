"""Every setting that a version may have is on the wire, in the field where the vendor looks for it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import pytest
from livekit.agents.utils import http_context
from tests.support.hosted.anthropic import FakeAnthropic
from tests.support.hosted.assembled import lead, models
from tests.support.hosted.assemblyai import FakeAssemblyAI
from tests.support.hosted.azure import FakeAzure
from tests.support.hosted.cartesia import FakeCartesia
from tests.support.hosted.deepgram import FakeDeepgram
from tests.support.hosted.elevenlabs import FakeElevenLabs
from tests.support.hosted.gemini import FakeGemini
from tests.support.hosted.groq import FakeGroq
from tests.support.hosted.using import Speaking, answer, get_time, heard, speak
from tests.support.hosted.wire import Json, Vendor, serving

from speaknode import providers
from speaknode.providers import ProviderKind

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(60)]
VENDORS: dict[str, type[Vendor]] = {
    "anthropic": FakeAnthropic,
    "assemblyai": FakeAssemblyAI,
    "azure": FakeAzure,
    "cartesia": FakeCartesia,
    "deepgram": FakeDeepgram,
    "elevenlabs": FakeElevenLabs,
    "google": FakeGemini,
    "groq": FakeGroq,
}
LLM, STT, TTS = ProviderKind.LLM, ProviderKind.STT, ProviderKind.TTS
SEGMENTATION = "message.body.phraseDetection.CONVERSATION.segmentation"
REGION = {"speech_region": "westeurope"}


class Row(NamedTuple):
    kind: ProviderKind
    provider: str
    given: Json
    """Of a version: `params.…` is a setting of the provider."""
    place: str
    value: Any


def params(kind: ProviderKind, provider: str, *rows: tuple[Json, str, Any]) -> Iterator[Row]:
    for given, place, value in rows:
        model = given.pop("model", None)
        yield Row(kind, provider, {"model": model, "params": given}, place, value)


ROWS = [
    *params(
        STT, "deepgram",
        ({"punctuate": False}, "query.punctuate", "false"),
        ({"smart_format": True}, "query.smart_format", "true"),
        ({"numerals": True}, "query.numerals", "true"),
        ({"filler_words": False}, "query.filler_words", "false"),
        ({"profanity_filter": True}, "query.profanity_filter", "true"),
        ({"endpointing_ms": 300}, "query.endpointing", "300"),
        ({"detect_language": True}, "query.language", "multi"),
        ({"mip_opt_out": True}, "query.mip_opt_out", "true"),
    ),
    *params(TTS, "deepgram", ({"mip_opt_out": True}, "query.mip_opt_out", "true")),
    *params(
        STT, "elevenlabs",
        ({"vad_silence_threshold_secs": 0.8}, "query.vad_silence_threshold_secs", "0.8"),
        ({"tag_audio_events": False, "model": "scribe_v1"}, "body.tag_audio_events", "false"),
    ),
    *params(
        TTS, "elevenlabs",
        ({"stability": 0.2}, "message.voice_settings.stability", 0.2),
        ({"similarity_boost": 0.2}, "message.voice_settings.similarity_boost", 0.2),
        ({"style": 0.2}, "message.voice_settings.style", 0.2),
        ({"use_speaker_boost": False}, "message.voice_settings.use_speaker_boost", False),
        ({"auto_mode": False}, "query.auto_mode", "false"),
        ({"apply_text_normalization": "off"}, "query.apply_text_normalization", "off"),
    ),
    *params(
        STT, "assemblyai",
        ({"format_turns": True}, "query.format_turns", "true"),
        ({"language_detection": False}, "query.language_detection", "false"),
        ({"end_of_turn_confidence_threshold": 0.3}, "query.end_of_turn_confidence_threshold", "0.3"),
        ({"min_turn_silence": 200}, "query.min_turn_silence", "200"),
        ({"max_turn_silence": 900}, "query.max_turn_silence", "900"),
    ),
    *params(STT, "cartesia", ({"audio_chunk_duration_ms": 50}, "piece", 1600)),
    *params(
        TTS, "cartesia",
        ({"emotion": "calm"}, "message.generation_config.emotion", "calm"),
        ({"volume": 1.5}, "message.generation_config.volume", 1.5),
        ({"pronunciation_dict_id": "pd_1"}, "message.pronunciation_dict_id", "pd_1"),
    ),
    *params(
        STT, "azure",
        ({"segmentation_silence_timeout_ms": 700}, f"{SEGMENTATION}.segmentationSilenceTimeoutMs", 700),
        ({"explicit_punctuation": True}, "query.punctuation", "explicit"),
    ),
    *params(TTS, "azure", ({"deployment_id": "d1", **REGION}, "query.deploymentId", "d1")),
    *params(
        LLM, "anthropic",
        ({"max_tokens": 77}, "body.max_tokens", 77),
        ({"top_k": 5}, "body.top_k", 5),
        ({"caching": "ephemeral"}, "body.system.0.cache_control.type", "ephemeral"),
        ({"parallel_tool_calls": False}, "body.tool_choice.disable_parallel_tool_use", True),
    ),
    *params(
        LLM, "groq",
        ({"max_completion_tokens": 77}, "body.max_completion_tokens", 77),
        ({"top_p": 0.5}, "body.top_p", 0.5),
        ({"parallel_tool_calls": False}, "body.parallel_tool_calls", False),
    ),
    *params(
        STT, "groq",
        ({"prompt": "A clinic."}, "body.prompt", "A clinic."),
        ({"detect_language": True}, "body.language", None),
    ),
    *params(
        LLM, "google",
        ({"max_output_tokens": 77}, "body.generationConfig.maxOutputTokens", 77),
        ({"top_p": 0.5}, "body.generationConfig.topP", 0.5),
    ),
    # what a version says whoever the provider is
    Row(STT, "deepgram", {"locale": "ru"}, "query.language", "ru"),
    Row(STT, "deepgram", {"keyterms": ["Green field"]}, "query.keyterm", "Green field"),
    Row(STT, "deepgram", {"keyterms": ["Ada"], "model": "nova-2"}, "query.keywords", "Ada:1.0"),
    Row(STT, "deepgram", {"model": "nova-2-medical"}, "query.model", "nova-2-medical"),
    Row(STT, "elevenlabs", {"locale": "ru"}, "query.language_code", "ru"),
    Row(STT, "elevenlabs", {"keyterms": ["Ada", "x" * 21]}, "query.keyterms", "Ada"),
    Row(STT, "cartesia", {"locale": "ru"}, "query.language", "ru"),
    Row(STT, "cartesia", {"locale": "ru"}, "query.model", "ink-whisper"),
    Row(STT, "assemblyai", {"keyterms": ["Ada", "x" * 51]}, "query.keyterms_prompt", '["Ada"]'),
    Row(STT, "assemblyai", {"locale": "de", "model": "universal-3-5-pro"}, "query.language_codes", '["de"]'),
    Row(STT, "azure", {"locale": "ru"}, "query.language", "ru-RU"),
    Row(STT, "azure", {"keyterms": ["Ada"]}, "message.body.dgi.Groups.0.Items.0.Text", "Ada"),
    Row(STT, "groq", {"locale": "ru"}, "body.language", "ru"),
    Row(STT, "groq", {"keyterms": ["Ada"]}, "body.prompt", "Ada"),
    Row(TTS, "deepgram", {"voice": "aura-2-zeus-en"}, "query.model", "aura-2-zeus-en"),
    Row(TTS, "elevenlabs", {"voice": "v7"}, "path", "/v1/text-to-speech/v7/multi-stream-input"),
    Row(TTS, "elevenlabs", {"model": "eleven_turbo_v2_5"}, "query.model_id", "eleven_turbo_v2_5"),
    Row(TTS, "elevenlabs", {"locale": "ru"}, "query.language_code", "ru"),
    Row(TTS, "elevenlabs", {"speed": 1.1}, "message.voice_settings.speed", 1.1),
    Row(TTS, "elevenlabs", {"speed": 2.0}, "message.voice_settings.speed", 1.2),
    Row(TTS, "cartesia", {"voice": "c7"}, "message.voice.id", "c7"),
    Row(TTS, "cartesia", {"locale": "ru"}, "message.language", "ru"),
    Row(TTS, "cartesia", {"speed": 0.8}, "message.generation_config.speed", 0.8),
    Row(TTS, "cartesia", {"speed": 0.5}, "message.generation_config.speed", 0.6),
    Row(TTS, "azure", {"voice": "ru-RU-Dariya", "params": REGION}, "text", 'name="ru-RU-Dariya"'),
    Row(TTS, "azure", {"locale": "ru", "params": REGION}, "text", 'xml:lang="ru-RU"'),
    Row(TTS, "azure", {"speed": 1.5, "params": REGION}, "text", 'rate="1.5"'),
    Row(TTS, "groq", {"voice": "diana"}, "body.voice", "diana"),
    Row(LLM, "anthropic", {"temperature": 0.3}, "body.temperature", 0.3),
    Row(LLM, "groq", {"temperature": 0.3}, "body.temperature", 0.3),
    Row(LLM, "google", {"temperature": 0.3}, "body.generationConfig.temperature", 0.3),
    Row(LLM, "anthropic", {"model": "claude-opus-4-5"}, "body.model", "claude-opus-4-5"),
]  # fmt: skip
ELSEWHERE = {
    (STT, "azure", "speech_region"),
    (TTS, "azure", "speech_region"),
    *((LLM, "google", name) for name in ("vertexai", "project", "location")),
}
"""Settings that choose the server, in whose place there is another one here."""


@pytest.fixture(autouse=True)
async def _job() -> AsyncIterator[None]:
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


def name_of(row: Row) -> str:
    return f"{row.kind}-{row.provider}-{row.place}-{row.value}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
async def test_is_on_the_wire(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(VENDORS[row.provider]()) as vendor:
        lead(monkeypatch, row.provider, vendor)
        await use(row)
        assert row.value in list(found(vendor, row.place))


@pytest.mark.parametrize(
    ("kind", "provider"),
    [
        pytest.param(kind, name, id=f"{kind}-{name}")
        for kind, name in providers.all_specs()
        if any(row[:2] == (kind, name) for row in ROWS)
    ],
)
def test_none_is_forgotten(kind: ProviderKind, provider: str) -> None:
    declared = set(providers.spec(kind, provider).settings.model_fields)
    rows = [row for row in ROWS if (row.kind, row.provider) == (kind, provider)]
    seen = {setting for row in rows for setting in row.given.get("params", {})}
    elsewhere = {setting for *of, setting in ELSEWHERE if tuple(of) == (kind, provider)}
    assert declared == seen | elsewhere


async def use(row: Row) -> None:
    given = {"provider": row.provider} | row.given
    locale = given.pop("locale", "en")
    if row.kind is LLM:
        mind = models({"llm": given}, written=True).llm
        await answer(mind, tools=[get_time])
        await mind.aclose()
    elif row.kind is STT:
        await _hear(models({"stt": given}, locale=locale).stt)
    else:
        speed = given.pop("speed", 1.0)
        config = {"locales": {locale: {"tts": given, "speed": speed}}}
        voice: Any = models(config, locale=locale).tts
        await speak(voice)
        await voice.aclose()


async def _hear(ear: Any) -> None:
    if not ear.capabilities.streaming:
        await ear.recognize([*Speaking.frames(10)])
        await ear.aclose()
        return
    async with Speaking(ear) as stream:
        await heard(stream)


def found(vendor: Vendor, place: str) -> Iterator[Any]:
    """All that was told in that place, whenever."""
    where, _, path = place.partition(".")
    for asked in vendor.asked:
        if where == "path":
            yield asked.path
        elif where == "query":
            yield from asked.query.get(path, [])
        elif where == "body" and isinstance(asked.body, dict):
            yield _within(asked.body, path)
        elif where == "text":
            yield from asked.body.decode().replace(">", " ").split(" ")
    if where == "message":
        yield from (_within(message, path) for message in vendor.received)
    if where == "piece":
        yield from vendor.pieces


def _within(told: Any, path: str) -> Any:
    for step in path.split("."):
        told = told[int(step)] if isinstance(told, list) else (told or {}).get(step)
    return told


@pytest.mark.parametrize(
    ("ref", "untaken"),
    [
        ({"provider": "elevenlabs", "params": {"tag_audio_events": True}}, "tag_audio_events"),
        ({"provider": "deepgram", "model": "flux", "params": {"detect_language": True}}, "multi"),
    ],
)
async def test_what_is_stored_of_old_and_has_no_effect_keeps_nobody_from_hearing(
    ref: Json, untaken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(VENDORS[ref["provider"]]()) as vendor:
        lead(monkeypatch, ref["provider"], vendor)
        await _hear(models({"stt": ref}).stt)
        assert untaken not in repr(vendor.asked)
