"""What the sessions queue carries: LiveKit's webhooks, the worker's reports and our own checks.

Every message has an `id`; delivering it twice changes nothing. Times are the sender's.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from speaknode.agents.answering import AnsweredBy
from speaknode.costs.models import UsedModel
from speaknode.kit.models import Entity
from speaknode.sessions.models import (
    EndFault,
    EndReason,
    HandedOff,
    Recording,
    SessionError,
    SessionStatus,
    ToolCall,
    Turn,
)


class Report(Entity):
    """`id` is unique for the fact that is told: retelling the same fact keeps the id."""

    id: str
    session_id: str
    at: datetime


class RoomStarted(Report):
    type: Literal["room_started"] = "room_started"


class RoomFinished(Report):
    type: Literal["room_finished"] = "room_finished"


class ParticipantJoined(Report):
    type: Literal["participant_joined"] = "participant_joined"
    identity: str
    is_agent: bool


class ParticipantLeft(Report):
    type: Literal["participant_left"] = "participant_left"
    identity: str
    is_agent: bool
    reason: str | None = None
    room: str = ""


class PhoneCallArrived(Report):
    """A telephone rings in a room of its own; the session is still to be made."""

    type: Literal["phone_call_arrived"] = "phone_call_arrived"
    room: str
    room_key: str = Field(description="With `room_at` it makes the session's id.")
    room_at: datetime
    identity: str
    called: str
    caller: str | None = None
    carrier_ref: str | None = None


class CallAnswered(Report):
    """Who took a call that we made, as the agent heard it or the carrier did. The first verdict stands."""

    type: Literal["call_answered"] = "call_answered"
    answered_by: AnsweredBy


class SessionStarted(Report):
    """The worker's agent is in the room and its session runs."""

    type: Literal["session_started"] = "session_started"
    worker_id: str
    record: bool = Field(description="Whether a recording will follow.")
    resumption: int = Field(default=0, description="Of the worker that tells it; 0: the first.")


class TurnRecorded(Report):
    type: Literal["turn_recorded"] = "turn_recorded"
    turn: Turn


class ToolCalled(Report):
    type: Literal["tool_called"] = "tool_called"
    tool_call: ToolCall


class HandoffReported(Report):
    type: Literal["handoff"] = "handoff"
    handoff: HandedOff


class SessionErrorReported(Report):
    type: Literal["session_error"] = "session_error"
    error: SessionError


class SessionEnded(Report):
    type: Literal["session_ended"] = "session_ended"
    end_reason: EndReason
    end_fault: EndFault
    end_detail: str | None = None
    started_at: datetime | None = Field(
        default=None, description="Null: the conversation never began."
    )
    greeted_after_s: float | None = None
    greeting_ended_after_s: float | None = None
    record: bool = Field(default=False, description="Whether a recording will follow.")
    used: list[UsedModel] | None = Field(
        default=None, description="By the agent; null: nobody has counted."
    )
    resumption: int = Field(default=0, description="Of the worker that tells it; 0: the first.")


class WorkerLost(Report):
    """Whoever holds what a job left on disk sees that it died in the middle of its conversation."""

    type: Literal["worker_lost"] = "worker_lost"
    resumption: int = Field(default=0, description="Of the worker that was lost; 0: the first.")


class RecordingStored(Report):
    type: Literal["recording_stored"] = "recording_stored"
    recordings: list[Recording]
    resumption: int = Field(default=0, description="Of the worker that recorded; 0: the first.")


class RecordingFailed(Report):
    """There will be no recording (nothing was captured, or the file is beyond repair)."""

    type: Literal["recording_failed"] = "recording_failed"
    detail: str
    resumption: int = Field(default=0, description="Of the worker that recorded; 0: the first.")


class SessionCheck(Report):
    """Our own alarm clock: a session still in `awaited` status by now needs a look. `number` counts the alarms."""

    type: Literal["session_check"] = "session_check"
    awaited: SessionStatus
    number: int = 1
    rescue: int = Field(default=0, description="How often it was looked whether the human came.")


AnyReport = Annotated[
    RoomStarted
    | RoomFinished
    | ParticipantJoined
    | ParticipantLeft
    | PhoneCallArrived
    | CallAnswered
    | SessionStarted
    | TurnRecorded
    | ToolCalled
    | HandoffReported
    | SessionErrorReported
    | SessionEnded
    | WorkerLost
    | RecordingStored
    | RecordingFailed
    | SessionCheck,
    Field(discriminator="type"),
]
report_adapter: TypeAdapter[AnyReport] = TypeAdapter(AnyReport)
