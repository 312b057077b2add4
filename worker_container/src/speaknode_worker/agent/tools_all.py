"""All tools of one conversation, whichever of its agents has the word."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from livekit.agents import AgentSession, RunContext, StopResponse, function_tool
from livekit.agents.llm import RawFunctionTool, Tool, Toolset

from speaknode.agents.models import AgentConfig
from speaknode.egress.policy import Policy
from speaknode.sessions.models import HandoffTarget, SessionSpec
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.handoff import FetchKeys, Handoffs, no_keys
from speaknode_worker.agent.prompt import instructions
from speaknode_worker.agent.rescue import Rescue
from speaknode_worker.agent.tools import ToolContext, webhook_tool

SKIP_TURN_SCHEMA = {
    "name": "skip_turn",
    "description": "Say nothing now: the caller asked for a moment, or speaks to somebody else.",
    "parameters": {"type": "object", "properties": {}},
}
logger = logging.getLogger(__name__)


class ConversationTools:
    def __init__(
        self,
        spec: SessionSpec,
        shared: ToolContext,
        conversation: Conversation,
        *,
        more: Callable[[AgentConfig], Sequence[Tool]] = lambda config: (),
        policy: Policy | None = None,
        keys: FetchKeys = no_keys,
    ) -> None:
        """`more`: what the channel can do beside. Without a policy no MCP server is asked."""
        self._policy = policy
        self._shared, self._talk, self._more = shared, conversation, more
        self.handoffs = Handoffs(
            spec, reporter=shared.reporter, conversation=conversation, tools=self.of, keys=keys
        )
        shared.on_assigned.append(self._refill)

    def first(self) -> Sequence[Tool | Toolset]:
        """Of the agent that begins."""
        return self.of(self.handoffs.current)

    def of(self, target: HandoffTarget) -> Sequence[Tool | Toolset]:
        config = target.config
        tools = [*self._talk.tools(config), *self._more(config)]
        if (switch := self.handoffs.tool(target)) is not None:
            tools.append(switch)
        if config.system_tools.skip_turn:
            tools.append(skip_turn_tool())
        tools += [webhook_tool(tool, self._shared) for tool in target.tools]
        apart = _apart(tools)
        return [*apart.values(), *self._mcp(config, set(apart))]

    def _mcp(self, config: AgentConfig, taken: set[str]) -> list[Toolset]:
        if not config.mcp_servers or self._policy is None:
            return []
        from speaknode_worker.agent.mcp_tools import McpTools  # its client takes half a second

        return [
            McpTools(server, self._shared, self._policy, taken) for server in config.mcp_servers
        ]

    def watch(self, session: AgentSession[Any]) -> None:
        self._shared.journal.recall()
        self.handoffs.watch(session)
        self._talk.rescue = Rescue(self._talk, lambda: self.of(self.handoffs.current)).go

    async def _refill(self) -> None:
        """The prompt of the agent that speaks, with what was collected."""
        talk = self._talk
        if talk.session is not None:
            prompt = instructions(talk.config.system_prompt, talk.locale, talk.variables)
            await talk.session.current_agent.update_instructions(prompt)

    async def aclose(self) -> None:
        await self._shared.journal.aclose()


def _apart(tools: Sequence[Tool]) -> dict[str, Tool]:
    """The first of each name: a tool renamed since its agent was checked must not keep a call from beginning."""
    apart: dict[str, Tool] = {}
    for tool in tools:
        if apart.setdefault(tool.id, tool) is not tool:
            logger.warning("a tool is left out: its name is taken", extra={"tool": tool.id})
    return apart


def skip_turn_tool() -> RawFunctionTool[..., Any]:
    async def skip_turn(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
        raise StopResponse

    return function_tool(skip_turn, raw_schema=SKIP_TURN_SCHEMA)
