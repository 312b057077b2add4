"""From the wire to typed arguments; each wrong input is named by a JSON pointer."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from api.exchange import Exchange
from api.problems import HttpProblem, invalid
from speaknode.kit.nul import place_of_nul
from speaknode.kit.repeated import repeated_key
from speaknode.kit.validation import field_errors

# Longer ones are no ids of ours, and storage refuses keys beyond a size.
_LONGEST_ID = 200
_JSON_TYPE = re.compile(r"^application/(?:[\w.+-]+\+)?json$")
_ETAG = re.compile(r'^(?:W/)?"(\d{1,9})"$')


def read_body(exchange: Exchange, adapter: TypeAdapter[Any], *, required: bool) -> Any:
    """Strict: no NaN, no lone surrogates, no number as a string, no unknown field at any depth, none twice."""
    raw = _raw_body(exchange)
    if not raw.strip() and not required:
        return adapter.validate_python({})
    _check_content_type(exchange)
    try:
        data = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise HttpProblem(
            HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}", code="malformed_json"
        ) from error
    if place := repeated_key(raw):
        raise invalid(place, "is there twice")
    if place := place_of_nul(data):
        raise invalid(place, "holds a character that is no text (NUL)")
    try:
        return adapter.validate_json(raw, strict=True, extra="forbid")
    except ValidationError as error:
        raise _problem(error, data) from error


def _raw_body(exchange: Exchange) -> bytes:
    try:
        return exchange.body()
    except ValueError as error:
        raise HttpProblem(HTTPStatus.BAD_REQUEST, str(error), code="malformed_body") from error


def _check_content_type(exchange: Exchange) -> None:
    content_type = exchange.header("content-type")
    if content_type is not None and not _JSON_TYPE.match(
        content_type.split(";")[0].strip().lower()
    ):
        raise HttpProblem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json",
            headers={"Accept": "application/json"},
        )


def read_query(exchange: Exchange, adapter: TypeAdapter[Any]) -> Any:
    # A repeated parameter stays a list: it is refused by name, not half of it dropped.
    data = {
        name: values[0] if len(values) == 1 else values for name, values in exchange.query.items()
    }
    try:
        return adapter.validate_python(data, extra="forbid")
    except ValidationError as error:
        raise _problem(error, data) from error


def read_path(exchange: Exchange, adapters: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    values = {}
    for name, adapter in adapters.items():
        try:
            if len(exchange.path_params[name]) > _LONGEST_ID:
                raise HttpProblem(HTTPStatus.NOT_FOUND, f"{name} of that length does not exist")
            values[name] = adapter.validate_strings(exchange.path_params[name])
        except ValidationError as error:
            if exchange.method == "PUT" and exchange.route.endswith(f"{{{name}}}"):
                # It would be made under this name, had it been a fitting one.
                raise invalid(f"/{name}", error.errors()[0]["msg"]) from error
            # A path whose id cannot exist names nothing.
            raise HttpProblem(
                HTTPStatus.NOT_FOUND, f"{name} {exchange.path_params[name]!r} does not exist"
            ) from error
    return values


def read_if_match(exchange: Exchange) -> int | None:
    """The revision the client believes to change; None: whichever there is."""
    value = exchange.header("if-match")
    if value is None or value.strip() == "*":
        return None
    match = _ETAG.match(value.strip())
    if match is None:
        raise invalid("/If-Match", 'must be the ETag of the entity, for example "3"')
    return int(match.group(1))


def _problem(error: ValidationError, data: object) -> HttpProblem:
    fields = field_errors(error, data)
    first = fields[0]
    detail = f"{first.pointer.lstrip('/') or 'the body'}: {first.message}"
    more = len(fields) - 1
    return HttpProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"{detail} (and {more} more)" if more else detail,
        fields=fields,
    )
