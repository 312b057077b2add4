"""A conversation as another worker finds it, whose own worker is lost: all that was reported of it."""

from collections.abc import Sequence

from speaknode.agents.models import VariableValue
from speaknode.sessions import tool_calls
from speaknode.sessions.models import HandoffTarget, SessionSpec, ToolCall
from speaknode.sessions.ports import SessionParts
from speaknode.tools.journal import JournalEntry


def as_left(
    spec: SessionSpec, parts: SessionParts, journal: Sequence[JournalEntry] = ()
) -> SessionSpec:
    """With the agent, the language and the variables that it had come to."""
    collected = _assigned(parts.tool_calls, journal)
    found = spec.model_copy(update={"variables": spec.variables | collected})
    if parts.handoffs:
        found = _given_to(found, parts.handoffs[-1].to_agent_id)
    spoken = parts.turns[-1].language if parts.turns else None
    if spoken in found.config.locales:
        return found.model_copy(update={"locale": spoken})
    if found.locale in found.config.locales:
        return found
    return found.model_copy(update={"locale": found.config.default_locale})


def _assigned(
    told: Sequence[ToolCall], journal: Sequence[JournalEntry]
) -> dict[str, VariableValue]:
    """By the tools, in their order. The journal has the values themselves, and those of calls that nobody told of."""
    calls = [*tool_calls.as_it_was(told, journal), *tool_calls.untold(journal, told)]
    ordered = sorted(calls, key=lambda call: call.started_at)
    return {name: value for call in ordered for name, value in call.assigned.items()}


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
