"""SIP: why a call would, or would not, reach an agent."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.telephony.schemas import Diagnosis, DoctorQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/sip/doctor", scope=Scope.AGENTS_READ)
def diagnose_sip(caller: Caller, query: DoctorQuery) -> Diagnosis:
    """Explain which trunk and rule a call would match, and why not."""
    return wiring.sip_doctor().diagnose(caller.space_id, query)
