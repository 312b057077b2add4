"""API keys of a space: shown once, deleted when they leak."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import ApiKey, ApiKeyCreate, ApiKeyCreated, Scope
from speaknode.access.service import ApiKeyNotFoundError
from speaknode.kit.models import Page, PageQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/api-keys", scope=Scope.ACCESS_WRITE)
def list_api_keys(caller: Caller, query: PageQuery) -> Page[ApiKey]:
    """List the API keys of the space, newest first; never the keys themselves."""
    return wiring.access().list_keys(caller.space_id, query.cursor, query.limit)


@endpoint(routes, "POST", "/v1/api-keys", scope=Scope.ACCESS_WRITE, status=201)
def create_api_key(caller: Caller, body: ApiKeyCreate) -> ApiKeyCreated:
    """Create an API key. `secret` is shown this once; a key cannot give more than its maker has."""
    caller.require(*body.scopes)
    return wiring.access().create_key(caller.space_id, body)


@endpoint(
    routes,
    "DELETE",
    "/v1/api-keys/{key_id}",
    scope=Scope.ACCESS_WRITE,
    errors=(ApiKeyNotFoundError,),
)
def delete_api_key(caller: Caller, key_id: str) -> None:
    """Delete an API key; it stops working at once."""
    wiring.access().delete_key(caller.space_id, key_id)
