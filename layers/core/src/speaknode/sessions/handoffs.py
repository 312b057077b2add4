"""The agents that a conversation may be given to, frozen when it begins: an edit in the middle changes nothing."""

import logging

from speaknode.agents.models import Agent, AgentConfig
from speaknode.kit.errors import SpeaknodeError
from speaknode.sessions.models import HandoffTarget
from speaknode.sessions.ports import AgentResolver, ToolCatalog

MAX_TARGETS = 20
logger = logging.getLogger(__name__)


def handoff_targets(
    agents: AgentResolver, tools: ToolCatalog, agent: Agent, config: AgentConfig
) -> dict[str, HandoffTarget]:
    """All that can be reached, also by way of others; the way back needs no copy."""
    waiting = [handoff.to for handoff in config.handoffs]
    found: dict[str, HandoffTarget] = {}
    while waiting and len(found) < MAX_TARGETS:
        agent_id = waiting.pop(0)
        if agent_id in found or agent_id == agent.id:
            continue
        try:
            _, version, target = agents.resolve(agent.space_id, agent_id, None)
            made = HandoffTarget(
                agent_id=agent_id,
                agent_version=version,
                config=target,
                tools=tools.present(agent.space_id, target.tool_ids),
            )
        except SpeaknodeError as error:  # deleted since: the rule leads nowhere, the call goes on
            logger.warning(
                "a hand-off leads nowhere", extra={"target": agent_id, "reason": error.code}
            )
            continue
        found[agent_id] = made
        waiting += [handoff.to for handoff in target.handoffs]
    return found
