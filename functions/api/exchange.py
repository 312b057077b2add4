"""One request on its way through; in a context variable, as a host may serve several at once."""

import base64
import binascii
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

MAX_BODY_BYTES = 1_048_576
Event = Mapping[str, Any]


@dataclass(slots=True)
class Exchange:
    """The request as routes see it; resolving the path fills `route` and `path_params`."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]
    request_id: str
    source_ip: str
    raw_body: str
    is_base64: bool
    context: Any
    route: str = ""
    path_params: dict[str, str] = field(default_factory=dict)
    space_id: str | None = None

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())

    def body_too_large(self) -> bool:
        """Judged before decoding, so that a huge body costs nothing."""
        if self.is_base64:
            return len(self.raw_body) // 4 * 3 - 2 > MAX_BODY_BYTES
        return len(self.raw_body) > MAX_BODY_BYTES or len(self.raw_body.encode()) > MAX_BODY_BYTES

    def body(self) -> bytes:
        """Raises ValueError for broken base64."""
        if not self.is_base64:
            return self.raw_body.encode()
        try:
            return base64.b64decode(self.raw_body, validate=True)
        except binascii.Error as exc:
            raise ValueError("the body is not base64") from exc


_current: ContextVar[Exchange] = ContextVar("api_exchange")


def current() -> Exchange:
    return _current.get()


@contextmanager
def bound(exchange: Exchange) -> Iterator[None]:
    token = _current.set(exchange)
    try:
        yield
    finally:
        _current.reset(token)


def from_event(event: Event, context: Any) -> Exchange:
    """Reads a REST API (v1) proxy event."""
    request = event.get("requestContext") or {}
    return Exchange(
        method=str(event.get("httpMethod") or request.get("httpMethod") or "GET").upper(),
        path=_path(event),
        headers={
            str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()
        },
        query=_query(event),
        request_id=str(request.get("requestId") or uuid.uuid4()),
        source_ip=str((request.get("identity") or {}).get("sourceIp") or ""),
        raw_body=event.get("body") or "",
        is_base64=bool(event.get("isBase64Encoded")),
        context=context,
    )


def _path(event: Event) -> str:
    proxy = (event.get("pathParameters") or {}).get("proxy")
    # `proxy` is free of stage and base path, which `path` is not on every gateway.
    return f"/{proxy}" if proxy is not None else str(event.get("path") or "/")


def _query(event: Event) -> dict[str, list[str]]:
    multi = event.get("multiValueQueryStringParameters")
    if multi:
        return {name: list(values) for name, values in multi.items()}
    return {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
