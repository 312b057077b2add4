"""Arguments of a tool: one flat object for the LLM, of up to five schemas of the tool."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from speaknode.tools.models import Schema, WebhookTool
from speaknode.tools.outcome import ToolRunError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

PLACES = ("path", "query", "header", "body")
Arguments = Mapping[str, Any]


def schemas(tool: WebhookTool) -> Iterator[tuple[str, Schema]]:
    """By field name; `parameters` first."""
    yield "parameters", _object(tool.parameters)
    for place in PLACES:
        schema = getattr(tool, f"{place}_parameters")
        if schema is not None:
            yield f"{place}_parameters", _object(schema)


def _object(schema: Schema) -> Schema:
    return {name: _modern(part) for name, part in schema.items() if name != "nullable"}


def _modern(schema: Any) -> Any:
    """JSON Schema knows no `nullable: true`, which OpenAPI 3.0 writes."""
    if isinstance(schema, list):
        return [_modern(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _modern(part) for name, part in schema.items()}
    if made.get("nullable") is not True:
        return made
    del made["nullable"]
    told = {name: made.pop(name) for name in ("default", "description") if name in made}
    return {"anyOf": [made, {"type": "null"}], **told}


def names_in(schema: Schema) -> frozenset[str]:
    properties = schema.get("properties")
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def names(tool: WebhookTool, place: str) -> frozenset[str]:
    """Arguments whose place is given by a schema of it."""
    return names_in(getattr(tool, f"{place}_parameters") or {})


def merged(tool: WebhookTool) -> Schema:
    """What the LLM is shown."""
    shown: Schema = {"type": "object", "properties": {}, **_object(tool.parameters)}
    for _, schema in list(schemas(tool))[1:]:
        shown["properties"] = {**shown["properties"], **schema.get("properties", {})}
        required = [*shown.get("required", []), *schema.get("required", [])]
        shown |= {"required": list(dict.fromkeys(required))} if required else {}
        if "$defs" in schema:
            shown["$defs"] = {**shown.get("$defs", {}), **schema["$defs"]}
    return shown


def with_defaults(tool: WebhookTool, arguments: Arguments) -> dict[str, Any]:
    """An argument that was left out has the default that its schema names."""
    declared = {
        name: part["default"]
        for _, schema in schemas(tool)
        for name, part in schema.get("properties", {}).items()
        if isinstance(part, dict) and "default" in part
    }
    return {**declared, **arguments}


def check_arguments(tool: WebhookTool, arguments: Arguments) -> None:
    """Raises ToolRunError naming the first wrong argument."""
    from jsonschema.exceptions import _WrappedReferencingError

    placed = {name for place in PLACES for name in names(tool, place)}
    for field, schema in schemas(tool):
        own = names_in(schema)
        ours = {n: v for n, v in arguments.items() if n in own or n not in placed}
        if field != "parameters":
            ours = {n: v for n, v in ours.items() if n in own}
        try:
            found = next(iter(_validator(_frozen(schema)).iter_errors(ours)), None)
        except _WrappedReferencingError as error:
            raise ToolRunError("invalid_tool", f"{field}: a $ref leads nowhere") from error
        if found is not None:
            path = "/".join(str(part) for part in found.absolute_path)
            raise ToolRunError("invalid_arguments", f"{path or 'arguments'}: {found.message}")


def prewarm() -> None:
    """What checks takes a third of a second to import: not in somebody's call."""
    _validator("{}")


def _frozen(schema: Schema) -> str:
    import json

    return json.dumps(schema, sort_keys=True)


@lru_cache(maxsize=256)
def _validator(schema: str) -> "Draft202012Validator":
    """With an empty registry: by default a `$ref` to some URL would be fetched."""
    import json

    from jsonschema import Draft202012Validator
    from referencing import Registry

    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(json.loads(schema), registry=Registry(), format_checker=checker)
