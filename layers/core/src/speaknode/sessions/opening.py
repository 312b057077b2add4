"""A conversation when it is made: what is told of it, and what its worker goes by."""

from datetime import datetime

from pydantic import Field

from speaknode.agents.checks import resolve_variables
from speaknode.agents.models import Agent, AgentConfig, Language, VariableValue
from speaknode.agents.naming import collected
from speaknode.agents.outcome import StoreMode
from speaknode.agents.overrides import Overrides
from speaknode.agents.redaction import redact_all
from speaknode.kit.errors import InvalidError
from speaknode.kit.models import Entity
from speaknode.sessions.handoffs import handoff_targets
from speaknode.sessions.models import Channel, Session, SessionSpec
from speaknode.sessions.ports import AgentResolver, ToolCatalog
from speaknode.widget.models import Visit


class Opening(Entity):
    """What is asked for, whichever way it came."""

    session_id: str
    channel: Channel
    locale: Language | None = Field(default=None, description="null: the agent's own.")
    variables: dict[str, VariableValue] = Field(
        default_factory=dict, description="As they were given."
    )
    overrides: Overrides = Overrides()
    caller: str | None = None
    called: str | None = None
    visit: Visit | None = None


def draw_up(
    opening: Opening,
    resolved: tuple[Agent, int, AgentConfig],
    *,
    agents: AgentResolver,
    tools: ToolCatalog,
    at: datetime,
) -> tuple[Session, SessionSpec]:
    """Raises InvalidError naming `/locale`, a variable or an override."""
    agent, version, config = resolved
    locale = _locale(config, opening.locale)
    used = tools.present(agent.space_id, config.tool_ids)
    config = opening.overrides.applied(config, locale, collected=collected(used))
    variables = resolve_variables(config.variables, opening.variables)
    session = Session(
        id=opening.session_id,
        space_id=agent.space_id,
        agent_id=agent.id,
        agent_name=config.name,
        agent_version=version,
        channel=opening.channel,
        locale=locale,
        variables=_kept(variables, config),
        caller=opening.caller,
        called=opening.called,
        visit=opening.visit,
        created_at=at,
        expires_at=config.privacy.expires_at(at),
    )
    spec = SessionSpec(
        session_id=session.id,
        space_id=session.space_id,
        agent_id=agent.id,
        agent_version=version,
        channel=session.channel,
        locale=session.locale,
        config=config,
        tools=used,
        handoff_targets=handoff_targets(agents, tools, agent, config),
        variables=variables,
        caller=session.caller,
        called=session.called,
    )
    return session, spec


def _kept(variables: dict[str, VariableValue], config: AgentConfig) -> dict[str, VariableValue]:
    """As the transcript is; the worker has them as they were given, and needs them so."""
    if config.privacy.store is StoreMode.METADATA_ONLY:
        return {}
    kept: dict[str, VariableValue] = redact_all(variables, config.privacy.redacted())
    return kept


def _locale(config: AgentConfig, wanted: Language | None) -> Language:
    if wanted is None:
        return config.default_locale
    if wanted not in config.locales:
        raise InvalidError.field(
            "/locale",
            f"the agent speaks {', '.join(sorted(config.locales))}",
            code="unknown_locale",
        )
    return wanted
