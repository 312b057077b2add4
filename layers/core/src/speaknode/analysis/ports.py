"""What analysis needs from storage, sessions, the queue and models."""

from collections.abc import Iterable
from typing import Protocol

from speaknode.agents.models import Agent, AgentConfig
from speaknode.agents.outcome import AnalysisConfig
from speaknode.agents.speech import ProviderRef
from speaknode.analysis.models import Conversation, Findings, RunAnalysis, StoredAnalysis
from speaknode.costs.models import CostComponent, UsedModel
from speaknode.events.domain import DomainEvent
from speaknode.sessions.models import SessionSpec
from speaknode.sessions.ports import SessionParts, StoredSession


class AnalysisStore(Protocol):
    def get(self, session_id: str) -> StoredAnalysis | None: ...
    def put(
        self,
        stored: StoredAnalysis,
        *,
        previous_revision: int | None,
        events: tuple[DomainEvent, ...] = (),
    ) -> None:
        """One transaction; None: there must be none yet. Raises ConflictError."""


class Sessions(Protocol):
    def get(self, session_id: str) -> StoredSession | None: ...
    def get_spec(self, session_id: str) -> SessionSpec | None: ...
    def get_parts(self, session_id: str) -> SessionParts: ...


class AgentResolver(Protocol):
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]: ...


class AnalysisQueue(Protocol):
    def send(self, message: RunAnalysis, *, delay_s: int = 0) -> None: ...


class Costs(Protocol):
    def of_models(self, used: Iterable[UsedModel]) -> list[CostComponent]: ...


class Analyst(Protocol):
    """One way to read a conversation. Raises ModelAwayError and UnusableAnswerError, when another try
    may do, and ModelRefusedError."""

    @property
    def name(self) -> str: ...
    def analyse(self, conversation: Conversation, wanted: AnalysisConfig) -> Findings: ...


class Analysts(Protocol):
    def for_llm(self, llm: ProviderRef, space_id: str) -> Analyst:
        """With the space's keys. Raises UnavailableError."""
