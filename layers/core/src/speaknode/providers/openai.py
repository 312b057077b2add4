"""OpenAI, and whatever speaks its protocol: Ollama, vLLM, llama.cpp by `base_url`."""

from typing import Literal

from pydantic import Field, HttpUrl

from speaknode.providers.models import OwnServer, ProviderKind, ProviderSettings, ProviderSpec

_FACTORY = "speaknode_worker.agent.hosted.openai"
ENV_KEYS = ("OPENAI_API_KEY",)
_OWN_SERVER = OwnServer(setting="base_url", env="OPENAI_BASE_URL")


class _OpenAISettings(ProviderSettings):
    base_url: HttpUrl | None = Field(
        default=None, description="Of a compatible server, e.g. http://127.0.0.1:11434/v1."
    )


class OpenAILlmSettings(_OpenAISettings):
    max_completion_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_p: float | None = Field(default=None, ge=0, le=1)
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = None
    parallel_tool_calls: bool | None = None


class OpenAISttSettings(_OpenAISettings):
    prompt: str | None = Field(default=None, max_length=2000)
    use_realtime: bool | None = Field(default=None, description="Stream over a WebSocket.")


class OpenAITtsSettings(_OpenAISettings):
    instructions: str | None = Field(default=None, max_length=2000)


class OpenAIRealtimeSettings(_OpenAISettings):
    speed: float | None = Field(default=None, ge=0.25, le=1.5)
    input_audio_noise_reduction: Literal["near_field", "far_field"] | None = None
    transcription_model: str | None = Field(
        default=None, max_length=100, description="Writes down what the caller says."
    )


SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="openai",
        title="OpenAI (or compatible)",
        settings=OpenAILlmSettings,
        factory=f"{_FACTORY}:llm",
        env_keys=ENV_KEYS,
        own_server=_OWN_SERVER,
        default_model="gpt-4.1-mini",
    ),
    ProviderSpec(
        kind=ProviderKind.STT,
        name="openai",
        title="OpenAI (or compatible)",
        settings=OpenAISttSettings,
        factory=f"{_FACTORY}:stt",
        env_keys=ENV_KEYS,
        own_server=_OWN_SERVER,
        default_model="gpt-4o-mini-transcribe",
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="openai",
        title="OpenAI (or compatible)",
        settings=OpenAITtsSettings,
        factory=f"{_FACTORY}:tts",
        env_keys=ENV_KEYS,
        own_server=_OWN_SERVER,
        default_model="gpt-4o-mini-tts",
    ),
    ProviderSpec(
        kind=ProviderKind.REALTIME,
        name="openai",
        title="OpenAI (or compatible)",
        settings=OpenAIRealtimeSettings,
        factory=f"{_FACTORY}:realtime",
        env_keys=ENV_KEYS,
        own_server=_OWN_SERVER,
        default_model="gpt-realtime",
    ),
)
