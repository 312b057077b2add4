"""Who is asking, read off the request: `Authorization: Bearer …` and `Speaknode-Space`."""

from api.exchange import Exchange
from speaknode import wiring
from speaknode.access.identity import SPACE_HEADER, Caller, Identity
from speaknode.access.models import Scope
from speaknode.spaces.schemas import Me


def identify(exchange: Exchange) -> Identity:
    """Raises UnauthenticatedError without a valid API key or OIDC token."""
    scheme, _, token = (exchange.header("authorization") or "").partition(" ")
    return wiring.identity().identify(token.strip() if scheme.lower() == "bearer" else "")


def enter_space(exchange: Exchange, identity: Identity, *, scope: Scope | None) -> Caller:
    """Into the space that the path names, else the header, else the only one there is."""
    wanted = exchange.path_params.get("space_id") or exchange.header(SPACE_HEADER)
    caller = wiring.identity().enter(identity, wanted or None)
    if scope:
        caller.require(scope)
    return caller


def describe_me(exchange: Exchange, identity: Identity) -> Me:
    return wiring.identity().describe(identity, exchange.header(SPACE_HEADER) or None)
