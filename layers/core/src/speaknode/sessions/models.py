"""A session is one conversation; everything heard, said, called and recorded hangs on it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from speaknode.agents.abilities import HandoffContext
from speaknode.agents.answering import AnsweredBy, Answering
from speaknode.agents.models import AgentConfig, Language, VariableValue
from speaknode.costs.models import Line, SessionCost
from speaknode.kit.models import Entity
from speaknode.knowledge.models import Passage
from speaknode.telephony.models import SipDial
from speaknode.tools.models import Tool
from speaknode.widget.models import Visit


class Channel(StrEnum):
    WEB = "web"
    WIDGET = "widget"
    TEXT = "text"
    TEST = "test"
    PHONE_IN = "phone_in"
    PHONE_OUT = "phone_out"
    CAMPAIGN = "campaign"

    @property
    def is_phone(self) -> bool:
        return self is Channel.PHONE_IN or self.is_outbound

    @property
    def is_outbound(self) -> bool:
        """We call; nobody is in the room until they answer."""
        return self in (Channel.PHONE_OUT, Channel.CAMPAIGN)


class SessionStatus(StrEnum):
    PENDING = "pending"
    DISPATCHING = "dispatching"
    ACTIVE = "active"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_terminal(self) -> bool:
        return self in (SessionStatus.COMPLETED, SessionStatus.FAILED)


class EndReason(StrEnum):
    CALLER_HANGUP = "caller_hangup"
    AGENT_HANGUP = "agent_hangup"
    TRANSFERRED = "transferred"
    SILENCE = "silence"
    MAX_DURATION = "max_duration"
    VOICEMAIL = "voicemail"
    IVR = "ivr"
    SCREENER = "screener"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    INVALID_NUMBER = "invalid_number"
    CARRIER_REJECTED = "carrier_rejected"
    CANCELLED = "cancelled"
    LIMIT = "limit"
    QUOTA = "quota"
    NEVER_JOINED = "never_joined"
    WORKER_LOST = "worker_lost"
    ERROR = "error"


class EndFault(StrEnum):
    CALLER = "caller"
    PLATFORM = "platform"
    PROVIDER = "provider"
    CARRIER = "carrier"
    NONE = "none"


class RecordingStatus(StrEnum):
    NONE = "none"
    EXPECTED = "expected"
    STORED = "stored"
    FAILED = "failed"


class CampaignLink(Entity):
    """The campaign, and the contact of it, that a call is made for."""

    campaign_id: str
    item_id: str
    answering: Answering | None = Field(
        default=None, description="The campaign's way with whoever answers; null: the agent's."
    )


class Session(Entity):
    id: str
    space_id: str
    agent_id: str
    agent_name: str
    agent_version: int = Field(description="0: the draft.")
    channel: Channel
    locale: Language
    status: SessionStatus = SessionStatus.PENDING
    end_reason: EndReason | None = None
    end_fault: EndFault | None = None
    end_detail: str | None = None
    caller: str | None = None
    called: str | None = None
    external_agent_id: str | None = Field(
        default=None,
        description="The telephony account whose external agent held the conversation; null: an agent of ours.",
    )
    answered_by: AnsweredBy | None = Field(
        default=None, description="Of a call that was made; null: nobody listened for it."
    )
    room: str | None = Field(
        default=None, description="LiveKit's room, where it is not named as the session."
    )
    carrier_ref: str | None = Field(
        default=None,
        description="The carrier's id of a call that came in: SIP's Call-ID, Twilio's CallSid.",
    )
    line: Line | None = Field(default=None, description="Of a telephone call.")
    variables: dict[str, VariableValue] = Field(default_factory=dict)
    visit: Visit | None = Field(default=None, description="Only where a page started it.")
    campaign_id: str | None = None
    campaign_item_id: str | None = None
    recording: RecordingStatus = RecordingStatus.NONE
    recording_parts: dict[int, RecordingStatus] = Field(
        default_factory=dict,
        description="Of each worker that recorded: more than one where another took it up (`resumptions`).",
    )
    created_at: datetime
    expires_at: datetime | None = Field(
        default=None, description="Deleted with its recordings within a day after; null: kept."
    )
    dispatched_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_s: float | None = None
    greeted_after_s: float | None = Field(
        default=None,
        description="From the answer (of a call that was made) or the start until the agent was heard; null: never.",
    )
    greeting_ended_after_s: float | None = Field(
        default=None,
        description="Likewise, until the other party had said their first words; null: none before the agent.",
    )
    cost: SessionCost | None = Field(default=None, description="null: it has not ended yet.")
    resumptions: int = Field(
        default=0, description="How often another worker took it up, the one before being lost."
    )
    turn_count: int = 0
    tool_call_count: int = 0
    error_count: int = 0

    @property
    def awaits_recording(self) -> bool:
        """All that is missing is audio of ours; an external agent's is fetched by its history."""
        is_expected = self.recording is RecordingStatus.EXPECTED
        return self.status.is_terminal and is_expected and self.external_agent_id is None

    @property
    def room_name(self) -> str:
        return self.room or self.id


class HandoffTarget(Entity):
    """An agent that the conversation may be given to, frozen with it."""

    agent_id: str
    agent_version: int
    config: AgentConfig
    tools: list[Tool] = Field(default_factory=list)


class SessionSpec(Entity):
    """All that a worker needs to hold the conversation, frozen when the session is made."""

    session_id: str
    space_id: str
    agent_id: str
    agent_version: int
    channel: Channel
    locale: Language
    config: AgentConfig
    tools: list[Tool] = Field(default_factory=list)
    handoff_targets: dict[str, HandoffTarget] = Field(
        default_factory=dict, description="By agent id: all that its hand-offs can lead to."
    )
    variables: dict[str, VariableValue] = Field(default_factory=dict)
    caller: str | None = None
    called: str | None = None
    dial: SipDial | None = Field(
        default=None, description="Whom the worker is to call when its agent is there."
    )
    way_out: SipDial | None = Field(
        default=None, description="How humans are rung that the call may be given to."
    )
    fallback_number: str | None = Field(
        default=None, description="The human who gets a caller whom the agent fails in mid-call."
    )
    record: bool = True


class Role(StrEnum):
    USER = "user"
    AGENT = "agent"


class TurnMetrics(Entity):
    """Milliseconds; null where the turn had no such step (typed text has no STT)."""

    stt_ms: float | None = Field(default=None, description="End of speech to final transcript.")
    eou_ms: float | None = Field(
        default=None, description="End of speech to the decision that the turn is over."
    )
    llm_ttft_ms: float | None = None
    tts_ttfb_ms: float | None = None
    e2e_ms: float | None = Field(
        default=None, description="End of the caller's speech to the agent's first audio."
    )


class Turn(Entity):
    """What one side really said (for the agent: what was really played)."""

    id: str
    index: int
    role: Role
    text: str
    interrupted: bool = False
    language: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    created_at: datetime
    metrics: TurnMetrics = TurnMetrics()
    passages: list[Passage] = Field(
        default_factory=list, description="What of the agent's knowledge was laid before its LLM."
    )


class ToolCallStatus(StrEnum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its worker was lost before it answered: nobody knows what came of it."""


class ToolCall(Entity):
    id: str
    code: str
    arguments: dict[str, Any]
    status: ToolCallStatus
    request: dict[str, Any] | None = Field(
        default=None, description="Method, URL and body as sent, without secrets."
    )
    response: Any = None
    http_status: int | None = None
    error: str | None = None
    assigned: dict[str, VariableValue] = Field(
        default_factory=dict, description="Variables that its response mapping filled."
    )
    attempts: int = Field(default=1, description="Requests that were sent, retries included.")
    idempotency_key: str | None = None
    started_at: datetime
    duration_ms: float


class HandoffTrigger(StrEnum):
    CONDITION = "condition"
    EXPRESSION = "expression"


class HandedOff(Entity):
    """The conversation was given from one agent to another."""

    id: str
    from_agent_id: str
    to_agent_id: str
    to_agent_name: str
    to_agent_version: int
    trigger: HandoffTrigger
    rule: str = Field(description="The condition or the expression.")
    context: HandoffContext
    kept_voice: bool
    at: datetime


class ErrorSource(StrEnum):
    STT = "stt"
    LLM = "llm"
    TTS = "tts"
    VAD = "vad"
    TOOL = "tool"
    RECORDING = "recording"
    PLATFORM = "platform"


class SessionError(Entity):
    id: str
    source: ErrorSource
    message: str
    recoverable: bool
    at: datetime


class RecordingKind(StrEnum):
    MIX = "mix"
    CALLER = "caller"
    AGENT = "agent"
    PEAKS = "peaks"


class Recording(Entity):
    """One stored file. Audio of ours is Ogg/Opus; `peaks` is the JSON from which a waveform is drawn."""

    kind: RecordingKind
    key: str
    content_type: str
    size_bytes: int
    duration_s: float
    started_at: datetime | None = None
    part: int = Field(
        default=0,
        description="Counts the workers that recorded: one may take up what another lost.",
    )


class LatencySummary(Entity):
    p50_ms: float
    p95_ms: float
    count: int


class SessionMetrics(Entity):
    """Over the turns of one session."""

    e2e: LatencySummary | None = None
    stt: LatencySummary | None = None
    eou: LatencySummary | None = None
    llm_ttft: LatencySummary | None = None
    tts_ttfb: LatencySummary | None = None
