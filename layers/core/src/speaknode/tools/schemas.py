"""Inputs of the tools API."""

from typing import Any

from pydantic import ConfigDict, Field

from speaknode.agents.variables import VariableValue
from speaknode.kit.models import Input
from speaknode.tools.models import WebhookTool


class ToolInput(WebhookTool):
    """Body of create and replace: the whole tool; an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToolTest(Input):
    """A trial run: as the LLM would call it."""

    arguments: dict[str, Any] = Field(default_factory=dict)
    variables: dict[str, VariableValue] = Field(
        default_factory=dict, max_length=200, description="Stand in for a conversation's."
    )
