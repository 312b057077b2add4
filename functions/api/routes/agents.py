"""Agents: the draft, its versions and its publication."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.agents.models import Agent, AgentVersion
from speaknode.agents.schemas import AgentCreate, AgentUpdate
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)
Version = Annotated[int, Field(ge=1)]


@endpoint(routes, "GET", "/v1/agents", scope=Scope.AGENTS_READ)
def list_agents(caller: Caller, query: PageQuery) -> Page[Agent]:
    """List the agents of the space, newest first."""
    return wiring.agents().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes, "POST", "/v1/agents", scope=Scope.AGENTS_WRITE, status=201, location="/v1/agents/{0.id}"
)
def create_agent(caller: Caller, body: AgentCreate) -> Agent:
    """Create an agent as a draft."""
    return wiring.agents().create(caller.space_id, body)


@endpoint(
    routes, "GET", "/v1/agents/{agent_id}", scope=Scope.AGENTS_READ, errors=(AgentNotFoundError,)
)
def get_agent(caller: Caller, agent_id: str) -> Agent:
    """Get an agent's draft."""
    return wiring.agents().get(caller.space_id, agent_id)


@endpoint(
    routes, "PUT", "/v1/agents/{agent_id}", scope=Scope.AGENTS_WRITE, errors=(AgentNotFoundError,)
)
def replace_agent(caller: Caller, agent_id: str, body: AgentCreate, if_match: int | None) -> Agent:
    """Replace an agent's draft; what is left out gets its default."""
    return wiring.agents().replace(caller.space_id, agent_id, body, revision=if_match)


@endpoint(
    routes, "PATCH", "/v1/agents/{agent_id}", scope=Scope.AGENTS_WRITE, errors=(AgentNotFoundError,)
)
def update_agent(caller: Caller, agent_id: str, body: AgentUpdate, if_match: int | None) -> Agent:
    """Change some fields of an agent's draft; what is left out stays."""
    return wiring.agents().update(caller.space_id, agent_id, body, revision=if_match)


@endpoint(
    routes,
    "DELETE",
    "/v1/agents/{agent_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError,),
)
def delete_agent(caller: Caller, agent_id: str) -> None:
    """Delete an agent with its versions; its conversations stay."""
    wiring.agents().delete(caller.space_id, agent_id)


@endpoint(
    routes,
    "POST",
    "/v1/agents/{agent_id}/duplicate",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/agents/{0.id}",
    errors=(AgentNotFoundError,),
)
def duplicate_agent(caller: Caller, agent_id: str) -> Agent:
    """Create a new draft with all the settings of an agent."""
    return wiring.agents().duplicate(caller.space_id, agent_id)


@endpoint(
    routes,
    "POST",
    "/v1/agents/{agent_id}/publish",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError,),
)
def publish_agent(caller: Caller, agent_id: str) -> Agent:
    """Freeze the draft as a version and put it before the public."""
    return wiring.agents().publish(caller.space_id, agent_id)


@endpoint(
    routes,
    "POST",
    "/v1/agents/{agent_id}/unpublish",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError,),
)
def unpublish_agent(caller: Caller, agent_id: str) -> Agent:
    """Take an agent away from the public; its versions stay."""
    return wiring.agents().unpublish(caller.space_id, agent_id)


@endpoint(
    routes,
    "GET",
    "/v1/agents/{agent_id}/versions",
    scope=Scope.AGENTS_READ,
    errors=(AgentNotFoundError,),
)
def list_agent_versions(caller: Caller, agent_id: str, query: PageQuery) -> Page[AgentVersion]:
    """List an agent's versions, newest first."""
    return wiring.agents().list_versions(caller.space_id, agent_id, query.cursor, query.limit)


@endpoint(
    routes,
    "GET",
    "/v1/agents/{agent_id}/versions/{version}",
    scope=Scope.AGENTS_READ,
    errors=(AgentNotFoundError, AgentVersionNotFoundError),
)
def get_agent_version(caller: Caller, agent_id: str, version: Version) -> AgentVersion:
    """Get one version of an agent."""
    return wiring.agents().get_version(caller.space_id, agent_id, version)
