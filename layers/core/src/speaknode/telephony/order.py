"""Orders to the media bridge, as signed tokens in a path: ours, for soon; the bridge takes each `jti` once.

Carriers drop query strings and send no headers of ours, so a path segment is all there is.
"""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

import jwt
from pydantic import ValidationError

from speaknode.kit.errors import UnauthenticatedError
from speaknode.kit.models import Entity

OrderT = TypeVar("OrderT", bound=Entity)
_LEEWAY_S = 5


class SignedOrder(Generic[OrderT]):
    """`audience` keeps one kind of order from being taken for another."""

    def __init__(self, kind: type[OrderT], *, audience: str, ttl_s: int, code: str) -> None:
        self._kind, self._audience, self._ttl_s, self._code = kind, audience, ttl_s, code

    def issue(self, order: OrderT, *, secret: str, now: datetime) -> str:
        lasts = {"iat": now, "exp": now + timedelta(seconds=self._ttl_s)}
        claims = {**order.model_dump(), "aud": self._audience, **lasts}
        return jwt.encode(claims, secret, algorithm="HS256")

    def read(self, token: str, *, secret: str) -> OrderT:
        """Raises UnauthenticatedError for whatever is not ours, or is too old."""
        try:
            claims = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=self._audience,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "jti", "aud"]},
            )
            return self._kind.model_validate(claims)
        except (jwt.PyJWTError, ValidationError) as error:
            raise UnauthenticatedError("not an order to the bridge", code=self._code) from error
