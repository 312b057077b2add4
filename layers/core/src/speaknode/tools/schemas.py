"""Inputs of the tools API."""

from pydantic import ConfigDict

from speaknode.tools.models import WebhookTool


class ToolInput(WebhookTool):
    """Body of create and replace: the whole tool; an unknown field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
