"""What a tool's types cannot check. Raises InvalidError naming the place."""

from collections.abc import Iterator
from typing import Any

from speaknode.kit.errors import InvalidError
from speaknode.kit.schema import check_json_schema
from speaknode.kit.sizes import too_large
from speaknode.tools.models import WebhookTool
from speaknode.tools.parameters import names_in, schemas
from speaknode.tools.paths import check_path
from speaknode.tools.request import IDEMPOTENCY_KEY
from speaknode.tools.templates import argument_names

# Far more than an LLM can make use of, far less than storage takes of one item.
MAX_BYTES = 200_000
_OURS = frozenset(
    {
        "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
        "keep-alive", "proxy-authorization", "proxy-connection", "accept-encoding", "expect",
        IDEMPOTENCY_KEY,
    }
)  # fmt: skip


def check_tool(tool: WebhookTool) -> None:
    if large := too_large(tool.model_dump(mode="json"), MAX_BYTES):
        raise InvalidError.of_fields(large, code="too_large")
    _check_schemas(tool)
    for name in argument_names(tool.url) & names_in(tool.body_parameters or {}):
        raise InvalidError.field("/url", f"{name} belongs to the body", code="bad_url")
    headers = [(f"/headers/{name}", name) for name in tool.headers]
    headers += [
        (f"/secrets/{index}/name", use.name)
        for index, use in enumerate(tool.secrets)
        if use.place == "header"
    ]
    properties = names_in(tool.header_parameters or {})
    headers += [(f"/header_parameters/properties/{name}", name) for name in properties]
    for pointer, name in headers:
        if name.lower() in _OURS or not name.isascii() or not name.isprintable():
            raise InvalidError.field(pointer, "this header is not a tool's to set", code="bad_name")
    for name, path in tool.response_mapping.items():
        check_path(path, f"/response_mapping/{name}")


def _check_schemas(tool: WebhookTool) -> None:
    seen: set[str] = set()
    for field, schema in schemas(tool):
        check_json_schema(schema, pointer=f"/{field}")
        for ref in _refs(schema):
            if not ref.startswith("#"):
                raise InvalidError.field(
                    f"/{field}", f"$ref {ref!r} leads outside", code="bad_schema"
                )
        if twice := seen & names_in(schema):
            raise InvalidError.field(
                f"/{field}/properties/{min(twice)}", "is declared twice", code="bad_schema"
            )
        seen |= names_in(schema)


def _refs(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from _refs(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _refs(value)
