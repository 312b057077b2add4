"""Services of agents over stores in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.support.agents import MemoryAgentStore, MemoryToolStore
from tests.support.builders import FakeClock

from speaknode.agents.models import Agent
from speaknode.agents.references import AgentReferences
from speaknode.agents.schemas import AgentCreate
from speaknode.agents.service import AgentService
from speaknode.agents.transfer import AgentTransfer
from speaknode.egress.policy import Policy
from speaknode.kit.errors import InvalidError
from speaknode.providers import ProviderKind
from speaknode.tools.service import ToolService

SPACE = "spc_1"


@dataclass
class World:
    store: MemoryAgentStore = field(default_factory=MemoryAgentStore)
    clock: FakeClock = field(default_factory=FakeClock)
    knowledge: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)
    users: dict[str, list[str]] = field(default_factory=dict)
    hidden: set[tuple[ProviderKind, str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tools = ToolService(store=MemoryToolStore(), clock=self.clock, policy=Policy())
        self.agents = AgentService(
            store=self.store,
            tools=self.tools,
            references=AgentReferences(
                knowledge=self._check_knowledge,
                sounds=lambda _, sound_id: None if sound_id in self.sounds else "unknown",
                hidden_models=lambda: frozenset(self.hidden),
                servers=lambda url, *, is_model: Policy().problem(url),
            ),
            used_by=lambda _, agent_id: self.users.get(agent_id, []),
            clock=self.clock,
        )
        self.transfer = AgentTransfer(agents=self.agents, tools=self.tools)

    def _check_knowledge(self, space_id: str, knowledge_ids: Sequence[str]) -> None:
        for place, knowledge_id in enumerate(knowledge_ids):
            if knowledge_id not in self.knowledge:
                raise InvalidError.field(f"/knowledge_ids/{place}", "unknown", code="unknown")

    def agent(self, space_id: str = SPACE, **fields: Any) -> Agent:
        data = AgentCreate.model_validate({"name": "Ada"} | fields)
        return self.agents.create(space_id, data)


@pytest.fixture
def world() -> World:
    return World()
