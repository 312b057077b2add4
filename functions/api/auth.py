"""Who is asking, read off the request: `Authorization: Bearer …` and `Speaknode-Space`."""

from functools import cache

from api.exchange import Exchange
from api.identity import SPACE_HEADER, Caller, Identity, IdentityService
from api.oidc import KeySet, OidcVerifier
from speaknode import wiring
from speaknode.access.models import Scope
from speaknode.kit.settings import settings
from speaknode.spaces.schemas import Me


def identify(exchange: Exchange) -> Identity:
    """Raises UnauthenticatedError without a valid API key or OIDC token."""
    scheme, _, token = (exchange.header("authorization") or "").partition(" ")
    return identity().identify(token.strip() if scheme.lower() == "bearer" else "")


def enter_space(exchange: Exchange, who: Identity, *, scope: Scope | None) -> Caller:
    """Into the space that the path names, else the header, else the only one there is."""
    wanted = exchange.path_params.get("space_id") or exchange.header(SPACE_HEADER)
    caller = identity().enter(who, wanted or None)
    if scope:
        caller.require(scope)
    return caller


def describe_me(exchange: Exchange, who: Identity) -> Me:
    return identity().describe(who, exchange.header(SPACE_HEADER) or None)


@cache
def identity() -> IdentityService:
    """Kept for the life of the function, and with it the issuer's keys."""
    config = settings()
    oidc = None
    if config.oidc_issuer:
        keys = KeySet(config.oidc_issuer)
        oidc = OidcVerifier(issuer=config.oidc_issuer, audience=config.oidc_audience, keys=keys)
    return IdentityService(access=wiring.access(), spaces=wiring.spaces(), oidc=oidc)
