"""The right to bring one call's audio to the media bridge: in the socket's path, for once and soon.

Carriers drop query strings and send no headers of ours, so a path segment is all there is.
"""

from datetime import datetime, timedelta

import jwt
from pydantic import Field, ValidationError

from speaknode.kit.errors import UnauthenticatedError
from speaknode.kit.models import Entity

AUDIENCE = "speaknode-bridge"
TTL_S = 120
_LEEWAY_S = 5


class MediaGrant(Entity):
    """Which call this is; `jti` lets the bridge take it only once."""

    jti: str
    session_id: str
    room: str
    carrier: str
    call_ref: str = ""
    caller: str = ""
    called: str = ""
    with_agent: bool = Field(
        default=True,
        description="False: another platform's agent is rung up, none of ours is called.",
    )


def issue(grant: MediaGrant, *, secret: str, now: datetime, ttl_s: int = TTL_S) -> str:
    claims = {
        **grant.model_dump(exclude={"jti"}),
        "jti": grant.jti,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + timedelta(seconds=ttl_s),
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def read(token: str, *, secret: str) -> MediaGrant:
    """Raises UnauthenticatedError for whatever is not ours, or is too old."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=AUDIENCE,
            leeway=_LEEWAY_S,
            options={"require": ["exp", "jti", "aud"]},
        )
        return MediaGrant.model_validate(claims)
    except (jwt.PyJWTError, ValidationError) as error:
        raise UnauthenticatedError("not a media token", code="bad_media_token") from error


def media_url(bridge_url: str, carrier: str, token: str) -> str:
    return f"{bridge_url.rstrip('/')}/media/{carrier}/{token}"
