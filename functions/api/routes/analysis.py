"""Analysis: what was made of a conversation, and making it anew."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.analysis.errors import (
    AnalysisNotFoundError,
    NothingToAnalyseError,
    SessionNotEndedError,
)
from speaknode.analysis.models import Analysis
from speaknode.analysis.schemas import AnalysisRequest
from speaknode.sessions.errors import SessionNotFoundError

routes = Blueprint(__name__)
_AS_CONFIGURED = AnalysisRequest()


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}/analysis",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError, AnalysisNotFoundError),
)
def get_session_analysis(caller: Caller, session_id: str) -> Analysis:
    """Get the analysis of a conversation: summary, fields and judged criteria."""
    return wiring.analysis().get(caller.space_id, session_id)


@endpoint(
    routes,
    "POST",
    "/v1/sessions/{session_id}/analysis",
    scope=Scope.SESSIONS_WRITE,
    status=202,
    errors=(
        SessionNotFoundError,
        SessionNotEndedError,
        NothingToAnalyseError,
        AgentNotFoundError,
        AgentVersionNotFoundError,
    ),
)
def analyse_session(
    caller: Caller,
    session_id: str,
    body: AnalysisRequest = _AS_CONFIGURED,
) -> Analysis:
    """Analyse an ended conversation (again); the event `session.analyzed` tells when it is done."""
    return wiring.analysis().request(caller.space_id, session_id, body)
