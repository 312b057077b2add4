"""The seam of every route: authorise, parse, call, serialise.

Errors become problem documents here, because Chalice turns a view's exception into its own 500
before any middleware sees it.
"""

import posixpath
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from aws_lambda_powertools.logging import Logger
from chalice.app import Blueprint, HeadersType, Response

from api import auth, binding, idempotency
from api.exchange import Exchange, current
from api.operation import Operation, describe
from api.problems import HttpProblem
from speaknode.access.models import Scope
from speaknode.kit.errors import SpeaknodeError

logger = Logger(service="api", child=True)
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def endpoint(
    routes: Blueprint,
    method: str,
    path: str,
    *,
    scope: Scope | None = None,
    status: int | None = None,
    errors: tuple[type[SpeaknodeError], ...] = (),
    location: str | None = None,
    media_type: str | tuple[str, ...] = "application/json",
    document: Any = None,
) -> Callable[[FunctionT], FunctionT]:
    """Declare a route. What the function takes says what the route needs:

    `caller` (a space's key or member) or `identity` (anybody signed in), or neither for a public
    route; the path's own names; `body` and `query` (pydantic models); `if_match` (revision);
    `exchange` (the raw request; `document` is the type of what it holds, for OpenAPI); `plan` (what
    a create makes its new id of, so that a retry makes the same one; None without an
    Idempotency-Key). A status of 201 makes it a create: `location` is filled from the result and
    Idempotency-Key is honoured.
    """

    def declare(function: FunctionT) -> FunctionT:
        operation = describe(
            function,
            method,
            path,
            scope=scope,
            status=status,
            errors=errors,
            location=location,
            media_type=media_type,
            document=document,
        )

        def view(**_path_params: str) -> Response:
            return _serve(operation, current())

        view.operation = operation  # type: ignore[attr-defined]  # how OpenAPI and CORS find it from Chalice's table
        # Chalice's own 415 is not a problem document, so content types are judged in `binding`.
        routes.route(
            path, methods=[method], content_types=["*/*"], name=f"{operation.tag}_{operation.id}"
        )(view)
        return function

    return declare


def _serve(operation: Operation, exchange: Exchange) -> Response:
    try:
        return _respond(operation, exchange)
    except HttpProblem as problem:
        return problem.response(exchange)
    except SpeaknodeError as error:
        return HttpProblem.of(error).response(exchange)
    except (
        Exception
    ):  # the last line of defence: whatever broke, the client gets a document and we the trace
        logger.exception("request failed", route=exchange.route, request_id=exchange.request_id)
        return HttpProblem(
            HTTPStatus.INTERNAL_SERVER_ERROR, "an unexpected error; it has been logged"
        ).response(exchange)


def _respond(operation: Operation, exchange: Exchange) -> Response:
    # Who asks comes first: a stranger learns nothing, not even that the input was wrong.
    arguments, owner = _authorise(operation, exchange)
    arguments |= _parse(operation, exchange)

    def call(plan: str | None = None) -> Response:
        planned = {"plan": plan} if "plan" in operation.takes else {}
        return _serialise(operation, exchange, operation.function(**arguments, **planned))

    key = idempotency.key_of(exchange, public=operation.is_public) if operation.is_create else None
    if key is None:
        return call()
    body = (
        operation.body.adapter.dump_json(arguments["body"])
        if operation.body
        else exchange.raw_body.encode()
    )
    return idempotency.once(exchange, owner=owner, key=key, body=body, create=call)


def _authorise(operation: Operation, exchange: Exchange) -> tuple[dict[str, Any], str]:
    """The arguments that say who asks, and the owner of their idempotency keys."""
    if operation.is_public:
        return {}, "public"
    identity = auth.identify(exchange)
    if "caller" not in operation.takes:
        return {"identity": identity}, identity.id
    caller = auth.enter_space(exchange, identity, scope=operation.scope)
    exchange.space_id = caller.space_id
    return {"caller": caller}, caller.space_id


def _parse(operation: Operation, exchange: Exchange) -> dict[str, Any]:
    adapters = {name: parameter.adapter for name, parameter in operation.path_params.items()}
    arguments = binding.read_path(exchange, adapters)
    if operation.query:
        arguments["query"] = binding.read_query(exchange, operation.query.adapter)
    if operation.body:
        arguments["body"] = binding.read_body(
            exchange, operation.body.adapter, required=operation.body.required
        )
    if "if_match" in operation.takes:
        arguments["if_match"] = binding.read_if_match(exchange)
    if "exchange" in operation.takes:
        arguments["exchange"] = exchange
    return arguments


def _serialise(operation: Operation, exchange: Exchange, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    headers: HeadersType = {"Cache-Control": "no-store"}
    if operation.returns is None:
        return Response("", headers=headers, status_code=int(operation.status))
    headers["Content-Type"] = "application/json"
    revision = getattr(result, "revision", None)
    if revision is not None:
        headers["ETag"] = f'"{revision}"'
    if operation.location:
        headers["Location"] = _relative(operation.location.format(result), exchange.path)
    body = operation.returns.adapter.dump_json(result, by_alias=True).decode()
    return Response(body, headers=headers, status_code=int(operation.status))


def _relative(target: str, path: str) -> str:
    """Relative to the request: what a gateway's stage adds in front only the client knows."""
    return posixpath.relpath(target, posixpath.dirname(path.rstrip("/")))
