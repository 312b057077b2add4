"""Inputs and outputs of the sessions API that differ from the entities."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from speaknode.agents.models import Language, VariableValue
from speaknode.agents.overrides import Overrides
from speaknode.analysis.models import Analysis
from speaknode.kit.models import Entity, Input, PageQuery
from speaknode.kit.sheet import ExportFormat
from speaknode.sessions.models import (
    Channel,
    HandedOff,
    Recording,
    Session,
    SessionError,
    SessionMetrics,
    SessionStatus,
    ToolCall,
    Turn,
)
from speaknode.widget.models import ConsentAcceptance


class SessionCreate(Input):
    agent_id: str = Field(min_length=1, max_length=100)
    channel: Literal[Channel.WEB, Channel.TEXT, Channel.TEST] = Channel.WEB
    locale: Language | None = Field(
        default=None, description="One of the agent's locales; default: its default_locale."
    )
    variables: dict[str, VariableValue] = Field(default_factory=dict)
    version: int | None = Field(
        default=None,
        ge=0,
        description="0: the draft; default: what is published (by its split), else the draft.",
    )
    label: str | None = Field(
        default=None, max_length=32, description="A label of the agent; `version` goes before it."
    )
    caller: str | None = Field(
        default=None, max_length=200, description="Who is calling, as the application knows them."
    )
    overrides: Overrides = Overrides()


PublicValue = Annotated[str, Field(max_length=2000)] | int | float | bool | None


class PublicSessionCreate(Input):
    channel: Literal[Channel.WEB, Channel.WIDGET, Channel.TEXT] = Channel.WIDGET
    locale: Language | None = None
    variables: dict[str, PublicValue] = Field(default_factory=dict, max_length=50)
    consent: ConsentAcceptance | None = Field(
        default=None, description="Must be there if the agent asks for consent."
    )


class SessionCreated(Entity):
    """Join `room` at `livekit_url` with `token` (a LiveKit access token) before `token_expires_at`."""

    id: str
    status: SessionStatus
    agent_id: str
    agent_version: int
    channel: Channel
    locale: Language
    room: str
    livekit_url: str
    token: str
    token_expires_at: datetime


class SessionFilters(Input):
    agent_id: str | None = None
    status: SessionStatus | None = None
    channel: Channel | None = None
    caller: str | None = Field(default=None, max_length=200)
    from_: AwareDatetime | None = Field(
        default=None, alias="from", description="Created at this time or later."
    )
    to: AwareDatetime | None = Field(default=None, description="Created before this time.")


class SessionQuery(PageQuery, SessionFilters):
    pass


class SessionExportQuery(SessionFilters):
    format: ExportFormat = ExportFormat.CSV
    cursor: str | None = Field(
        default=None, max_length=2000, description="`Speaknode-Next-Cursor` of the part before."
    )


class RecordingLink(Recording):
    url: str
    url_expires_at: datetime


class SessionDetail(Session):
    metrics: SessionMetrics = SessionMetrics()
    turns: list[Turn] = Field(default_factory=list)
    tool_calls: list[ToolCall] = Field(default_factory=list)
    errors: list[SessionError] = Field(default_factory=list)
    recordings: list[RecordingLink] = Field(default_factory=list)
    handoffs: list[HandedOff] = Field(default_factory=list)
    collected: dict[str, VariableValue] = Field(
        default_factory=dict, description="What tools filled during the conversation."
    )
    analysis: Analysis | None = Field(
        default=None, description="null: there is none; `status` tells whether it is ready."
    )
