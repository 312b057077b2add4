"""Conversations held elsewhere become sessions, by the same reports as ours; done twice, nothing changes."""

from datetime import datetime
from typing import Protocol

from pydantic import Field

from speaknode.agents.models import AgentConfig
from speaknode.events.reports import AnyReport, report_adapter
from speaknode.kit.errors import ConflictError, ForbiddenError
from speaknode.kit.models import Entity
from speaknode.sessions.models import (
    Channel,
    EndFault,
    EndReason,
    Recording,
    RecordingKind,
    RecordingStatus,
    Session,
    SessionSpec,
    ToolCall,
    Turn,
)
from speaknode.sessions.ports import SessionStore

_SUFFIX = {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav", "audio/x-wav": "wav"}


class PastConversation(Entity):
    session_id: str
    is_ours: bool = Field(
        description="Its call came through us: the session is there, or never was."
    )
    space_id: str
    agent_id: str
    agent_name: str
    external_agent_id: str | None = None
    channel: Channel
    locale: str
    caller: str | None = None
    called: str | None = None
    started_at: datetime
    ended_at: datetime
    end_reason: EndReason
    end_fault: EndFault
    end_detail: str | None = None
    turns: list[Turn] = Field(default_factory=list)
    tool_calls: list[ToolCall] = Field(default_factory=list)
    has_audio: bool = False


class Audio(Entity):
    content: bytes = Field(repr=False)
    content_type: str


class Reports(Protocol):
    def handle(self, report: AnyReport) -> None: ...


class Uploads(Protocol):
    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Raises UnavailableError."""


class SessionImport:
    def __init__(self, *, store: SessionStore, reports: Reports, files: Uploads) -> None:
        self._store, self._reports, self._files = store, reports, files

    def take(self, told: PastConversation) -> None:
        """Raises ForbiddenError for a session that somebody else has."""
        stored = self._store.get(told.session_id)
        if stored is None:
            if told.is_ours:
                return  # of another installation that shares the agent
            self._insert(told)
        elif (stored.session.space_id, stored.session.external_agent_id) != (
            told.space_id, told.external_agent_id,
        ):  # fmt: skip
            raise ForbiddenError("somebody else's session", code="foreign_session")
        to_end = stored is None or not stored.session.status.is_terminal
        # `session.completed` waits for the audio, and so for all that comes before it.
        if to_end and told.has_audio:
            self._end(told)
        for turn in told.turns:
            self._tell(told, "turn_recorded", f"turn.{turn.id}", turn=turn)
        for call in told.tool_calls:
            self._tell(told, "tool_called", f"tool.{call.id}", tool_call=call)
        if to_end and not told.has_audio:
            self._end(told)

    def wants_audio(self, told: PastConversation) -> bool:
        """Not where we have recorded it ourselves, or have fetched it before."""
        stored = self._store.get(told.session_id)
        recorded = stored is None or stored.session.recording is RecordingStatus.STORED
        return told.has_audio and not recorded

    def attach(self, told: PastConversation, audio: Audio | None) -> None:
        """What its holder recorded; None: there will be nothing."""
        if audio is None:
            detail = "there is no recording at the other side"
            self._tell(told, "recording_failed", "recording", detail=detail)
            return
        name = f"mix.{_SUFFIX.get(audio.content_type, 'bin')}"
        key = f"{told.space_id}/{told.session_id}/{name}"
        self._files.put(key, audio.content, audio.content_type)
        recording = Recording(
            kind=RecordingKind.MIX,
            key=key,
            content_type=audio.content_type,
            size_bytes=len(audio.content),
            duration_s=(told.ended_at - told.started_at).total_seconds(),
            started_at=told.started_at,
        )
        self._tell(told, "recording_stored", "recording", recordings=[recording])

    def _end(self, told: PastConversation) -> None:
        shared = told.model_dump(include={"end_reason", "end_fault", "end_detail", "started_at"})
        self._tell(told, "session_ended", "ended_elsewhere", **shared, record=told.has_audio)

    def _tell(self, told: PastConversation, type_: str, what: str, **fields: object) -> None:
        base = {"type": type_, "session_id": told.session_id, "at": told.ended_at}
        report = report_adapter.validate_python(
            {**base, "id": f"{told.session_id}.{what}", **fields}
        )
        self._reports.handle(report)

    def _insert(self, told: PastConversation) -> None:
        fields = told.model_dump(include=_SHARED)
        session = Session(**fields, id=told.session_id, agent_version=0, created_at=told.started_at)
        spec = SessionSpec(
            session_id=session.id,
            space_id=session.space_id,
            agent_id=session.agent_id,
            agent_version=0,
            channel=session.channel,
            locale=session.locale,
            config=AgentConfig(name=session.agent_name[:50] or "external"),
            caller=session.caller,
            called=session.called,
        )
        try:
            self._store.insert(session, spec)
        except ConflictError:
            return  # a webhook and the history at once


_SHARED = {
    "space_id", "agent_id", "agent_name", "external_agent_id", "channel", "locale", "caller", "called",
}  # fmt: skip
