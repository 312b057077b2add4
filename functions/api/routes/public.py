"""What anybody may do with a published agent: see what it is, and talk to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.agents.errors import AgentNotFoundError, AgentNotPublishedError
from speaknode.agents.schemas import PublicAgent
from speaknode.sessions.schemas import PublicSessionCreate, SessionCreated

routes = Blueprint(__name__)


@contextmanager
def _hidden(agent_id: str) -> Iterator[None]:
    """To the public, an agent that is not published is as good as none."""
    try:
        yield
    except AgentNotPublishedError as error:
        raise AgentNotFoundError(agent_id) from error


@endpoint(routes, "GET", "/v1/public/agents/{agent_id}", errors=(AgentNotFoundError,))
def get_public_agent(agent_id: str) -> PublicAgent:
    """Get the public configuration of a published agent."""
    with _hidden(agent_id):
        return wiring.agents().get_public(agent_id)


@endpoint(
    routes,
    "POST",
    "/v1/public/agents/{agent_id}/sessions",
    status=201,
    errors=(AgentNotFoundError,),
)
def create_public_session(agent_id: str, body: PublicSessionCreate) -> SessionCreated:
    """Start a conversation with a published agent."""
    with _hidden(agent_id):
        return wiring.sessions().create_public(agent_id, body)
