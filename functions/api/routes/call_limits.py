"""How much the campaigns of a space may call, all together."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.call_limits.schemas import CallLimitsInput, CallLimitsUsed

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/call-limits", scope=Scope.AGENTS_READ)
def get_call_limits(caller: Caller) -> CallLimitsUsed:
    """Get the limits of the space's campaigns, and what was used of them today (UTC)."""
    return wiring.call_limits().get(caller.space_id)


@endpoint(routes, "PUT", "/v1/call-limits", scope=Scope.SPACES_WRITE)
def put_call_limits(caller: Caller, body: CallLimitsInput) -> CallLimitsUsed:
    """Set all limits; what is left out is not limited. They hold from the next call on."""
    return wiring.call_limits().put(caller.space_id, body)
