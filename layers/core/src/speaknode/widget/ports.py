"""What the widget needs of agents, sessions, media and counters."""

from typing import Protocol

from speaknode.agents.models import Agent, AgentConfig
from speaknode.agents.schemas import PublicAgent
from speaknode.sessions.models import Session
from speaknode.sessions.schemas import PublicSessionCreate, SessionCreated
from speaknode.widget.models import Visit


class PublishedAgents(Protocol):
    def get_public(self, agent_id: str) -> PublicAgent: ...
    def get_published(self, agent_id: str) -> Agent: ...
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]: ...


class PublicSessions(Protocol):
    def create_public(
        self, agent_id: str, data: PublicSessionCreate, visit: Visit | None = None
    ) -> SessionCreated: ...
    def get(self, space_id: str, session_id: str) -> Session: ...


class Rooms(Protocol):
    @property
    def url(self) -> str: ...
    def return_token(self, session: Session, *, ttl_s: int) -> str:
        """Lets the caller into their room again; makes no room and calls no agent."""

    def is_token_of(self, session: Session, token: str) -> bool:
        """Whether the token, even an expired one, was once made for the caller of this session."""


class RateCounter(Protocol):
    def count(self, key: str, *, window_s: int) -> tuple[int, int]:
        """Count one more: how many there are in this window, and seconds until it ends."""
