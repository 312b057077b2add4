"""Inputs and outputs of the public API."""

from pydantic import Field

from speaknode.agents.schemas import PublicAgent
from speaknode.kit.models import Entity, Input
from speaknode.widget.models import WidgetConfig


class PublicWidget(WidgetConfig):
    """The widget without what is nobody's business."""

    allowed_origins: list[str] = Field(default_factory=list, exclude=True)


class WidgetAgent(PublicAgent):
    """All that a page needs to show the agent and talk to it."""

    widget: PublicWidget
    is_recorded: bool = Field(description="Whether the voices are kept.")
    is_transcribed: bool = Field(description="Whether the words are kept.")
    livekit_url: str


class Visitor(Entity):
    """Who stands before the public API, as far as that can be known."""

    ip: str
    origin: str | None = None
    is_same_origin: bool = False


class ReturnRequest(Input):
    token: str = Field(
        max_length=4000, description="The token that the conversation was joined with."
    )


class ReturnToken(Entity):
    livekit_url: str
    token: str
