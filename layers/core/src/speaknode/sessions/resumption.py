"""A conversation as another worker finds it, whose own worker is lost: all that was reported of it."""

from speaknode.sessions.models import HandoffTarget, SessionSpec
from speaknode.sessions.ports import SessionParts


def as_left(spec: SessionSpec, parts: SessionParts) -> SessionSpec:
    """With the agent, the language and the variables that it had come to."""
    collected = {k: v for call in parts.tool_calls for k, v in call.assigned.items()}
    found = spec.model_copy(update={"variables": spec.variables | collected})
    if parts.handoffs:
        found = _given_to(found, parts.handoffs[-1].to_agent_id)
    spoken = parts.turns[-1].language if parts.turns else None
    if spoken in found.config.locales:
        return found.model_copy(update={"locale": spoken})
    if found.locale in found.config.locales:
        return found
    return found.model_copy(update={"locale": found.config.default_locale})


def _given_to(spec: SessionSpec, agent_id: str) -> SessionSpec:
    """The agent that began stays within reach of the rules that lead back to it."""
    target = spec.handoff_targets.get(agent_id)
    if target is None:  # it was given back to the one that began
        return spec
    first = HandoffTarget(
        agent_id=spec.agent_id,
        agent_version=spec.agent_version,
        config=spec.config,
        tools=spec.tools,
    )
    told = target.model_dump(include={"agent_id", "agent_version"})
    return spec.model_copy(
        update=told
        | {"config": target.config, "tools": target.tools}
        | {"handoff_targets": spec.handoff_targets | {spec.agent_id: first}}
    )
