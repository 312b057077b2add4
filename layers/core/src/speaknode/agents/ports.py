"""What agents need from storage and from tools."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from speaknode.agents.models import Agent, AgentVersion
from speaknode.kit.models import Page
from speaknode.providers import ProviderKind
from speaknode.tools.models import Tool
from speaknode.tools.schemas import ToolInput


class AgentStore(Protocol):
    def get(self, agent_id: str) -> Agent | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Agent]: ...
    def insert(self, agent: Agent) -> None: ...
    def replace(
        self, agent: Agent, *, previous_revision: int, version: AgentVersion | None = None
    ) -> None:
        """Store the agent, and the new version with it in one transaction. Raises StaleRevisionError."""

    def delete(self, agent: Agent) -> None:
        """The draft and every version."""

    def get_version(self, agent_id: str, version: int) -> AgentVersion | None: ...
    def list_versions(self, agent_id: str, cursor: str | None, limit: int) -> Page[AgentVersion]:
        """Newest first."""


class ToolCatalog(Protocol):
    def present(self, space_id: str, tool_ids: list[str]) -> list[Tool]: ...


class AgentCheck(Protocol):
    def __call__(self, space_id: str, agent_id: str, /) -> bool:
        """Whether the space has that agent."""


class KnowledgeCheck(Protocol):
    def __call__(self, space_id: str, knowledge_ids: Sequence[str], /) -> None:
        """Raises InvalidError naming the place of the first id that is no knowledge of the space."""


class SoundCheck(Protocol):
    def __call__(self, space_id: str, sound_id: str, /) -> str | None:
        """Why this sound cannot be played behind an agent of the space, or None."""


class ServerCheck(Protocol):
    def __call__(self, url: str, /, *, is_model: bool) -> str | None:
        """Why a conversation would refuse to ask that server, as far as its URL tells, or None."""


class AgentUsers(Protocol):
    def __call__(self, space_id: str, agent_id: str, /) -> Iterable[str]:
        """What beside agents still gives it conversations, each in words with its id."""


class HiddenModels(Protocol):
    def __call__(self) -> frozenset[tuple[ProviderKind, str, str]]:
        """Kind, provider and model of every row that the catalogue does not offer."""


class ToolBook(ToolCatalog, Protocol):
    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Tool]: ...
    def create(self, space_id: str, data: ToolInput) -> Tool: ...
    def check(self, data: ToolInput) -> None:
        """Raises InvalidError naming the place."""
