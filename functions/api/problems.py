"""Errors on the wire: RFC 9457 problem documents with stable types."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from chalice.app import HeadersType, Response

from api.exchange import Exchange
from speaknode.access.identity import TOKEN_MISSING
from speaknode.kit.errors import ErrorKind, FieldError, SpeaknodeError, StaleRevisionError

CONTENT_TYPE = "application/problem+json"

STATUS_BY_KIND: Mapping[ErrorKind, HTTPStatus] = {
    ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
    ErrorKind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    ErrorKind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorKind.LIMIT: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

SLUGS: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("bad-request", "The request cannot be read"),
    HTTPStatus.UNAUTHORIZED: ("unauthenticated", "Who is asking is not known"),
    HTTPStatus.FORBIDDEN: ("forbidden", "Not allowed"),
    HTTPStatus.NOT_FOUND: ("not-found", "Not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "Method not allowed"),
    HTTPStatus.CONFLICT: ("conflict", "The state does not allow it"),
    HTTPStatus.PRECONDITION_FAILED: ("precondition-failed", "It was changed meanwhile"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("payload-too-large", "The body is too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("unsupported-media-type", "Unsupported media type"),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", "The input is not valid"),
    HTTPStatus.TOO_MANY_REQUESTS: ("too-many-requests", "Too many requests"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("internal", "Something broke here"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("unavailable", "Something this depends on did not answer"),
}


def status_of(error: type[SpeaknodeError]) -> HTTPStatus:
    return (
        HTTPStatus.PRECONDITION_FAILED
        if issubclass(error, StaleRevisionError)
        else STATUS_BY_KIND[error.kind]
    )


def _challenge(error: SpeaknodeError) -> dict[str, str]:
    """RFC 6750: the reason is named only to those who sent a token."""
    reason = "" if error.code == TOKEN_MISSING else ', error="invalid_token"'
    return {"WWW-Authenticate": f'Bearer realm="speaknode"{reason}'}


class HttpProblem(Exception):  # noqa: N818 (a problem is what RFC 9457 calls it)
    """What only HTTP knows of: a wrong method, an unreadable body."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        code: str | None = None,
        fields: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.fields = fields
        self.headers = dict(headers or {})

    @classmethod
    def of(cls, error: SpeaknodeError) -> "HttpProblem":
        status = status_of(type(error))
        headers = _challenge(error) if status is HTTPStatus.UNAUTHORIZED else {}
        if error.retryable:
            headers["Retry-After"] = str(getattr(error, "retry_after_s", None) or 1)
        return cls(status, error.message, code=error.code, fields=error.fields, headers=headers)

    def response(self, exchange: Exchange) -> Response:
        slug, title = SLUGS[self.status]
        document: dict[str, object] = {
            "type": f"/problems/{slug}",
            "title": title,
            "status": int(self.status),
            "detail": self.detail,
            "instance": f"{exchange.path}#{exchange.request_id}",
            "code": self.code or slug.replace("-", "_"),
        }
        if self.fields:
            document["errors"] = [field.model_dump() for field in self.fields]
        headers: HeadersType = {
            "Content-Type": CONTENT_TYPE,
            "Cache-Control": "no-store",
            **self.headers,
        }
        return Response(
            json.dumps(document, ensure_ascii=False), headers=headers, status_code=int(self.status)
        )


def invalid(pointer: str, message: str) -> HttpProblem:
    """One wrong input, named."""
    name = pointer.lstrip("/")
    field = FieldError(pointer=pointer, message=message)
    return HttpProblem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name}: {message}", fields=(field,))
