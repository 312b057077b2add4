"""What an agent can do beside talking: built-in tools, other agents, MCP servers."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, field_validator, model_validator

from speaknode.agents.speech import Line
from speaknode.kit.models import Entity, Id
from speaknode.tools.models import HeaderName, SecretRef

Digits = Annotated[str, Field(pattern=r"^[0-9*#w]{1,64}$", description="w waits half a second.")]
HeaderValue = Annotated[str, Field(max_length=4000, pattern=r"^[\x20-\x7e]*$")]
ToolName = Annotated[str, Field(min_length=1, max_length=200)]
_SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"}
)


class TransferMode(StrEnum):
    COLD = "cold"
    WARM = "warm"


class TransferDestination(Entity):
    """A human (or another system) that a call can be given to."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["billing"])
    description: str = Field(min_length=1, max_length=1000, description="When to, for the LLM.")
    destination: str = Field(
        pattern=r"^(\+[1-9][0-9]{3,14}|sips?:[^\s\x00-\x1f\x7f]{3,200})$",
        description="An E.164 number or a SIP URI.",
        examples=["+14155550100"],
    )
    mode: TransferMode = TransferMode.COLD
    briefing: str | None = Field(
        default=None, max_length=2000, description="Warm: what to tell them first; null: a summary."
    )
    message: Line | None = Field(default=None, description="Said to the caller before.")
    hold_sound: Id | None = Field(
        default=None,
        description="Id of an uploaded sound (`/v1/sounds`), heard while they are rung from here; null: music.",
    )
    digits: Digits | None = Field(
        default=None,
        description="Dialled once they answer; they are then rung from here, also by a cold transfer.",
    )
    ring_timeout_s: int = Field(default=30, ge=5, le=120)
    on_fail: Line | None = Field(default=None, description="Said when nobody takes the call.")


class CollectDtmf(Entity):
    max_digits: int = Field(default=16, ge=1, le=64)
    terminator: Literal["#", "*"] | None = "#"
    timeout_ms: int = Field(default=5000, ge=500, le=60_000, description="After the last digit.")


class LeaveVoicemail(Entity):
    message: str = Field(min_length=1, max_length=2000)


class SystemTools(Entity):
    """Built-in tools. `end_call` and switching language or agent have their own settings."""

    transfer_call: list[TransferDestination] = Field(default_factory=list, max_length=20)
    send_dtmf: bool = False
    collect_dtmf: CollectDtmf | None = None
    leave_voicemail: LeaveVoicemail | None = None
    skip_turn: bool = Field(default=False, description="Say nothing when asked to hold on.")


class HandoffContext(StrEnum):
    ALL = "all"
    LAST_N = "last_n"
    SUMMARY = "summary"
    NONE = "none"


class Handoff(Entity):
    """A rule that gives the conversation to another agent of the space."""

    to: Id = Field(description="Id of the agent.")
    condition: str | None = Field(
        default=None, min_length=1, max_length=2000, description="When to, in words for the LLM."
    )
    expression: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="When to, over variables; checked after each turn.",
        examples=['plan == "gold" and system.locale == "en"'],
    )
    context: HandoffContext = HandoffContext.ALL
    last_n: int = Field(default=10, ge=1, le=100, description="Messages that `last_n` takes along.")
    keep_voice: bool = False
    message: Line | None = Field(default=None, description="Said before; null: nothing.")

    @model_validator(mode="after")
    def _one_trigger(self) -> "Handoff":
        if (self.condition is None) == (self.expression is None):
            raise ValueError("give either a condition or an expression")
        return self


class McpServer(Entity):
    """A Model Context Protocol server whose tools the agent has."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    url: HttpUrl
    transport: Literal["streamable_http", "sse"] = "streamable_http"
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict, max_length=20)
    secret_ref: SecretRef | None = Field(default=None, description="Sent as a bearer token.")
    allowed_tools: list[ToolName] | None = Field(
        default=None, max_length=200, description="null: all that the server has."
    )
    timeout_ms: int = Field(default=10_000, ge=100, le=60_000)

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if name.lower() in _SECRET_HEADERS:
                raise ValueError(f"the header {name!r} is a secret: use secret_ref")
        return value
