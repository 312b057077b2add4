"""Use cases of sessions, for those who ask: start one, look at it, end it."""

from datetime import timedelta

from speaknode.agents.models import Agent, AgentConfig
from speaknode.agents.overrides import Overrides
from speaknode.events.reports import SessionCheck
from speaknode.kit import sheet
from speaknode.kit.clock import Clock
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.kit.sheet import SheetPart
from speaknode.sessions import export, transitions
from speaknode.sessions.errors import SessionNotFoundError, SessionOverError
from speaknode.sessions.metrics import summarise
from speaknode.sessions.models import (
    EndFault,
    EndReason,
    Recording,
    RecordingKind,
    Session,
    SessionSpec,
    SessionStatus,
    ToolCall,
    Turn,
)
from speaknode.sessions.opening import Opening, draw_up
from speaknode.sessions.ports import (
    AgentResolver,
    Analyses,
    RecordingFiles,
    ReportQueue,
    Rooms,
    SessionParts,
    SessionStore,
    StoredSession,
    ToolCatalog,
)
from speaknode.sessions.schemas import (
    PublicSessionCreate,
    RecordingLink,
    SessionCreate,
    SessionCreated,
    SessionDetail,
    SessionExportQuery,
    SessionQuery,
)
from speaknode.widget.models import Visit

JOIN_WITHIN_S = 300
"""How long a caller's token lets them in; a session nobody joined by then fails."""
LINK_TTL_S = 300
EXPORT_PAGE = 100


class SessionService:
    def __init__(
        self,
        *,
        store: SessionStore,
        rooms: Rooms,
        queue: ReportQueue,
        files: RecordingFiles,
        agents: AgentResolver,
        tools: ToolCatalog,
        analyses: Analyses,
        clock: Clock,
    ) -> None:
        self._store, self._rooms, self._queue, self._files = store, rooms, queue, files
        self._agents, self._tools, self._clock = agents, tools, clock
        self._analyses = analyses

    def create(
        self, space_id: str, data: SessionCreate, *, session_id: str | None = None
    ) -> SessionCreated:
        """With a `session_id` of its own, a request that is repeated finds the session it made before."""
        made = self._store.get(session_id) if session_id else None
        if made and made.session.space_id == space_id:
            return self._created(made.session)
        session_id = session_id or new_id("ses")
        resolved = self._agents.resolve(
            space_id, data.agent_id, data.version, label=data.label, session_id=session_id
        )
        return self._open(data, resolved, session_id, caller=data.caller)

    def create_public(
        self, agent_id: str, data: PublicSessionCreate, visit: Visit | None = None
    ) -> SessionCreated:
        """For anybody, on a published agent. Raises AgentNotFoundError, AgentNotPublishedError."""
        published = self._agents.get_published(agent_id)
        session_id = new_id("ses")
        resolved = self._agents.resolve(published.space_id, agent_id, None, session_id=session_id)
        return self._open(data, resolved, session_id, visit=visit)

    def _open(
        self,
        data: SessionCreate | PublicSessionCreate,
        resolved: tuple[Agent, int, AgentConfig],
        session_id: str,
        *,
        caller: str | None = None,
        visit: Visit | None = None,
    ) -> SessionCreated:
        opening = Opening(
            session_id=session_id,
            channel=data.channel,
            locale=data.locale,
            variables=data.variables,
            overrides=data.overrides if isinstance(data, SessionCreate) else Overrides(),
            caller=caller,
            visit=visit,
        )
        session, spec = draw_up(
            opening, resolved, agents=self._agents, tools=self._tools, at=self._clock()
        )
        self._store.insert(session, spec)
        self._queue.send(self._alarm(session, SessionStatus.PENDING), delay_s=JOIN_WITHIN_S)
        return self._created(session)

    def _created(self, session: Session) -> SessionCreated:
        return SessionCreated(
            **session.model_dump(
                include={"id", "status", "agent_id", "agent_version", "channel", "locale"}
            ),
            room=session.id,
            livekit_url=self._rooms.url,
            token=self._rooms.join_token(session, ttl_s=JOIN_WITHIN_S),
            token_expires_at=session.created_at + timedelta(seconds=JOIN_WITHIN_S),
        )

    def _alarm(self, session: Session, awaited: SessionStatus) -> SessionCheck:
        return SessionCheck(
            id=f"{session.id}.check.{awaited}.1",
            session_id=session.id,
            at=self._clock(),
            awaited=awaited,
        )

    def get(self, space_id: str, session_id: str) -> Session:
        return self._stored(space_id, session_id).session

    def _stored(self, space_id: str, session_id: str) -> StoredSession:
        stored = self._store.get(session_id)
        if stored is None or stored.session.space_id != space_id:
            raise SessionNotFoundError(session_id)
        return stored

    def get_detail(self, space_id: str, session_id: str) -> SessionDetail:
        session = self.get(space_id, session_id)
        parts = self._store.get_parts(session_id)
        return SessionDetail(
            **session.model_dump(),
            metrics=summarise(parts.turns),
            turns=parts.turns,
            tool_calls=parts.tool_calls,
            errors=parts.errors,
            recordings=[self._link(recording) for recording in parts.recordings],
            handoffs=parts.handoffs,
            collected={
                name: value for call in parts.tool_calls for name, value in call.assigned.items()
            },
            analysis=self._analyses(session_id) if session.status.is_terminal else None,
        )

    def list(self, space_id: str, query: SessionQuery) -> Page[Session]:
        return self._store.list(space_id, query)

    def export(self, space_id: str, query: SessionExportQuery) -> SheetPart:
        filters = query.model_dump(by_alias=True, exclude={"format", "cursor"})

        def page(cursor: str | None) -> Page[Session]:
            part = SessionQuery.model_validate(filters | {"cursor": cursor, "limit": EXPORT_PAGE})
            return self._store.list(space_id, part)

        return sheet.export(
            export.COLUMNS,
            page,
            lambda session: [export.cells(session)],
            cursor=query.cursor,
            wanted=query.format,
            name=f"sessions-{self._clock():%Y-%m-%d}",
        )

    def list_turns(
        self, space_id: str, session_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[Turn]:
        self.get(space_id, session_id)
        return self._store.list_turns(session_id, cursor, limit)

    def list_tool_calls(
        self, space_id: str, session_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[ToolCall]:
        self.get(space_id, session_id)
        return self._store.list_tool_calls(session_id, cursor, limit)

    def list_recordings(self, space_id: str, session_id: str) -> tuple[RecordingLink, ...]:
        self.get(space_id, session_id)
        return tuple(
            self._link(recording) for recording in self._store.get_parts(session_id).recordings
        )

    def get_recording(self, space_id: str, session_id: str, kind: RecordingKind) -> RecordingLink:
        for link in self.list_recordings(space_id, session_id):
            if link.kind is kind:
                return link
        raise SessionNotFoundError(f"{session_id}/recordings/{kind}")

    def _link(self, recording: Recording) -> RecordingLink:
        expires_at = self._clock() + timedelta(seconds=LINK_TTL_S)
        return RecordingLink(
            **recording.model_dump(),
            url=self._files.link(recording, ttl_s=LINK_TTL_S),
            url_expires_at=expires_at,
        )

    def end(self, space_id: str, session_id: str) -> Session:
        """End it now, whatever state it is in; one that has ended already is returned as it is."""
        stored = self._stored(space_id, session_id)
        ended, events = transitions.end(
            stored.session, at=self._clock(), reason=EndReason.CANCELLED, fault=EndFault.NONE
        )
        if events:
            self._store.replace(ended, revision=stored.revision, events=events)
            self._rooms.delete(ended.room_name)
        return ended

    def load_spec(self, session_id: str) -> SessionSpec:
        """For the worker. Of a conversation that is over nobody begins a second one, whoever still has its token."""
        spec, stored = self._store.get_spec(session_id), self._store.get(session_id)
        if spec is None or stored is None:
            raise SessionNotFoundError(session_id)
        if stored.session.status.is_terminal:
            raise SessionOverError(session_id)
        return spec

    def load_parts(self, session_id: str) -> SessionParts:
        """For a worker that takes the conversation up: what was said and done so far."""
        return self._store.get_parts(session_id)

    def renew_lease(self, session_id: str) -> None:
        """For the worker: "I am alive and hold this conversation"."""
        self._store.renew_lease(session_id, self._clock())
