"""Sessions: start a conversation, read everything that is known of it, end it."""

from chalice.app import Blueprint, Response

from api.download import SHEET, download
from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.agents.errors import AgentNotFoundError, AgentVersionNotFoundError
from speaknode.kit.models import Page, PageQuery
from speaknode.sessions.errors import SessionNotFoundError, SessionNotOverError
from speaknode.sessions.models import RecordingKind, Session, ToolCall, Turn
from speaknode.sessions.schemas import (
    RecordingLink,
    SessionCreate,
    SessionCreated,
    SessionDetail,
    SessionExportQuery,
    SessionQuery,
)

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST",
    "/v1/sessions",
    scope=Scope.SESSIONS_WRITE,
    status=201,
    location="/v1/sessions/{0.id}",
    errors=(AgentNotFoundError, AgentVersionNotFoundError),
)
def create_session(caller: Caller, body: SessionCreate, plan: str | None) -> SessionCreated:
    """Start a conversation: gives the LiveKit room to join and a short-lived token for it."""
    session_id = f"ses_{plan}" if plan else None
    return wiring.sessions().create(caller.space_id, body, session_id=session_id)


@endpoint(routes, "GET", "/v1/sessions", scope=Scope.SESSIONS_READ)
def list_sessions(caller: Caller, query: SessionQuery) -> Page[Session]:
    """List conversations, newest first."""
    return wiring.sessions().list(caller.space_id, query)


@endpoint(
    routes,
    "GET",
    "/v1/sessions/export",
    scope=Scope.SESSIONS_READ,
    media_type=SHEET,
)
def export_sessions(caller: Caller, query: SessionExportQuery) -> Response:
    """Export conversations as a table, newest first: CSV, or Excel with `format=xlsx`.

    One answer holds up to 5000 rows (3 MB); while there are more, it has the header
    `Speaknode-Next-Cursor`, to be passed back as `cursor`.
    """
    return download(wiring.sessions().export(caller.space_id, query))


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError,),
)
def get_session(caller: Caller, session_id: str) -> SessionDetail:
    """Get a conversation with its turns, tool calls, metrics, errors and recordings."""
    return wiring.sessions().get_detail(caller.space_id, session_id)


@endpoint(
    routes,
    "DELETE",
    "/v1/sessions/{session_id}",
    scope=Scope.SESSIONS_WRITE,
    errors=(SessionNotFoundError, SessionNotOverError),
)
def delete_session(caller: Caller, session_id: str) -> None:
    """Delete a conversation that has ended, with all that is kept of it: words, tool calls, analysis, recordings."""
    wiring.session_retention().delete(wiring.sessions().get(caller.space_id, session_id))


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}/turns",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError,),
)
def list_session_turns(caller: Caller, session_id: str, query: PageQuery) -> Page[Turn]:
    """List what was said, in order."""
    return wiring.sessions().list_turns(caller.space_id, session_id, query.cursor, query.limit)


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}/tool-calls",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError,),
)
def list_session_tool_calls(caller: Caller, session_id: str, query: PageQuery) -> Page[ToolCall]:
    """List the tool calls of a conversation, in order."""
    return wiring.sessions().list_tool_calls(caller.space_id, session_id, query.cursor, query.limit)


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}/recordings",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError,),
)
def list_session_recordings(caller: Caller, session_id: str) -> Page[RecordingLink]:
    """List the recordings of a conversation with links that work for minutes."""
    return Page(items=list(wiring.sessions().list_recordings(caller.space_id, session_id)))


@endpoint(
    routes,
    "GET",
    "/v1/sessions/{session_id}/recordings/{kind}",
    scope=Scope.SESSIONS_READ,
    errors=(SessionNotFoundError,),
)
def get_session_recording(caller: Caller, session_id: str, kind: RecordingKind) -> RecordingLink:
    """Get one recording of a conversation with a link that works for minutes."""
    return wiring.sessions().get_recording(caller.space_id, session_id, kind)


@endpoint(
    routes,
    "POST",
    "/v1/sessions/{session_id}/end",
    scope=Scope.SESSIONS_WRITE,
    errors=(SessionNotFoundError,),
)
def end_session(caller: Caller, session_id: str) -> Session:
    """End a conversation that is still going; one that has ended stays as it is."""
    return wiring.sessions().end(caller.space_id, session_id)
