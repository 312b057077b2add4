"""Anthropic's Claude."""

from typing import Literal

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec


class AnthropicSettings(ProviderSettings):
    max_tokens: int | None = Field(default=None, ge=1, le=100_000)
    top_k: int | None = Field(default=None, ge=0, le=500)
    caching: Literal["ephemeral"] | None = None
    parallel_tool_calls: bool | None = None


SPECS = (
    ProviderSpec(
        kind=ProviderKind.LLM,
        name="anthropic",
        title="Anthropic",
        settings=AnthropicSettings,
        factory="speaknode_worker.agent.hosted.anthropic:llm",
        env_keys=("ANTHROPIC_API_KEY",),
        default_model="claude-haiku-4-5",
    ),
)
