"""A word for a caller whom no agent answers: the media bridge says it, since it needs no agent worker.

The order is a token in the path, as that of a call's audio: ours, soon, and for once.
"""

from datetime import datetime, timedelta

import jwt
from pydantic import ValidationError

from speaknode.kit.errors import UnauthenticatedError
from speaknode.kit.models import Entity

AUDIENCE = "speaknode-announcement"
TTL_S = 60
_LEEWAY_S = 5


class Announcement(Entity):
    """Said in `room`, which is closed after it. `jti` lets the bridge say it only once."""

    jti: str
    room: str
    language: str
    text: str


def issue(announcement: Announcement, *, secret: str, now: datetime) -> str:
    times = {"iat": now, "exp": now + timedelta(seconds=TTL_S)}
    claims = {**announcement.model_dump(), "aud": AUDIENCE, **times}
    return jwt.encode(claims, secret, algorithm="HS256")


def read(token: str, *, secret: str) -> Announcement:
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
        return Announcement.model_validate(claims)
    except (jwt.PyJWTError, ValidationError) as error:
        raise UnauthenticatedError("not an announcement", code="bad_announcement") from error
