"""What sessions need from storage, media, queue and files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from speaknode.agents.models import Agent, AgentConfig
from speaknode.analysis.models import Analysis
from speaknode.costs.models import CostComponent, UsedModel
from speaknode.events.domain import DomainEvent
from speaknode.events.reports import AnyReport
from speaknode.kit.models import Entity, Page
from speaknode.sessions.models import (
    HandedOff,
    Recording,
    Session,
    SessionError,
    SessionSpec,
    ToolCall,
    Turn,
)
from speaknode.sessions.schemas import SessionQuery
from speaknode.tools.journal import JournalEntry
from speaknode.tools.models import Tool

Part = Turn | ToolCall | SessionError | HandedOff


class StoredSession(Entity):
    session: Session
    revision: int
    lease_renewed_at: datetime | None = None


class SessionParts(Entity):
    """All that hangs on one session, in order."""

    turns: list[Turn]
    tool_calls: list[ToolCall]
    errors: list[SessionError]
    recordings: list[Recording]
    handoffs: list[HandedOff] = Field(default_factory=list)

    @classmethod
    def none(cls) -> "SessionParts":
        return cls(turns=[], tool_calls=[], errors=[], recordings=[])


class SessionStore(Protocol):
    def insert(self, session: Session, spec: SessionSpec) -> None: ...
    def get(self, session_id: str) -> StoredSession | None: ...
    def get_spec(self, session_id: str) -> SessionSpec | None: ...
    def get_parts(self, session_id: str) -> SessionParts: ...
    def list(self, space_id: str, query: SessionQuery) -> Page[Session]: ...
    def list_turns(self, session_id: str, cursor: str | None, limit: int) -> Page[Turn]: ...
    def list_tool_calls(
        self, session_id: str, cursor: str | None, limit: int
    ) -> Page[ToolCall]: ...
    def replace(
        self,
        session: Session,
        *,
        revision: int,
        events: tuple[DomainEvent, ...] = (),
        recordings: tuple[Recording, ...] = (),
    ) -> None:
        """One transaction. Raises ConflictError when the stored revision is another."""

    def add_part(self, session_id: str, part: Part, events: tuple[DomainEvent, ...] = ()) -> None:
        """Store it and count it, with its events, in one transaction; a part that is there already changes nothing.

        But a tool call whose end is known takes the place of one that was only known to be interrupted.
        """

    def renew_lease(self, session_id: str, at: datetime) -> None: ...
    def list_open(self) -> Iterator[str]:
        """Ids of all sessions of the installation that have not ended, or still wait for their recording."""

    def list_expired(self, day: date) -> Iterator[str]:
        """Ids of all ended sessions of the installation whose time was over on that day (UTC)."""

    def delete(self, session_id: str) -> None:
        """With all that hangs on it; may be called again."""

    def journal(self, session_id: str) -> Sequence[JournalEntry]:
        """Of its tools, in order."""

    def forget_journal(self, session_id: str) -> None:
        """What its tools were sent and answered, as it was; may be called again."""


class Analyses(Protocol):
    def __call__(self, session_id: str, /) -> Analysis | None:
        """What was learnt of a conversation after it ended, if it was looked at."""


class Rooms(Protocol):
    """LiveKit rooms; a session's room has the session's id as name."""

    url: str

    def join_token(self, session: Session, *, ttl_s: int) -> str:
        """A token for the caller that also creates the room and dispatches the agent into it."""

    def delete(self, room: str) -> None:
        """Disconnects everybody; a room that is gone is fine. Raises UnavailableError."""

    def has_agent(self, room: str) -> bool: ...
    def dispatch_again(self, session: Session, number: int) -> bool:
        """Send another worker in the lost one's place; False: there is nobody to talk to. Raises UnavailableError."""


class RescueState(StrEnum):
    """How it stands with the human who is to take a call that no agent answers."""

    NOBODY = "nobody"
    RINGING = "ringing"
    TAKEN = "taken"


class Rescuer(Protocol):
    """What is done for a caller whom no agent answers. Every method may be called twice, and raises nothing."""

    def take(self, session: Session, *, begun: bool) -> RescueState:
        """Ring somebody; `begun`: only look how that goes."""

    def apologise(self, session: Session) -> bool:
        """Say a word and close the room after it; False: nobody says it."""


class Costs(Protocol):
    def of_models(self, used: Iterable[UsedModel]) -> list[CostComponent]:
        """By the prices of this moment. Raises UnavailableError."""


class ReportQueue(Protocol):
    def send(self, report: AnyReport, *, delay_s: int = 0) -> None: ...


class RecordingFiles(Protocol):
    def link(self, recording: Recording, *, ttl_s: int) -> str: ...
    def delete(self, space_id: str, session_id: str) -> None:
        """All of the session's files. Raises UnavailableError; may be called again."""


class AgentResolver(Protocol):
    def resolve(
        self,
        space_id: str,
        agent_id: str,
        version: int | None,
        *,
        label: str | None = None,
        session_id: str | None = None,
    ) -> tuple[Agent, int, AgentConfig]: ...
    def get_published(self, agent_id: str) -> Agent: ...


class ToolCatalog(Protocol):
    def present(self, space_id: str, tool_ids: list[str]) -> list[Tool]: ...
