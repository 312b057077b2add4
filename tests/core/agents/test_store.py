"""One contract for every AgentStore: memory and DynamoDB keep the same promises."""

from collections.abc import Iterator

import pytest
from tests.support.agents import MemoryAgentStore
from tests.support.builders import NOON

from speaknode import wiring
from speaknode.agents.dynamo import DynamoAgentStore
from speaknode.agents.models import Agent, AgentVersion, SplitPart
from speaknode.agents.ports import AgentStore
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.kit.ids import new_id


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[AgentStore]:
    if request.param == "memory":
        yield MemoryAgentStore()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoAgentStore(wiring.connection())


def new_agent(store: AgentStore, space_id: str = "spc_1") -> Agent:
    agent = Agent(name="Ada", id=new_id("agt"), space_id=space_id, created_at=NOON, updated_at=NOON)
    store.insert(agent)
    return agent


def version_of(agent: Agent, number: int) -> AgentVersion:
    return AgentVersion(
        agent_id=agent.id,
        space_id=agent.space_id,
        version=number,
        created_at=NOON,
        config=agent.config(),
    )


def test_round_trip_with_all_of_the_state(store: AgentStore) -> None:
    agent = new_agent(store)
    split = [SplitPart(version=1, weight=2)]
    changed = agent.model_copy(update={"revision": 2, "labels": {"prod": 1}, "split": split})
    store.replace(changed, previous_revision=1, version=version_of(agent, 1))
    assert store.get(agent.id) == changed
    assert store.get_version(agent.id, 1) == version_of(agent, 1)
    assert store.get_version(agent.id, 2) is None


def test_a_stale_revision_changes_nothing(store: AgentStore) -> None:
    agent = new_agent(store)
    newer = agent.model_copy(update={"revision": 2})
    store.replace(newer, previous_revision=1)
    with pytest.raises(StaleRevisionError):
        store.replace(newer, previous_revision=1, version=version_of(agent, 1))
    assert store.get_version(agent.id, 1) is None


def test_an_id_is_taken_once(store: AgentStore) -> None:
    agent = new_agent(store)
    with pytest.raises(ConflictError):
        store.insert(agent)


def test_pages_of_one_space_newest_first(store: AgentStore) -> None:
    made = [new_agent(store).id for _ in range(3)][::-1]
    new_agent(store, "spc_2")
    first = store.list("spc_1", None, 2)
    second = store.list("spc_1", first.next_cursor, 2)
    assert [agent.id for agent in [*first.items, *second.items]] == made


def test_delete_takes_the_versions_along(store: AgentStore) -> None:
    agent = new_agent(store)
    newer = agent.model_copy(update={"revision": 2})
    store.replace(newer, previous_revision=1, version=version_of(agent, 1))
    assert [row.version for row in store.list_versions(agent.id, None, 10).items] == [1]
    store.delete(newer)
    assert store.get(agent.id) is None
    assert store.get_version(agent.id, 1) is None
