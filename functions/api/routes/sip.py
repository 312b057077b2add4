"""SIP: why a call would, or would not, reach an agent, and how the last ones went."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page
from speaknode.phone_numbers.errors import PhoneNumberNotFoundError
from speaknode.telephony.schemas import (
    Diagnosis,
    DoctorQuery,
    LoopReport,
    LoopRequest,
    TracedCall,
    TraceQuery,
)

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/sip/doctor", scope=Scope.AGENTS_READ)
def diagnose_sip(caller: Caller, query: DoctorQuery) -> Diagnosis:
    """Explain which trunk and rule a call would match, and why not."""
    return wiring.sip_doctor().diagnose(caller.space_id, query)


@endpoint(
    routes,
    "POST",
    "/v1/sip/doctor/call",
    scope=Scope.AGENTS_WRITE,
    errors=(PhoneNumberNotFoundError,),
)
def call_by_sip_doctor(caller: Caller, body: LoopRequest) -> LoopReport:
    """Ring a number of the space from our own gateway, and hang up when the agent answers."""
    return wiring.sip_doctor().call(caller.space_id, body)


@endpoint(routes, "GET", "/v1/sip/calls", scope=Scope.AGENTS_READ)
def list_sip_calls(caller: Caller, query: TraceQuery) -> Page[TracedCall]:
    """List the last calls of a telephony account, with what the other side answered, newest first."""
    return Page(items=list(wiring.call_trace().last(caller.space_id, query)))
