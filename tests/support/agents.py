"""Agents and tools in memory."""

from collections.abc import Callable

from speaknode.agents.models import Agent, AgentVersion
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.kit.models import Page
from speaknode.tools.errors import ToolCodeTakenError
from speaknode.tools.models import Tool


class MemoryAgentStore:
    def __init__(self) -> None:
        self.rows: dict[str, Agent] = {}
        self.versions: dict[tuple[str, int], AgentVersion] = {}
        self.before_replace: Callable[[], object] | None = None

    def get(self, agent_id: str) -> Agent | None:
        return self.rows.get(agent_id)

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Agent]:
        found = sorted(
            (a for a in self.rows.values() if a.space_id == space_id and a.id < (cursor or "~")),
            key=lambda agent: agent.id,
            reverse=True,
        )
        more = found[limit - 1].id if len(found) > limit else None
        return Page(items=found[:limit], next_cursor=more)

    def insert(self, agent: Agent) -> None:
        if agent.id in self.rows:
            raise ConflictError("an agent of that id exists")
        self.rows[agent.id] = agent

    def replace(
        self, agent: Agent, *, previous_revision: int, version: AgentVersion | None = None
    ) -> None:
        if self.before_replace:
            meanwhile, self.before_replace = self.before_replace, None
            meanwhile()
        current = self.rows.get(agent.id)
        if current is None or current.revision != previous_revision:
            raise StaleRevisionError("agent")
        self.rows[agent.id] = agent
        if version:
            self.versions[agent.id, version.version] = version

    def delete(self, agent: Agent) -> None:
        self.rows.pop(agent.id, None)
        self.versions = {key: row for key, row in self.versions.items() if key[0] != agent.id}

    def get_version(self, agent_id: str, version: int) -> AgentVersion | None:
        return self.versions.get((agent_id, version))

    def list_versions(self, agent_id: str, cursor: str | None, limit: int) -> Page[AgentVersion]:
        found = [row for key, row in sorted(self.versions.items()) if key[0] == agent_id]
        return Page(items=found[::-1][:limit])


class MemoryToolStore:
    def __init__(self) -> None:
        self.rows: dict[str, Tool] = {}

    def get(self, space_id: str, tool_id: str) -> Tool | None:
        found = self.rows.get(tool_id)
        return found if found and found.space_id == space_id else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Tool]:
        found = [tool for tool in self.rows.values() if tool.space_id == space_id]
        return Page(items=found[:limit])

    def insert(self, tool: Tool) -> None:
        if any(t.code == tool.code and t.space_id == tool.space_id for t in self.rows.values()):
            raise ToolCodeTakenError(tool.code)
        self.rows[tool.id] = tool

    def replace(self, tool: Tool, previous: Tool) -> None:
        self.rows[tool.id] = tool

    def delete(self, tool: Tool) -> None:
        self.rows.pop(tool.id, None)
