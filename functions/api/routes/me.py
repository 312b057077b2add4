"""Who am I."""

from chalice.app import Blueprint

from api import auth
from api.endpoint import endpoint
from api.exchange import Exchange
from speaknode.access.identity import Identity
from speaknode.spaces.schemas import Me

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/me")
def get_me(identity: Identity, exchange: Exchange) -> Me:
    """Tell who is asking, with their spaces; a person's first sign-in makes their own space."""
    return auth.describe_me(exchange, identity)
