"""Groq: fast open models."""

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class GroqLlmSettings(ProviderSettings):
    max_completion_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_p: float | None = Field(default=None, ge=0, le=1)
    parallel_tool_calls: bool | None = None


class GroqSttSettings(ProviderSettings):
    prompt: str | None = Field(default=None, max_length=2000)
    detect_language: bool | None = None


class GroqTtsSettings(ProviderSettings):
    pass


SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="groq",
        title="Groq",
        settings=GroqLlmSettings,
        factory="speaknode_worker.agent.hosted.groq:llm",
        env_keys=("GROQ_API_KEY",),
        default_model="llama-3.3-70b-versatile",
    ),
    ProviderSpec(
        kind=ProviderKind.STT,
        name="groq",
        title="Groq",
        settings=GroqSttSettings,
        factory="speaknode_worker.agent.hosted.groq:stt",
        env_keys=("GROQ_API_KEY",),
        default_model="whisper-large-v3-turbo",
    ),
    ProviderSpec(
        kind=ProviderKind.TTS,
        name="groq",
        title="Groq",
        settings=GroqTtsSettings,
        factory="speaknode_worker.agent.hosted.groq:tts",
        env_keys=("GROQ_API_KEY",),
        default_model="canopylabs/orpheus-v1-english",
        ignores=frozenset({"speed"}),
    ),
)
