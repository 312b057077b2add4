"""Agents to hand over to: found through each other, frozen beside the session, and what was done with them."""

from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.builders import NOON, session, spec_of

from speaknode import wiring
from speaknode.agents.errors import AgentNotFoundError
from speaknode.agents.models import AgentConfig
from speaknode.events.reports import HandoffReported
from speaknode.sessions.handoffs import handoff_targets
from speaknode.sessions.models import HandedOff, HandoffTarget
from speaknode.sessions.store import DynamoSessionStore


def config(*to: str) -> AgentConfig:
    rules = [{"to": agent, "condition": "asked for"} for agent in to]
    return AgentConfig.model_validate({"name": "A", "handoffs": rules})


class Agents:
    def __init__(self, **known: AgentConfig) -> None:
        self.known = known

    def resolve(self, space_id: str, agent_id: str, version: Any) -> Any:
        if agent_id not in self.known:
            raise AgentNotFoundError(agent_id)
        return None, 4, self.known[agent_id]


def test_all_that_can_be_reached_once_each() -> None:
    agents = Agents(b=config("c", "a"), c=config("b", "gone"))
    tools = SimpleNamespace(present=lambda space_id, ids: [])
    first = SimpleNamespace(id="a", space_id="spc_1")
    found = handoff_targets(agents, tools, first, config("b"))  # type: ignore[arg-type]
    assert sorted(found) == ["b", "c"]
    assert found["b"].agent_version == 4


@pytest.mark.usefixtures("memory_aws")
def test_they_come_back_with_the_specification() -> None:
    made = session()
    store = DynamoSessionStore(wiring.connection())
    target = HandoffTarget(agent_id="agt_2", agent_version=2, config=config())
    spec = spec_of(made).model_copy(
        update={"config": config("agt_2"), "handoff_targets": {"agt_2": target}}
    )
    store.insert(made, spec)
    assert store.get_spec(made.id) == spec
    told = {
        "id": "hof_1", "from_agent_id": "agt_1", "to_agent_id": "agt_2", "to_agent_name": "A",
        "to_agent_version": 2, "trigger": "condition", "rule": "asked for", "context": "all",
        "kept_voice": False, "at": NOON,
    }  # fmt: skip
    handoff = HandedOff.model_validate(told)
    report = HandoffReported(id="r1", session_id=made.id, at=NOON, handoff=handoff)
    for _ in range(2):
        wiring.session_reports().handle(report)
    assert wiring.sessions().get_detail(made.space_id, made.id).handoffs == [handoff]
