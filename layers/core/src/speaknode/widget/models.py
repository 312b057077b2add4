"""How an agent looks and behaves on a page, and what is kept of a visit."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from speaknode.kit.models import Entity

# The same tags as speaknode.agents.models.Language, which imports this module.
Tag = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#3157d5"])]
Origin = Annotated[
    str,
    Field(
        pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$",
        max_length=300,
        examples=["https://www.example.com"],
    ),
]
Words = Annotated[str, Field(max_length=200)]


class Placement(StrEnum):
    BOTTOM_RIGHT = "bottom-right"
    BOTTOM_LEFT = "bottom-left"
    TOP_RIGHT = "top-right"
    TOP_LEFT = "top-left"
    INLINE = "inline"


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


class Mode(StrEnum):
    VOICE = "voice"
    TEXT = "text"
    BOTH = "both"


class WidgetColors(Entity):
    """Each is a CSS variable `--speaknode-<name>`; null keeps the theme's own."""

    accent: Color | None = None
    accent_text: Color | None = None
    bg: Color | None = None
    text: Color | None = None
    muted: Color | None = None
    border: Color | None = None


class WidgetLayout(Entity):
    """The other CSS variables; null keeps the default."""

    radius_px: int | None = Field(default=None, ge=0, le=40)
    width_px: int | None = Field(default=None, ge=240, le=800)
    height_px: int | None = Field(default=None, ge=240, le=1200)
    offset_x_px: int | None = Field(default=None, ge=0, le=400)
    offset_y_px: int | None = Field(default=None, ge=0, le=400)
    z_index: int | None = Field(default=None, ge=0, le=2_147_483_647)
    font: str | None = Field(
        default=None, max_length=200, pattern=r"^[\w ,'\"-]+$", description="A CSS font family."
    )


class WidgetTexts(Entity):
    """Words of one language; null keeps the widget's own."""

    title: Words | None = None
    subtitle: Words | None = None
    launcher: Words | None = None
    start_voice: Words | None = None
    start_text: Words | None = None
    placeholder: Words | None = None


class WidgetConsent(Entity):
    """What a visitor agrees to before the microphone; a new version asks everybody again."""

    version: str = Field(default="1", pattern=r"^[\w.-]{1,40}$")
    text: dict[Tag, Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict,
        description="By language; a language that is not there has the widget's own words.",
    )


class WidgetConfig(Entity):
    placement: Placement = Placement.BOTTOM_RIGHT
    theme: Theme = Theme.AUTO
    mode: Mode = Mode.BOTH
    is_open: bool = Field(default=False, description="Whether the panel is open from the start.")
    colors: WidgetColors = WidgetColors()
    dark_colors: WidgetColors = WidgetColors()
    layout: WidgetLayout = WidgetLayout()
    texts: dict[Tag, WidgetTexts] = Field(default_factory=dict)
    consent: WidgetConsent | None = Field(
        default=WidgetConsent(), description="null: nobody is asked."
    )
    allowed_origins: list[Origin] = Field(
        default_factory=list,
        max_length=100,
        description="Pages that may show the agent, by their exact origin; empty: any page.",
    )


class ConsentAcceptance(Entity):
    version: str = Field(max_length=40)
    accepted_at: AwareDatetime


class Visit(Entity):
    """How a conversation came about on a page."""

    origin: str | None = None
    consent: ConsentAcceptance | None = None
    untrusted_variables: list[str] = Field(
        default_factory=list, description="Their values came from the visitor's browser."
    )
