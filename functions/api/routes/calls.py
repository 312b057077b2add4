"""Calls: telephone calls that an agent makes."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.calls.schemas import CallCreate
from speaknode.sessions.models import Session

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/v1/calls",
    scope=Scope.SESSIONS_WRITE,
    status=201,
    location="/v1/sessions/{0.id}",
    errors=(AgentNotFoundError, AgentVersionNotFoundError),
)
def create_call(caller: Caller, body: CallCreate, plan: str | None) -> Session:
    """Call a telephone number.

    The answer is the call's session; its `end_reason` tells at last how it went: `busy`, `no_answer`,
    `declined`, `invalid_number`, or how the conversation ended. A retry with the same Idempotency-Key
    never calls twice.
    """
    session_id = f"ses_{plan}" if plan else None
    return wiring.calls().create(caller.space_id, body, session_id=session_id)
