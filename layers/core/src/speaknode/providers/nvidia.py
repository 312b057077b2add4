"""NVIDIA: models behind an OpenAI-compatible address, and Riva's speech over gRPC; hosted, or a NIM of one's own."""

from typing import Annotated

from pydantic import Field, HttpUrl

from speaknode.providers.models import OwnServer, ProviderKind, ProviderSettings, ProviderSpec

_FACTORY = "speaknode_worker.agent.hosted.nvidia"
_ENV_KEYS = ("NVIDIA_API_KEY",)
_Server = Annotated[str, Field(max_length=260, pattern=r"^[A-Za-z0-9.-]+:\d{1,5}$")]
_FunctionId = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9-]+$")]


class NvidiaLlmSettings(ProviderSettings):
    base_url: HttpUrl | None = Field(
        default=None, description="Of a NIM of your own; null: integrate.api.nvidia.com."
    )
    max_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_p: float | None = Field(default=None, ge=0, le=1)


class _RivaSettings(ProviderSettings):
    server: _Server | None = Field(
        default=None, description="host:port of a Riva of your own; null: NVIDIA's."
    )
    use_ssl: bool | None = Field(default=None, description="Whether that server speaks TLS.")
    function_id: _FunctionId | None = Field(
        default=None, description="Which of NVIDIA's hosted functions is called."
    )


class NvidiaSttSettings(_RivaSettings):
    punctuate: bool | None = None
    profanity_filter: bool | None = None


class NvidiaTtsSettings(_RivaSettings):
    pass


SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="nvidia",
        title="NVIDIA NIM",
        settings=NvidiaLlmSettings,
        factory=f"{_FACTORY}:llm",
        env_keys=_ENV_KEYS,
        own_server=OwnServer(setting="base_url"),
        default_model="meta/llama-3.3-70b-instruct",
    ),
    ProviderSpec(
        kind=ProviderKind.STT,
        name="nvidia",
        title="NVIDIA Riva",
        settings=NvidiaSttSettings,
        factory=f"{_FACTORY}:stt",
        env_keys=_ENV_KEYS,
        own_server=OwnServer(setting="server"),
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="nvidia",
        title="NVIDIA Riva",
        settings=NvidiaTtsSettings,
        factory=f"{_FACTORY}:tts",
        env_keys=_ENV_KEYS,
        own_server=OwnServer(setting="server"),
        ignores=frozenset({"speed"}),
    ),
)
