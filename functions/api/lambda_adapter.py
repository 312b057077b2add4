"""Chalice behind one REST API `{proxy+}`: a new route needs no change of the infrastructure.

Chalice routes by `requestContext.resourcePath`, which under a proxy resource is always `/{proxy+}`;
here the path is resolved against the routes that Chalice knows, and what it would answer clumsily
is answered properly.
"""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.logging import Logger
from chalice.app import Chalice, HeadersType, Response

from api import cors
from api.exchange import MAX_BODY_BYTES, Event, Exchange, bound, from_event
from api.operation import Operation
from api.problems import HttpProblem

logger = Logger(service="api")
_PARAM = re.compile(r"{(\w+)}")


class RouteTable:
    """Paths compiled once; a fixed segment wins over a parameter."""

    def __init__(self, routes: Mapping[str, Mapping[str, Any]]) -> None:
        self._methods = routes
        patterns = sorted(
            routes, key=lambda route: [bool(_PARAM.search(segment)) for segment in route.split("/")]
        )
        self._patterns = [(_compile(route), route) for route in patterns]

    def resolve(self, exchange: Exchange) -> bool:
        """Sets the exchange's route and path parameters; False when no path matches."""
        for pattern, route in self._patterns:
            match = pattern.match(exchange.path)
            if match:
                exchange.route = route
                exchange.path_params = {
                    name: unquote(value) for name, value in match.groupdict().items()
                }
                return True
        return False

    def methods(self, route: str) -> list[str]:
        declared = [*self._methods[route], "OPTIONS"]
        return [*declared, "HEAD"] if "GET" in declared and "HEAD" not in declared else declared

    def operation(self, route: str, method: str) -> Operation | None:
        entry = self._methods.get(route, {}).get(method)
        operation = getattr(entry.view_function, "operation", None) if entry else None
        return operation if isinstance(operation, Operation) else None


def _compile(route: str) -> re.Pattern[str]:
    return re.compile(_PARAM.sub(r"(?P<\1>[^/]+)", route.rstrip("/")) + "/?$")


class LambdaAdapter:
    """The Lambda handler of a Chalice app."""

    def __init__(self, app: Chalice) -> None:
        self._app = app
        self._table = RouteTable(app.routes)

    def __call__(self, event: Event, context: Any) -> dict[str, Any]:
        started = time.perf_counter()
        exchange = from_event(event, context)
        with bound(exchange):
            result = self._answer(exchange, event)
        result["headers"].update(
            {"X-Request-Id": exchange.request_id, "X-Content-Type-Options": "nosniff"}
        )
        result["headers"].update(cors.headers(exchange, public=self._is_public(exchange)))
        if exchange.method == "HEAD":
            result["body"] = ""
        _log(exchange, result["statusCode"], time.perf_counter() - started)
        return result

    def _answer(self, exchange: Exchange, event: Event) -> dict[str, Any]:
        try:
            if exchange.method == "OPTIONS":
                return _as_dict(self._preflight(exchange))
            self._admit(exchange)
        except HttpProblem as problem:
            return _as_dict(problem.response(exchange))
        result: dict[str, Any] = self._app(_chalice_event(exchange, event), exchange.context)
        if result["headers"].pop("Content-Transfer-Encoding", None) == "base64":
            result["isBase64Encoded"] = True  # Chalice's own way wants every client to ask for it
        return result

    def _admit(self, exchange: Exchange) -> None:
        if not self._table.resolve(exchange):
            raise HttpProblem(
                HTTPStatus.NOT_FOUND, f"there is no {exchange.path}", code="unknown_route"
            )
        methods = self._table.methods(exchange.route)
        if exchange.method not in methods:
            detail = f"{exchange.method} is not one of {', '.join(methods)}"
            raise HttpProblem(
                HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": ", ".join(methods)}
            )
        if exchange.body_too_large():
            raise HttpProblem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the limit is {MAX_BODY_BYTES} bytes"
            )

    def _preflight(self, exchange: Exchange) -> Response:
        if not self._table.resolve(exchange):
            raise HttpProblem(
                HTTPStatus.NOT_FOUND, f"there is no {exchange.path}", code="unknown_route"
            )
        methods = self._table.methods(exchange.route)
        headers: HeadersType = {"Allow": ", ".join(methods)}
        if "Access-Control-Allow-Origin" in cors.headers(
            exchange, public=self._is_public(exchange)
        ):
            headers |= cors.preflight(methods)
        return Response("", headers=headers, status_code=HTTPStatus.NO_CONTENT)

    def _is_public(self, exchange: Exchange) -> bool:
        method = (
            exchange.header("access-control-request-method")
            if exchange.method == "OPTIONS"
            else exchange.method
        )
        operation = self._table.operation(
            exchange.route, "GET" if method == "HEAD" else method or "GET"
        )
        return operation is not None and operation.is_public


def _chalice_event(exchange: Exchange, event: Event) -> dict[str, Any]:
    method = "GET" if exchange.method == "HEAD" else exchange.method
    return {
        "headers": dict(exchange.headers),
        "multiValueQueryStringParameters": dict(exchange.query) or None,
        "pathParameters": exchange.path_params,
        "stageVariables": event.get("stageVariables"),
        "body": exchange.raw_body,
        "isBase64Encoded": exchange.is_base64,
        "requestContext": {
            **(event.get("requestContext") or {}),
            "resourcePath": exchange.route,
            "httpMethod": method,
        },
    }


def _as_dict(response: Response) -> dict[str, Any]:
    result: dict[str, Any] = response.to_dict()
    return result


def _log(exchange: Exchange, status: int, elapsed_s: float) -> None:
    logger.info(
        "request served",
        method=exchange.method,
        route=exchange.route or None,
        status=int(status),
        duration_ms=round(elapsed_s * 1000, 1),
        request_id=exchange.request_id,
        space_id=exchange.space_id,
    )
