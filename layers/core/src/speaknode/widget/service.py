"""Use cases of a page: show a published agent, start a conversation, come back to it."""

import hashlib
from datetime import datetime

from speaknode.agents.errors import AgentNotFoundError
from speaknode.agents.models import AgentConfig
from speaknode.kit.clock import Clock
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.schemas import PublicSessionCreate, SessionCreated
from speaknode.widget.errors import (
    ConsentRequiredError,
    OriginNotAllowedError,
    TooManySessionsError,
)
from speaknode.widget.models import ConsentAcceptance, Visit, WidgetConfig
from speaknode.widget.ports import PublicSessions, PublishedAgents, RateCounter, Rooms
from speaknode.widget.schemas import (
    PublicWidget,
    ReturnRequest,
    ReturnToken,
    Visitor,
    WidgetAgent,
)

WINDOW_S = 60
RETURN_WITHIN_S = 60


class WidgetService:
    def __init__(
        self,
        *,
        agents: PublishedAgents,
        sessions: PublicSessions,
        rooms: Rooms,
        counter: RateCounter,
        clock: Clock,
        own_origins: frozenset[str],
        limit_per_visitor: int,
        limit_per_agent: int,
    ) -> None:
        self._agents, self._sessions, self._rooms = agents, sessions, rooms
        self._counter, self._clock, self._own_origins = counter, clock, own_origins
        self._limit_per_visitor, self._limit_per_agent = limit_per_visitor, limit_per_agent

    def get_agent(self, agent_id: str, visitor: Visitor) -> WidgetAgent:
        config = self._admit(agent_id, visitor)
        kept = config.kept()
        return WidgetAgent(
            **self._agents.get_public(agent_id).model_dump(),
            widget=PublicWidget.model_validate(config.widget.model_dump()),
            is_recorded=kept.recording or kept.tracks,
            is_transcribed=kept.transcript,
            livekit_url=self._rooms.url,
        )

    def start(self, agent_id: str, data: PublicSessionCreate, visitor: Visitor) -> SessionCreated:
        widget = self._admit(agent_id, visitor).widget
        consent = self._consent(widget, data)
        self._limit(agent_id, visitor)
        visit = Visit(
            origin=visitor.origin, consent=consent, untrusted_variables=sorted(data.variables)
        )
        return self._sessions.create_public(agent_id, data, visit)

    def come_back(
        self, agent_id: str, session_id: str, data: ReturnRequest, visitor: Visitor
    ) -> ReturnToken:
        """A new token for a conversation that still goes on: a page was reloaded in its middle."""
        self._admit(agent_id, visitor)
        agent = self._agents.get_published(agent_id)
        session = self._sessions.get(agent.space_id, session_id)
        is_here = session.agent_id == agent_id and not session.status.is_terminal
        if not is_here or not self._rooms.is_token_of(session, data.token):
            raise SessionNotFoundError(session_id)
        token = self._rooms.return_token(session, ttl_s=RETURN_WITHIN_S)
        return ReturnToken(livekit_url=self._rooms.url, token=token)

    def _admit(self, agent_id: str, visitor: Visitor) -> AgentConfig:
        agent = self._agents.get_published(agent_id)
        if agent.published_version is None:
            raise AgentNotFoundError(agent_id)
        _, _, config = self._agents.resolve(agent.space_id, agent_id, None)
        allowed = config.widget.allowed_origins
        at_home = visitor.is_same_origin or visitor.origin in self._own_origins
        if allowed and not at_home and visitor.origin not in allowed:
            raise OriginNotAllowedError(visitor.origin)
        return config

    def _consent(self, widget: WidgetConfig, data: PublicSessionCreate) -> ConsentAcceptance | None:
        """Spoken or written: whoever starts a conversation has asked the visitor."""
        given, wanted = data.consent, widget.consent
        if given is None:
            if wanted:
                raise ConsentRequiredError(wanted.version)
            return None
        if wanted and given.version != wanted.version:
            raise ConsentRequiredError(wanted.version)
        return given.model_copy(update={"accepted_at": self._past(given.accepted_at)})

    def _past(self, at: datetime) -> datetime:
        """A visitor's clock may run ahead of ours."""
        return min(at, self._clock())

    def _limit(self, agent_id: str, visitor: Visitor) -> None:
        # An address is personal; a counter needs none of it.
        who = hashlib.sha256(f"{agent_id}/{visitor.ip}".encode()).hexdigest()[:32]
        for key, limit in ((who, self._limit_per_visitor), (agent_id, self._limit_per_agent)):
            count, ends_in_s = self._counter.count(f"dispatch#{key}", window_s=WINDOW_S)
            if count > limit:
                raise TooManySessionsError(ends_in_s)
