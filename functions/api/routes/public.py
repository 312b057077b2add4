"""What anybody may do with a published agent: see what it is, talk to it, come back to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from chalice.app import Blueprint

from api.endpoint import endpoint
from api.exchange import Exchange
from speaknode import wiring
from speaknode.agents.errors import AgentNotFoundError, AgentNotPublishedError
from speaknode.sessions.errors import SessionNotFoundError
from speaknode.sessions.schemas import PublicSessionCreate, SessionCreated
from speaknode.widget.errors import OriginNotAllowedError, TooManySessionsError
from speaknode.widget.schemas import ReturnRequest, ReturnToken, Visitor, WidgetAgent

routes = Blueprint(__name__)


@contextmanager
def _hidden(agent_id: str) -> Iterator[None]:
    """To the public, an agent that is not published is as good as none."""
    try:
        yield
    except AgentNotPublishedError as error:
        raise AgentNotFoundError(agent_id) from error


def _visitor(exchange: Exchange) -> Visitor:
    origin = exchange.header("origin")
    if origin is None and (referer := exchange.header("referer")):
        parts = urlsplit(referer)
        origin = f"{parts.scheme}://{parts.netloc}"
    # Browsers name no origin when they read from the site that they are on.
    at_home = exchange.header("sec-fetch-site") == "same-origin"
    return Visitor(ip=exchange.source_ip, origin=origin, is_same_origin=at_home)


@endpoint(
    routes,
    "GET",
    "/v1/public/agents/{agent_id}",
    errors=(AgentNotFoundError, OriginNotAllowedError),
)
def get_public_agent(agent_id: str, exchange: Exchange) -> WidgetAgent:
    """Get the public configuration of a published agent."""
    with _hidden(agent_id):
        return wiring.widgets().get_agent(agent_id, _visitor(exchange))


@endpoint(
    routes,
    "POST",
    "/v1/public/agents/{agent_id}/sessions",
    status=201,
    errors=(AgentNotFoundError, OriginNotAllowedError, TooManySessionsError),
)
def create_public_session(
    agent_id: str, body: PublicSessionCreate, exchange: Exchange
) -> SessionCreated:
    """Start a conversation with a published agent."""
    with _hidden(agent_id):
        return wiring.widgets().start(agent_id, body, _visitor(exchange))


@endpoint(
    routes,
    "POST",
    "/v1/public/agents/{agent_id}/sessions/{session_id}/return",
    errors=(AgentNotFoundError, OriginNotAllowedError, SessionNotFoundError),
)
def return_to_public_session(
    agent_id: str, session_id: str, body: ReturnRequest, exchange: Exchange
) -> ReturnToken:
    """Get a new token for a conversation that goes on, in exchange for the token it was joined with."""
    with _hidden(agent_id):
        return wiring.widgets().come_back(agent_id, session_id, body, _visitor(exchange))
