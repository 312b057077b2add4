"""The reference page: the OpenAPI document as one self-contained, script-free HTML page."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; }
code, pre { font: .9em ui-monospace, monospace; }
nav ul { columns: 16rem; padding-left: 1.2rem; }
article { border-top: 1px solid #8886; padding: .5rem 0; }
h3 { font-size: 1rem; margin: .5rem 0; }
.method { display: inline-block; min-width: 4rem; font-weight: 700; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
tr { border-bottom: 1px solid #8883; }
:target { outline: 2px solid Highlight; outline-offset: .3rem; }
""".strip()

Json = dict[str, Any]


def render(document: Json) -> str:
    info = document["info"]
    title = f"{escape(info['title'])} {escape(info['version'])}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>"
        f"<header><h1>{title}</h1><p>{escape(info['description'])}</p>"
        '<p><a href="openapi.json">The OpenAPI document</a></p></header>'
        f"{_contents(document)}<main>{''.join(_sections(document))}{_schemas(document)}</main>"
        "</body></html>"
    )


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _contents(document: Json) -> str:
    names = [f"tag-{tag['name']}" for tag in document["tags"]] + ["schemas"]
    items = (
        f'<li><a href="#{escape(name)}">{escape(name.removeprefix("tag-"))}</a></li>'
        for name in names
    )
    return f'<nav aria-label="Contents"><ul>{"".join(items)}</ul></nav>'


def _sections(document: Json) -> Iterator[str]:
    for tag in document["tags"]:
        name = tag["name"]
        found = [item for item in _operations(document) if name in item[2]["tags"]]
        yield _section(f"tag-{name}", name, "".join(_article(*item) for item in found))


def _section(anchor: str, title: str, content: str) -> str:
    heading = f'<h2 id="{escape(anchor)}">{escape(title)}</h2>'
    return f'<section aria-labelledby="{escape(anchor)}">{heading}{content}</section>'


def _article(method: str, path: str, operation: Json) -> str:
    public = "" if operation["security"] else " Public: no key is needed."
    text = f"{operation['summary']}. {operation.get('description', '')}{public}"
    return (
        f'<article id="{operation["operationId"]}">'
        f'<h3><span class="method">{method}</span> <code>{escape(path)}</code></h3>'
        f"<p>{escape(text)}</p>{_parameters(operation['parameters'])}{_body(operation)}"
        f"{_responses(operation['responses'])}</article>"
    )


def _parameters(parameters: list[Json]) -> str:
    rows = [
        (
            item["name"],
            f"{item['in']}{_required(item['required'])}",
            _type(item["schema"]),
            escape(item.get("description", "")),
        )
        for item in parameters
    ]
    return _table(("Parameter", "In", "Type", "Meaning"), rows)


def _required(is_required: bool) -> str:
    return ", required" if is_required else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """The first cell of a row is its name; the others are HTML."""
    if not rows:
        return ""
    columns = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th>'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, *cells in rows
    )
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table>"


def _body(operation: Json) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return "".join(
        f"<p>Body ({escape(kind)}): {_type(item['schema'])}</p>" for kind, item in content.items()
    )


def _responses(responses: Json) -> str:
    return f"<p>Answers: {'; '.join(_response(*item) for item in responses.items())}</p>"


def _response(status: str, response: Json) -> str:
    if "$ref" in response:
        return f"{status}: {escape(response['$ref'].rsplit('/', 1)[-1])}"
    types = [_type(item["schema"]) for item in response.get("content", {}).values()]
    return f"{status}: {' or '.join(types) or escape(response['description'])}"


def _schemas(document: Json) -> str:
    articles = (
        f'<article id="schema-{escape(name)}"><h3>{escape(name)}</h3>{_schema(schema)}</article>'
        for name, schema in document["components"]["schemas"].items()
    )
    return _section("schemas", "schemas", "".join(articles))


def _schema(schema: Json) -> str:
    description = f"<p>{escape(schema.get('description', ''))}</p>"
    if "properties" not in schema:
        return f"{description}<p>{_type(schema)}</p>"
    required = schema.get("required", [])
    rows = [
        (
            name,
            f"{_type(item)}{_required(name in required)}",
            escape(item.get("description", "")),
        )
        for name, item in schema["properties"].items()
    ]
    return description + _table(("Field", "Type", "Meaning"), rows)


def _type(schema: Json) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#schema-{name}">{name}</a>'
    if "enum" in schema or "const" in schema:
        return " | ".join(
            f"<code>{escape(str(item))}</code>"
            for item in schema.get("enum", [schema.get("const")])
        )
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " | ".join(_type(item) for item in schema[key])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or "anything"))
