"""Which pages may call the API: public routes any page, the others `allowed_origins`."""

from collections.abc import Iterable

from api.exchange import Exchange
from speaknode.kit.settings import settings

ANY = "*"
_REQUEST_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, Speaknode-Space"
_RESPONSE_HEADERS = (
    "Content-Disposition, ETag, Location, Retry-After, Speaknode-Next-Cursor, X-Request-Id"
)
_PREFLIGHT_S = "7200"


def headers(exchange: Exchange, *, public: bool) -> dict[str, str]:
    """Credentials are a bearer token, never a cookie, so no credentials mode is offered."""
    origin = exchange.header("origin")
    if origin is None:
        return {}
    allowed = (
        {ANY}
        if public
        else {item.strip().rstrip("/") for item in settings().allowed_origins.split(",")}
    )
    if ANY in allowed:
        return {
            "Access-Control-Allow-Origin": ANY,
            "Access-Control-Expose-Headers": _RESPONSE_HEADERS,
        }
    if origin not in allowed:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _RESPONSE_HEADERS,
        "Vary": "Origin",
    }


def preflight(methods: Iterable[str]) -> dict[str, str]:
    """What a browser asks before it sends the real request."""
    return {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": _REQUEST_HEADERS,
        "Access-Control-Max-Age": _PREFLIGHT_S,
    }
