"""What every use case of agents starts from: the stored draft, its checks, its next revision."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from speaknode.agents.checks import check_config
from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.agents.models import Agent, AgentConfig, AgentVersion
from speaknode.agents.naming import check_tools, collected
from speaknode.agents.ports import AgentStore, AgentUsers, ToolCatalog
from speaknode.agents.references import AgentReferences
from speaknode.kit.clock import Clock
from speaknode.kit.errors import FieldError, InvalidError, StaleRevisionError

_TRIES = 8
P = ParamSpec("P")
T = TypeVar("T")


def again_unless_pinned(change: Callable[P, T]) -> Callable[P, T]:
    """Who names no `revision` wants the change made to whatever there is, so somebody else's being first is no reason
    to refuse it: it is made to what they left."""

    @wraps(change)
    def changed(*args: P.args, **named: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return change(*args, **named)
            except StaleRevisionError:
                if named.get("revision") is not None:
                    raise
        return change(*args, **named)

    return changed


class AgentDrafts:
    def __init__(
        self,
        *,
        store: AgentStore,
        tools: ToolCatalog,
        references: AgentReferences,
        used_by: AgentUsers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._used_by = used_by
        self.references = references
        self._tools = tools
        self._clock = clock

    def get(self, space_id: str, agent_id: str) -> Agent:
        agent = self._store.get(agent_id)
        if agent is None or agent.space_id != space_id:
            raise AgentNotFoundError(agent_id)
        return agent

    def _unchanged(self, space_id: str, agent_id: str, revision: int | None) -> Agent:
        """Raises StaleRevisionError when it is another than the caller saw; None: whichever there is."""
        agent = self.get(space_id, agent_id)
        if revision is not None and revision != agent.revision:
            raise StaleRevisionError("agent")
        return agent

    def exists(self, space_id: str, agent_id: str) -> bool:
        found = self._store.get(agent_id)
        return found is not None and found.space_id == space_id

    def _version(self, agent: Agent, version: int) -> AgentVersion:
        found = self._store.get_version(agent.id, version)
        if found is None:
            raise AgentVersionNotFoundError(agent.id, version)
        return found

    def _store_changed(
        self, agent: Agent, fields: dict[str, Any], version: AgentVersion | None = None
    ) -> Agent:
        bookkeeping = {"updated_at": self._clock(), "revision": agent.revision + 1}
        changed = Agent.model_validate(agent.model_dump() | fields | bookkeeping)
        self._store.replace(changed, previous_revision=agent.revision, version=version)
        return changed

    def _check(
        self,
        space_id: str,
        config: AgentConfig,
        *,
        agent_id: str | None = None,
        kept_tools: Collection[str] = (),
    ) -> None:
        """Everything that must hold before a draft is stored. `kept_tools` were there before, and may be deleted
        since: that keeps nothing else from being edited. Raises InvalidError."""
        tools = {tool.id: tool for tool in self._tools.present(space_id, config.tool_ids)}
        for index, tool_id in enumerate(config.tool_ids):
            if tool_id not in tools and tool_id not in kept_tools:
                raise InvalidError.field(
                    f"/tool_ids/{index}", f"tool {tool_id} does not exist", code="tool_not_found"
                )
        check_config(config, collected=collected(tools.values()))
        codes = [tools[id_].code if id_ in tools else id_ for id_ in config.tool_ids]
        check_tools(config, codes, "/tool_ids")
        found = [
            FieldError(pointer=f"/handoffs/{index}/to", message=message)
            for index, handoff in enumerate(config.handoffs)
            if (message := self._target_error(space_id, handoff.to, agent_id))
        ]
        if found:
            raise InvalidError.of_fields(found, code="invalid_agent")

    def _target_error(self, space_id: str, target: str, agent_id: str | None) -> str | None:
        if target == agent_id:
            return "an agent cannot hand a conversation to itself"
        return None if self.exists(space_id, target) else f"agent {target} does not exist"
