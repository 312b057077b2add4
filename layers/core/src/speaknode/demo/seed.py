"""Makes the demo space, its API key, the weather tool and Ada; run again, it keeps what is there."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from speaknode import wiring
from speaknode.access.models import ALL_SCOPES, ApiKeyCreate, Scope
from speaknode.agents.models import AgentConfig
from speaknode.agents.schemas import AgentCreate
from speaknode.demo.ada import WEATHER_TOOL, ada
from speaknode.demo.choice import Probe, choose, ollama_model
from speaknode.kit.errors import ConflictError, NotFoundError, UnauthenticatedError
from speaknode.tools.models import Tool
from speaknode.tools.schemas import ToolInput

SPACE_ID = "spc_demo"


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What an installation remembers of its demo. `agent_revision` is the one this seeding left behind."""

    space_id: str
    api_key: str
    agent_id: str
    agent_revision: int
    providers: str
    kept_edits: bool = False


def seed(
    *,
    api_url: str,
    known: Demo | None = None,
    environment: Mapping[str, str] = os.environ,
    ollama: Probe = ollama_model,
) -> Demo:
    """With keys in the environment Ada uses real providers. An Ada that somebody edited stays as edited."""
    with suppress(ConflictError):  # made by an earlier start
        wiring.spaces().create_ownerless(SPACE_ID, "Demo clinic")
    choice = choose(environment, ollama)
    tool = _tool(f"{api_url}/v1/demo/weather")
    wanted = ada(choice, tool.id)
    current = _current(known)
    if known and current and current[1] != known.agent_revision:
        return Demo(
            space_id=SPACE_ID,
            api_key=_key(known),
            agent_id=known.agent_id,
            agent_revision=known.agent_revision,
            providers=choice.summary,
            kept_edits=True,
        )
    agent_id, revision = _publish(current[0] if current else None, wanted)
    return Demo(
        space_id=SPACE_ID,
        api_key=_key(known),
        agent_id=agent_id,
        agent_revision=revision,
        providers=choice.summary,
    )


def _key(known: Demo | None) -> str:
    if known:
        try:
            wiring.access().authenticate(known.api_key)
            return known.api_key
        except UnauthenticatedError:
            pass  # deleted by somebody: the demo gets a new one
    # Whoever starts an installation administers it.
    scopes = (*ALL_SCOPES, Scope.PLATFORM_ADMIN)
    return wiring.access().create_key(SPACE_ID, ApiKeyCreate(name="demo", scopes=scopes)).secret


def _tool(url: str) -> Tool:
    wanted = ToolInput.model_validate(WEATHER_TOOL | {"url": url})
    for tool in wiring.tools().list(SPACE_ID, limit=100).items:
        if tool.code == wanted.code:
            return (
                tool
                if tool.url == wanted.url
                else wiring.tools().replace(SPACE_ID, tool.id, wanted)
            )
    return wiring.tools().create(SPACE_ID, wanted)


def _current(known: Demo | None) -> tuple[str, int] | None:
    if known is None:
        return None
    try:
        agent = wiring.agents().get(SPACE_ID, known.agent_id)
    except NotFoundError:
        return None
    return agent.id, agent.revision


def _publish(agent_id: str | None, wanted: AgentCreate) -> tuple[str, int]:
    agents = wiring.agents()
    if agent_id is None:
        agent = agents.create(SPACE_ID, wanted)
    else:
        agent = agents.get(SPACE_ID, agent_id)
        if agent.is_published and agent.config() == AgentConfig.model_validate(wanted.model_dump()):
            return agent.id, agent.revision
        agent = agents.replace(SPACE_ID, agent_id, wanted)
    agent = agents.publish(SPACE_ID, agent.id)
    return agent.id, agent.revision
