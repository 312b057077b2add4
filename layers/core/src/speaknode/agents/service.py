"""Use cases of agents: edit a draft, freeze it, put it before the public."""

from typing import Any

from pydantic import ValidationError

from speaknode.agents.checks import check_config
from speaknode.agents.errors import (
    AgentNotFoundError,
    AgentNotPublishedError,
    AgentVersionNotFoundError,
)
from speaknode.agents.models import DRAFT, Agent, AgentConfig, AgentVersion
from speaknode.agents.ports import AgentStore, ToolCatalog
from speaknode.agents.schemas import AgentCreate, PublicAgent
from speaknode.kit.clock import Clock
from speaknode.kit.errors import StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Input, Page
from speaknode.kit.validation import invalid

_NAME_LIMIT = 50


class AgentService:
    def __init__(self, *, store: AgentStore, tools: ToolCatalog, clock: Clock) -> None:
        self._store = store
        self._tools = tools
        self._clock = clock

    def create(self, space_id: str, data: AgentCreate) -> Agent:
        return self._create(space_id, AgentConfig.model_validate(data.model_dump()))

    def _create(self, space_id: str, config: AgentConfig) -> Agent:
        self._check(space_id, config)
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

    def get(self, space_id: str, agent_id: str) -> Agent:
        agent = self._store.get(agent_id)
        if agent is None or agent.space_id != space_id:
            raise AgentNotFoundError(agent_id)
        return agent

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Agent]:
        return self._store.list(space_id, cursor, limit)

    def replace(
        self, space_id: str, agent_id: str, data: AgentCreate, *, revision: int | None = None
    ) -> Agent:
        return self._change(self.get(space_id, agent_id), data.model_dump(), revision)

    def update(
        self, space_id: str, agent_id: str, data: Input, *, revision: int | None = None
    ) -> Agent:
        """`data` is an AgentUpdate: the fields it carries replace the agent's."""
        return self._change(
            self.get(space_id, agent_id), data.model_dump(exclude_unset=True), revision
        )

    def _change(self, agent: Agent, fields: dict[str, Any], revision: int | None) -> Agent:
        if revision is not None and revision != agent.revision:
            raise StaleRevisionError("agent")
        try:
            config = AgentConfig.model_validate(agent.config().model_dump() | fields)
        except ValidationError as error:
            raise invalid(error) from error
        self._check(agent.space_id, config)
        return self._store_changed(agent, config.model_dump())

    def _store_changed(
        self, agent: Agent, fields: dict[str, Any], version: AgentVersion | None = None
    ) -> Agent:
        bookkeeping = {"updated_at": self._clock(), "revision": agent.revision + 1}
        changed = Agent.model_validate(agent.model_dump() | fields | bookkeeping)
        self._store.replace(changed, previous_revision=agent.revision, version=version)
        return changed

    def delete(self, space_id: str, agent_id: str) -> None:
        self._store.delete(self.get(space_id, agent_id))

    def duplicate(self, space_id: str, agent_id: str) -> Agent:
        original = self.get(space_id, agent_id)
        suffix = " (copy)"
        name = original.name[: _NAME_LIMIT - len(suffix)] + suffix
        return self._create(space_id, original.config().model_copy(update={"name": name}))

    def publish(self, space_id: str, agent_id: str) -> Agent:
        """Freeze the draft as a new version (unless nothing changed since the last) and put it before the public."""
        agent = self.get(space_id, agent_id)
        self._check(space_id, agent.config())
        latest = (
            self._store.get_version(agent_id, agent.latest_version)
            if agent.latest_version
            else None
        )
        version = None
        if latest is None or latest.config != agent.config():
            number = agent.latest_version + 1
            version = AgentVersion(
                agent_id=agent_id,
                space_id=space_id,
                version=number,
                created_at=self._clock(),
                config=agent.config(),
            )
        number = version.version if version else agent.latest_version
        fields = {"latest_version": number, "published_version": number, "is_published": True}
        return self._store_changed(agent, fields, version)

    def unpublish(self, space_id: str, agent_id: str) -> Agent:
        agent = self.get(space_id, agent_id)
        if not agent.is_published:
            return agent
        return self._store_changed(agent, {"published_version": None, "is_published": False})

    def list_versions(
        self, space_id: str, agent_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[AgentVersion]:
        self.get(space_id, agent_id)
        return self._store.list_versions(agent_id, cursor, limit)

    def get_version(self, space_id: str, agent_id: str, version: int) -> AgentVersion:
        self.get(space_id, agent_id)
        found = self._store.get_version(agent_id, version)
        if found is None:
            raise AgentVersionNotFoundError(agent_id, version)
        return found

    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]:
        """The configuration a conversation runs on: the wanted version, else the published one, else the draft (0)."""
        agent = self.get(space_id, agent_id)
        wanted = version if version is not None else agent.published_version or DRAFT
        if wanted == DRAFT:
            return agent, DRAFT, agent.config()
        return agent, wanted, self.get_version(space_id, agent_id, wanted).config

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

    def _check(self, space_id: str, config: AgentConfig) -> None:
        check_config(config)
        self._tools.get_many(space_id, config.tool_ids)
