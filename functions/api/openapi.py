"""The OpenAPI 3.1 document, read off the declared operations."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice

from api.openapi_schemas import REF, Schemas
from api.operation import Operation
from api.problems import CONTENT_TYPE, SLUGS, status_of
from speaknode.kit.sheet import ExportFormat

_ETAG = {"description": "The entity's revision, for If-Match.", "schema": {"type": "string"}}

_DOCUMENT_TYPES = ("application/json", "application/yaml")
_UNTYPED = {
    "application/json": {"type": "object"},
    "text/csv": {"type": "string"},
    "text/html": {"type": "string"},
    "text/yaml": {"type": "string"},
    ExportFormat.XLSX.media_type: {"type": "string", "format": "binary"},
}

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "An RFC 9457 problem document.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "Path and request id."},
        "code": {
            "type": "string",
            "description": "Finer than the type; stable.",
            "examples": ["agent_not_found"],
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer to the input.",
                        "examples": ["/variables/name"],
                    },
                    "message": {"type": "string"},
                },
            },
        },
    },
}
SECURITY_SCHEMES = {
    "apiKey": {"type": "http", "scheme": "bearer", "description": "A space's API key: `sk_…`."},
    "oidc": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the OIDC issuer.",
    },
}


def operations(app: Chalice) -> list[Operation]:
    views: list[Any] = [
        entry.view_function for methods in app.routes.values() for entry in methods.values()
    ]
    found: list[Operation] = [view.operation for view in views]
    return sorted(found, key=lambda operation: (operation.path, operation.method))


def document(app: Chalice, *, title: str, version: str, description: str) -> dict[str, Any]:
    found = operations(app)
    schemas = Schemas(found)
    paths: dict[str, dict[str, Any]] = {}
    for operation in found:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            operation, schemas
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in found})],
        "paths": paths,
        "components": {
            "schemas": {**schemas.components, "Problem": PROBLEM},
            "responses": {
                _response_name(status): _problem_response(status) for status in _statuses(found)
            },
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        **({"description": operation.description} if operation.description else {}),
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
        "security": [] if operation.is_public else [{"apiKey": []}, {"oidc": []}],
    }
    if operation.body:
        content = {"application/json": {"schema": schemas.of(operation.body, "validation")}}
        described["requestBody"] = {"required": operation.body.required, "content": content}
    if operation.document:
        schema = schemas.of(operation.document, "validation")
        content = {kind: {"schema": schema} for kind in _DOCUMENT_TYPES}
        described["requestBody"] = {"required": True, "content": content}
    if operation.scope:
        described["x-scope"] = str(operation.scope)
    return described


def _parameters(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas.of(parameter, "validation"),
        }
        for name, parameter in operation.path_params.items()
    ]
    if operation.query:
        properties, required = schemas.properties(operation.query)
        for name, schema in properties.items():
            text = {"description": schema["description"]} if "description" in schema else {}
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in required,
                    **text,
                    "schema": _bare(schema),
                }
            )
    return found + [_header(*header) for header in _headers(operation)]


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, never null."""
    kept = {
        key: value
        for key, value in schema.items()
        if key != "description" and not (key == "default" and value is None)
    }
    choices = [choice for choice in kept.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) > 1:
        kept["anyOf"] = choices
    return {**kept, **(choices[0] if len(choices) == 1 else {})}


def _headers(operation: Operation) -> Iterable[tuple[str, str]]:
    if "caller" in operation.takes:
        yield "Speaknode-Space", "The space to act in; needed only by a user of several."
    if operation.is_create:
        yield "Idempotency-Key", "The same key and body again give the same answer, for 24 hours."
    if "if_match" in operation.takes:
        yield "If-Match", "The ETag that was read: refused with 412 when somebody changed it since."


def _header(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }


def _responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    success: dict[str, Any] = {"description": operation.status.phrase}
    if operation.returns:
        schema = schemas.of(operation.returns, "serialization")
        success["content"] = {kind: {"schema": schema} for kind in operation.media_types}
        if "revision" in getattr(operation.returns.annotation, "model_fields", {}):
            success["headers"] = {"ETag": _ETAG}
    elif operation.status is not HTTPStatus.NO_CONTENT:
        success["content"] = {kind: {"schema": _UNTYPED[kind]} for kind in operation.media_types}
    if operation.location:
        location = {
            "description": "Of the new entity, relative to the request.",
            "schema": {"type": "string", "format": "uri-reference"},
        }
        success.setdefault("headers", {})["Location"] = location
    problems = {
        str(int(status)): {"$ref": f"#/components/responses/{_response_name(status)}"}
        for status in problem_statuses(operation)
    }
    return {str(int(operation.status)): success, **problems}


def problem_statuses(operation: Operation) -> list[HTTPStatus]:
    found = {HTTPStatus.INTERNAL_SERVER_ERROR} | {status_of(error) for error in operation.errors}
    if not operation.is_public:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE}
    if "caller" in operation.takes:
        found |= {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    if operation.path_params:
        found.add(HTTPStatus.NOT_FOUND)
    if operation.body:
        found |= {
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        }
    if operation.body or operation.query:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if operation.is_create:
        found |= {
            HTTPStatus.CONFLICT,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            HTTPStatus.SERVICE_UNAVAILABLE,
        }
    if "if_match" in operation.takes:
        found |= {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY}
    return sorted(found)


def _statuses(found: list[Operation]) -> list[HTTPStatus]:
    return sorted({status for operation in found for status in problem_statuses(operation)})


def _response_name(status: HTTPStatus) -> str:
    return "".join(part.capitalize() for part in SLUGS[status][0].split("-"))


def _problem_response(status: HTTPStatus) -> dict[str, Any]:
    return {
        "description": SLUGS[status][1],
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{REF}Problem"}}},
    }
