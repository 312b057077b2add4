"""Tools: what agents of the space can call."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page, PageQuery
from speaknode.tools.errors import ToolCodeTakenError, ToolNotFoundError
from speaknode.tools.models import Tool
from speaknode.tools.outcome import Exchange
from speaknode.tools.schemas import ToolInput, ToolTest

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/tools", scope=Scope.AGENTS_READ)
def list_tools(caller: Caller, query: PageQuery) -> Page[Tool]:
    """List the tools of the space, newest first."""
    return wiring.tools().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes,
    "POST",
    "/v1/tools",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/tools/{0.id}",
    errors=(ToolCodeTakenError,),
)
def create_tool(caller: Caller, body: ToolInput) -> Tool:
    """Create a tool."""
    return wiring.tools().create(caller.space_id, body)


@endpoint(
    routes, "GET", "/v1/tools/{tool_id}", scope=Scope.AGENTS_READ, errors=(ToolNotFoundError,)
)
def get_tool(caller: Caller, tool_id: str) -> Tool:
    """Get a tool."""
    return wiring.tools().get(caller.space_id, tool_id)


@endpoint(
    routes,
    "PUT",
    "/v1/tools/{tool_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(ToolNotFoundError, ToolCodeTakenError),
)
def replace_tool(caller: Caller, tool_id: str, body: ToolInput, if_match: int | None) -> Tool:
    """Replace a tool; what is left out gets its default."""
    return wiring.tools().replace(caller.space_id, tool_id, body, revision=if_match)


@endpoint(
    routes, "DELETE", "/v1/tools/{tool_id}", scope=Scope.AGENTS_WRITE, errors=(ToolNotFoundError,)
)
def delete_tool(caller: Caller, tool_id: str, if_match: int | None) -> None:
    """Delete a tool."""
    wiring.tools().delete(caller.space_id, tool_id, revision=if_match)


@endpoint(
    routes,
    "POST",
    "/v1/tools/{tool_id}/test",
    scope=Scope.AGENTS_WRITE,
    errors=(ToolNotFoundError,),
)
def test_tool(caller: Caller, tool_id: str, body: ToolTest) -> Exchange:
    """Run a tool once and show the exchange.

    It really is sent. Secrets are masked in what is shown, also where the far side sends them back."""
    return wiring.tool_testing().run(caller.space_id, tool_id, body)
