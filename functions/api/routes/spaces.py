"""Spaces: the tenants that the caller belongs to."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller, Identity
from speaknode.access.models import Scope
from speaknode.kit.models import Page
from speaknode.spaces.errors import SpaceNotFoundError
from speaknode.spaces.models import Space
from speaknode.spaces.schemas import SpaceCreate, SpaceUpdate, SpaceWithRole

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/spaces")
def list_spaces(identity: Identity) -> Page[SpaceWithRole]:
    """List the spaces of the caller, with their role in each."""
    return Page(items=wiring.identity().spaces_of(identity))


@endpoint(routes, "POST", "/v1/spaces", status=201, location="/v1/spaces/{0.id}")
def create_space(identity: Identity, body: SpaceCreate) -> SpaceWithRole:
    """Create a space with the signed-in person as its owner."""
    user = identity.require_user()
    return wiring.spaces().create(user.sub, body, email=user.email, name=user.name)


@endpoint(routes, "GET", "/v1/spaces/{space_id}", errors=(SpaceNotFoundError,))
def get_space(caller: Caller, space_id: str) -> Space:
    """Get a space."""
    return wiring.spaces().find(space_id)


@endpoint(
    routes, "PATCH", "/v1/spaces/{space_id}", scope=Scope.SPACES_WRITE, errors=(SpaceNotFoundError,)
)
def update_space(caller: Caller, space_id: str, body: SpaceUpdate, if_match: int | None) -> Space:
    """Rename a space."""
    return wiring.spaces().rename(space_id, body, revision=if_match)
