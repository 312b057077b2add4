"""Every hosted provider is built from its settings, so no setting drifts from the plug-in's arguments."""

import re
from typing import Any

import pytest
from livekit.agents.utils import http_context
from livekit.plugins import openai

from speaknode import providers
from speaknode.agents.models import LlmConfig, RealtimeConfig, SttConfig, TtsConfig
from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.policy import Policy
from speaknode.providers import ProviderKind
from speaknode_worker.agent import elsewhere, guarded_transport, plugins

KEYS = (
    "OPENAI_API_KEY", "DEEPGRAM_API_KEY", "ELEVEN_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY",
    "AZURE_SPEECH_KEY", "ASSEMBLYAI_API_KEY", "CARTESIA_API_KEY", "GROQ_API_KEY",
    "AZURE_OPENAI_API_KEY", "NVIDIA_API_KEY",
)  # fmt: skip
REFS: dict[ProviderKind, Any] = {
    ProviderKind.LLM: (plugins.make_llm, LlmConfig),
    ProviderKind.STT: (plugins.make_stt, SttConfig),
    ProviderKind.TTS: (plugins.make_tts, TtsConfig),
    ProviderKind.REALTIME: (plugins.make_realtime, RealtimeConfig),
}
SAMPLES: dict[str, Any] = {
    "base_url": "https://models.test/v1", "server": "riva.test:443", "endpointing_ms": 300, "caching": "ephemeral",
    "apply_text_normalization": "auto", "reasoning_effort": "low", "location": "global",
    "audio_chunk_duration_ms": 160, "vertexai": False,
    "segmentation_silence_timeout_ms": 500, "volume": 1.0, "speech_region": "westus",
    "input_audio_noise_reduction": "near_field", "azure_endpoint": "https://other.openai.azure.test",
}  # fmt: skip
# Cloud speech looks for application credentials as soon as it is made.
NEEDS_CREDENTIALS = {(ProviderKind.STT, "google"), (ProviderKind.TTS, "google")}
HOSTED = sorted(
    key
    for key, spec in providers.all_specs().items()
    if not spec.offline and key not in NEEDS_CREDENTIALS
)


def sample(kind: ProviderKind, name: str) -> dict[str, Any]:
    """A value for every setting."""
    made: dict[str, Any] = {}
    properties = providers.spec(kind, name).settings.model_json_schema().get("properties", {})
    for field, schema in properties.items():
        types = {option.get("type") for option in schema.get("anyOf", [schema])}
        plain = 1 if types & {"integer", "number"} else (True if "boolean" in types else "x")
        made[field] = SAMPLES.get(field, plain)
    return made


@pytest.fixture(autouse=True)
async def _job(monkeypatch: pytest.MonkeyPatch) -> Any:
    for key in KEYS:
        monkeypatch.setenv(key, "test-key")
    monkeypatch.setenv("AZURE_SPEECH_REGION", "westeurope")
    opened = Policy(opened=frozenset({"riva.test"}))
    monkeypatch.setattr(elsewhere, "policy", lambda: opened)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://made-up.openai.azure.test")
    http_context._new_session_ctx()
    yield
    await http_context._close_http_ctx()


@pytest.mark.parametrize(("kind", "name"), HOSTED)
@pytest.mark.parametrize("full", [False, True])
async def test_is_built(kind: ProviderKind, name: str, full: bool) -> None:
    make, ref = REFS[kind]
    made = make(ref=ref(provider=name, params=sample(kind, name) if full else {}), language="en")
    await made.aclose()


@pytest.mark.parametrize(
    ("kind", "name"), [key for key in HOSTED if key[0] in (ProviderKind.STT, ProviderKind.TTS)]
)
async def test_a_setting_of_the_agent_has_an_effect_or_is_refused(
    kind: ProviderKind, name: str
) -> None:
    make, ref = REFS[kind]
    wish: dict[str, Any] = (
        {"speed": 1.5} if kind is ProviderKind.TTS else {"keyterms": ("Greenfield",)}
    )
    of = ref(provider=name, params=sample(kind, name))
    plain = make(ref=of, language="en")
    wished = make(ref=of, language="en", **wish)
    has_effect = _options(plain) != _options(wished)
    assert has_effect is not (set(wish) <= providers.spec(kind, name).ignores)
    await plain.aclose()
    await wished.aclose()


def _options(made: Any) -> str:
    """Without the addresses of objects in memory."""
    return re.sub(r"0x[0-9a-f]+", "", repr(vars(made)))


async def test_a_compatible_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    params = {"base_url": "https://models.test/v1"}
    made = plugins.make_llm(
        ref=LlmConfig(provider="openai", model="qwen3", params=params), language="en"
    )
    assert made.model == "qwen3"
    await made.aclose()


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPGRAM_API_KEY")
    with pytest.raises(plugins.ProviderError, match="DEEPGRAM_API_KEY is not set"):
        plugins.make_stt(ref=SttConfig(provider="deepgram"), language="en")


@pytest.mark.parametrize("kind", [kind for kind, name in HOSTED if name == "openai"])
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://169.254.169.254/", "http://[::1]/"]
)
def test_no_model_is_asked_in_a_private_network(kind: ProviderKind, url: str) -> None:
    make, ref = REFS[kind]
    with pytest.raises(plugins.ProviderError, match="the URL is refused"):
        make(ref=ref(provider="openai", params={"base_url": url}), language="en")


async def test_a_name_that_leads_into_a_private_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guarded_transport, "system_resolver", lambda host, port: ["127.0.0.1"])
    params = {"base_url": "https://models.test/v1"}
    made = plugins.make_llm(ref=LlmConfig(provider="openai", params=params), language="en")
    assert isinstance(made, openai.LLM)
    with pytest.raises(UrlRefusedError):
        await made._client.models.list()
    await made.aclose()
