"""Anthropic's Claude."""

from typing import Literal

from pydantic import Field

from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec

SAMPLES = r"claude-(2|3|instant|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8}|-latest)?$)"
"""Models whose choice of words can be turned up and down; those since Opus 4.7 refuse to be told."""


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
        taken_by={"top_k": SAMPLES},
    ),
)
