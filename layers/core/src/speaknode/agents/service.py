"""Use cases of agents: edit a draft, duplicate it, delete it, answer for the public."""

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import ValidationError

from speaknode.agents.drafts import again_unless_pinned
from speaknode.agents.errors import AgentInUseError, AgentNotFoundError, AgentNotPublishedError
from speaknode.agents.lifecycle import AgentLifecycle
from speaknode.agents.models import DRAFT, NAME_LIMIT, Agent, AgentConfig
from speaknode.agents.schemas import AgentCreate, PublicAgent
from speaknode.kit.ids import new_id
from speaknode.kit.models import Input, Page
from speaknode.kit.validation import invalid

_COPY = " (copy)"
_SCAN_PAGE = 100


class AgentService(AgentLifecycle):
    """The whole of it: editing here, versions and publication in `lifecycle`."""

    def create(self, space_id: str, data: AgentCreate) -> Agent:
        config = AgentConfig.model_validate(data.model_dump())
        self.references.check(space_id, config)
        return self.create_from(space_id, config)

    def create_from(
        self, space_id: str, config: AgentConfig, *, kept_tools: Collection[str] = ()
    ) -> Agent:
        self._check(space_id, config, kept_tools=kept_tools)
        now = self._clock()
        agent = Agent(
            **config.model_dump(),
            id=new_id("agt"),
            space_id=space_id,
            created_at=now,
            updated_at=now,
        )
        self._store.insert(agent)
        return agent

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Agent]:
        return self._store.list(space_id, cursor, limit)

    @again_unless_pinned
    def replace(
        self, space_id: str, agent_id: str, data: AgentCreate, *, revision: int | None = None
    ) -> Agent:
        return self._change(self._unchanged(space_id, agent_id, revision), data.model_dump())

    @again_unless_pinned
    def update(
        self, space_id: str, agent_id: str, data: Input, *, revision: int | None = None
    ) -> Agent:
        """`data` is an AgentUpdate: the fields it carries replace the agent's."""
        agent = self._unchanged(space_id, agent_id, revision)
        return self._change(agent, data.model_dump(exclude_unset=True))

    def _change(self, agent: Agent, fields: dict[str, Any]) -> Agent:
        wanted = agent.config().model_dump() | fields
        try:
            config = AgentConfig.model_validate(wanted)
        except ValidationError as error:
            raise invalid(error, wanted) from error
        self._check(agent.space_id, config, agent_id=agent.id, kept_tools=agent.tool_ids)
        self.references.check(agent.space_id, config, agent.config())
        return self._store_changed(agent, config.model_dump())

    def duplicate(self, space_id: str, agent_id: str) -> Agent:
        original = self.get(space_id, agent_id)
        name = original.name[: NAME_LIMIT - len(_COPY)] + _COPY
        config = original.config().model_copy(update={"name": name})
        return self.create_from(space_id, config, kept_tools=config.tool_ids)

    def delete(self, space_id: str, agent_id: str, *, revision: int | None = None) -> None:
        """Raises AgentInUseError naming the agents, numbers and campaigns whose conversations would reach nobody."""
        agent = self._unchanged(space_id, agent_id, revision)
        handing = [f"the agent {user.name} ({user.id})" for user in self._users(agent)]
        if users := [*handing, *self._used_by(space_id, agent_id)]:
            raise AgentInUseError(agent_id, users)
        self._store.delete(agent)

    def _users(self, agent: Agent) -> Iterator[Agent]:
        """Reads the space's agents page by page: deleting is rare, and spaces have dozens of agents."""
        cursor: str | None = None
        while True:
            page = self._store.list(agent.space_id, cursor, _SCAN_PAGE)
            for other in page.items:
                if other.id != agent.id and self._hands_to(other, agent.id):
                    yield other
            if page.next_cursor is None:
                return
            cursor = page.next_cursor

    def _hands_to(self, agent: Agent, target: str) -> bool:
        configs: list[AgentConfig] = [agent]
        called = {*agent.labels.values(), *(part.version for part in agent.split)}
        for number in called | {agent.published_version or DRAFT}:
            version = self._store.get_version(agent.id, number) if number else None
            configs += [version.config] if version else []
        return any(handoff.to == target for config in configs for handoff in config.handoffs)

    def get_published(self, agent_id: str) -> Agent:
        """For the public: an agent that is not published is as good as none to them (both errors become 404)."""
        agent = self._store.get(agent_id)
        if agent is None:
            raise AgentNotFoundError(agent_id)
        if not agent.is_published:
            raise AgentNotPublishedError(agent_id)
        return agent

    def get_public(self, agent_id: str) -> PublicAgent:
        agent = self.get_published(agent_id)
        _, version, config = self.resolve(agent.space_id, agent_id, None)
        return PublicAgent(
            id=agent.id,
            name=config.name,
            version=version,
            default_locale=config.default_locale,
            locales=sorted(config.locales),
            variables=config.variables,
        )
