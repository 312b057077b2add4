"""Agents: the draft, its versions and its publication."""

from typing import Annotated

from chalice.app import Blueprint, HeadersType, Response
from pydantic import Field

from api.endpoint import endpoint
from api.exchange import Exchange
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.agents.errors import (
    AgentDocumentError,
    AgentInUseError,
    AgentLabelNotFoundError,
    AgentNotFoundError,
    AgentNotPublishedError,
    AgentVersionNotFoundError,
)
from speaknode.agents.models import Agent, AgentVersion, VersionLabel
from speaknode.agents.schemas import (
    AgentCreate,
    AgentDiff,
    AgentDocument,
    AgentImported,
    AgentRestored,
    AgentUpdate,
    DiffQuery,
    ExportQuery,
    LabelPut,
    SplitPut,
    VapiAssistant,
    VapiDocument,
)
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
    errors=(AgentNotFoundError, AgentInUseError),
)
def delete_agent(caller: Caller, agent_id: str, if_match: int | None) -> None:
    """Delete an agent with its versions, unless agents, numbers or campaigns still need it; its conversations stay."""
    wiring.agents().delete(caller.space_id, agent_id, revision=if_match)


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
def publish_agent(caller: Caller, agent_id: str, if_match: int | None) -> Agent:
    """Freeze the draft as a version and put it before the public."""
    return wiring.agents().publish(caller.space_id, agent_id, revision=if_match)


@endpoint(
    routes,
    "POST",
    "/v1/agents/{agent_id}/unpublish",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError,),
)
def unpublish_agent(caller: Caller, agent_id: str, if_match: int | None) -> Agent:
    """Take an agent away from the public; its versions stay."""
    return wiring.agents().unpublish(caller.space_id, agent_id, revision=if_match)


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


@endpoint(
    routes,
    "POST",
    "/v1/agents/{agent_id}/versions/{version}/restore",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError, AgentVersionNotFoundError),
)
def restore_agent_version(
    caller: Caller, agent_id: str, version: Version, if_match: int | None
) -> AgentRestored:
    """Make the draft what a version was.

    What the version names and the space no longer has (a deleted tool, agent, document, sound) is left out, and named
    in `report`, with what keeps the draft from being published.
    """
    return wiring.agents().restore(caller.space_id, agent_id, version, revision=if_match)


@endpoint(
    routes,
    "GET",
    "/v1/agents/{agent_id}/diff",
    scope=Scope.AGENTS_READ,
    errors=(AgentNotFoundError, AgentVersionNotFoundError, AgentNotPublishedError),
)
def diff_agent(caller: Caller, agent_id: str, query: DiffQuery) -> AgentDiff:
    """Tell what differs between two versions, the draft among them."""
    return wiring.agents().compare(caller.space_id, agent_id, query.from_, query.to)


@endpoint(
    routes,
    "PUT",
    "/v1/agents/{agent_id}/labels/{label}",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError,),
)
def put_agent_label(
    caller: Caller, agent_id: str, label: VersionLabel, body: LabelPut, if_match: int | None
) -> Agent:
    """Name a version of an agent; a label that another version had moves."""
    agents = wiring.agents()
    return agents.put_label(caller.space_id, agent_id, label, body.version, revision=if_match)


@endpoint(
    routes,
    "DELETE",
    "/v1/agents/{agent_id}/labels/{label}",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError, AgentLabelNotFoundError),
)
def delete_agent_label(
    caller: Caller, agent_id: str, label: VersionLabel, if_match: int | None
) -> None:
    """Take a label away; the version stays."""
    wiring.agents().delete_label(caller.space_id, agent_id, label, revision=if_match)


@endpoint(
    routes,
    "PUT",
    "/v1/agents/{agent_id}/split",
    scope=Scope.AGENTS_WRITE,
    errors=(AgentNotFoundError, AgentNotPublishedError),
)
def put_agent_split(caller: Caller, agent_id: str, body: SplitPut, if_match: int | None) -> Agent:
    """Share the public's conversations between versions by weight; publishing ends it."""
    return wiring.agents().put_split(caller.space_id, agent_id, body.split, revision=if_match)


@endpoint(
    routes,
    "GET",
    "/v1/agents/{agent_id}/export",
    scope=Scope.AGENTS_READ,
    errors=(AgentNotFoundError, AgentVersionNotFoundError, AgentNotPublishedError),
    media_type="text/yaml",
)
def export_agent(caller: Caller, agent_id: str, query: ExportQuery) -> Response:
    """Write an agent with its tools as YAML, without secrets."""
    text = wiring.agent_transfer().export(caller.space_id, agent_id, query.version)
    headers: HeadersType = {"Content-Type": "text/yaml; charset=utf-8", "Cache-Control": "no-store"}
    return Response(text, headers=headers)


@endpoint(
    routes,
    "POST",
    "/v1/agents/import",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/agents/{0.agent.id}",
    errors=(AgentDocumentError,),
    document=AgentDocument | VapiDocument | VapiAssistant,
)
def import_agent(caller: Caller, exchange: Exchange) -> AgentImported:
    """Create an agent from a document: an exported one (YAML or JSON), or an assistant of Vapi.

    A document of Vapi is the assistant itself, or `{"format": "vapi", "assistant": {…}}`. The report
    names everything that the new agent does not have, or has differently.
    """
    is_json = "json" in (exchange.header("content-type") or "json").lower()
    return wiring.agent_transfer().import_text(caller.space_id, exchange.body(), is_json=is_json)
