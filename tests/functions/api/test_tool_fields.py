"""Every field of a webhook tool has its effect on the wire: sent by the test panel to a server of this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.echo import Echo, echoing

from speaknode.tools.models import ToolTexts, WebhookTool

from .conftest import Api, opening

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SECRET = "sk-17/very+secret"
VARIABLES = {"who": "Bob", "n": 3, "system.session_id": "ses_1"}
TOLD_TO_THE_LLM = {"type", "code", "description"}
Json = dict[str, Any]
Proof = Callable[[Json], bool]


def schema(name: str, **of: Any) -> Json:
    return {"type": "object", "properties": {name: of or {"type": "string"}}}


def sent(part: str, name: str | None = None) -> Callable[[Json], Any]:
    """What the server got."""

    def take(shown: Json) -> Any:
        found = shown["response"]["body"][part]
        return found if name is None else found.get(name)

    return take


def code(shown: Json) -> Any:
    return shown["error"] and shown["error"]["code"]


def attempts(shown: Json) -> Any:
    return shown["attempts"]


def assigned(shown: Json) -> Any:
    return shown["assigned"]


IDS = schema("ids", type="array", items={"type": "integer"})
NULLABLE = schema("day", type="string", enum=["mon", "tue"], nullable=True)
NESTED = schema("at", type="object", properties={"h": {"type": "integer"}}, required=["h"])
FLAKY = {"path": "/flaky", "retry": {"attempts": 3, "backoff_ms": 1}}
KEY: Json = {"secret_ref": "key", "name": "X-Key"}
IN_BODY = KEY | {"place": "body"}
TABLE: list[tuple[str, Json, Json, Callable[[Json], Any], Any]] = [
    ("method", {"method": "PUT"}, {}, sent("method"), "PUT"),
    ("method", {"method": "DELETE"}, {}, sent("method"), "DELETE"),
    ("url", {"path": "/a/{x}/{{ who }}?n={{n}}"}, {"x": "b/c"}, sent("path"), "/a/b%2Fc/Bob"),
    ("url", {"path": "/a?n={{n}}"}, {}, sent("query"), {"n": ["3"]}),
    ("headers", {"headers": {"X-A": "{x} {{who}}"}}, {"x": "1"}, sent("headers", "x-a"), "1 Bob"),
    ("query", {"query": {"s": "{{system.session_id}}"}}, {}, sent("query", "s"), ["ses_1"]),
    ("body", {"method": "POST", "body": {"a": ["{{n}}", "{x}!"]}}, {"x": "1"}, sent("body"), {"a": [3, "1!"]}),
    ("parameters", {"parameters": schema("x")}, {"x": 7}, code, "invalid_arguments"),
    ("parameters", {"parameters": schema("x")}, {"x": "7"}, sent("query"), {"x": ["7"]}),
    ("parameters", {"parameters": NULLABLE}, {"day": "wed"}, code, "invalid_arguments"),
    ("parameters", {"parameters": NULLABLE}, {"day": None}, sent("query"), {}),
    ("parameters", {"parameters": NESTED, "method": "POST"}, {"at": {"h": "1"}}, code, "invalid_arguments"),
    ("parameters", {"parameters": NESTED, "method": "POST"}, {"at": {"h": 1}}, sent("body"), {"at": {"h": 1}}),
    ("parameters", {"parameters": schema("d", type="string", format="date")}, {"d": "soon"}, code, "invalid_arguments"),
    ("path_parameters", {"path": "/a/{x}", "path_parameters": schema("x")}, {"x": "1"}, sent("path"), "/a/1"),
    ("query_parameters", {"method": "PUT", "query_parameters": IDS}, {"ids": [1, 2]}, sent("query", "ids"), ["1", "2"]),
    ("header_parameters", {"header_parameters": schema("X-A")}, {"X-A": "1"}, sent("headers", "x-a"), "1"),
    ("body_parameters", {"method": "PUT", "body_parameters": schema("b")}, {"b": "1"}, sent("body"), {"b": "1"}),
    ("secrets", {"secrets": [KEY | {"prefix": "Key "}]}, {}, sent("headers", "x-key"), "Key •••"),
    ("secrets", {"secrets": [KEY | {"place": "query"}]}, {}, sent("query", "X-Key"), ["•••"]),
    ("secrets", {"method": "POST", "secrets": [IN_BODY], "body": {}}, {}, sent("body"), {"X-Key": "•••"}),
    ("secrets", {"secrets": [{"secret_ref": "nobodys"}]}, {}, code, "secret_missing"),
    ("timeout_ms", {"path": "/slow", "timeout_ms": 100}, {}, code, "fetch_timeout"),
    ("retry", FLAKY, {}, attempts, 3),
    ("retry", FLAKY | {"method": "POST"}, {}, attempts, 1),
    ("max_response_bytes", {"path": "/big", "max_response_bytes": 300}, {}, code, "response_too_large"),
    ("response_mapping", {"response_mapping": {"m": "$.method"}}, {}, assigned, {"m": "GET"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def echo(cloud: None) -> Iterator[Echo]:
    with echoing() as echo, opening(echo.address):
        yield echo


def run(api: Api, echo: Echo, fields: Json, arguments: Json) -> Json:
    """What the test panel shows."""
    assert api("PUT", "/v1/credentials/key", {"value": SECRET}).status == 200
    echo.seen.clear()
    rest = {name: value for name, value in fields.items() if name != "path"}
    tool = {
        "code": "t",
        "description": "d",
        "url": f"http://{echo.address}{fields.get('path', '/')}",
    }
    made = api("POST", "/v1/tools", tool | rest)
    assert made.status == 201, made.text
    body = {"arguments": arguments, "variables": VARIABLES}
    answer = api("POST", f"/v1/tools/{made.json['id']}/test", body)
    assert answer.status == 200, answer.text
    assert "very" not in answer.text  # of the secret, in any spelling
    shown: Json = answer.json
    return shown


@pytest.mark.parametrize(("field", "fields", "arguments", "proof", "expected"), TABLE)
def test_it_has_its_effect(
    api: Api,
    echo: Echo,
    field: str,
    fields: Json,
    arguments: Json,
    proof: Callable[[Json], Any],
    expected: Any,
) -> None:
    assert proof(run(api, echo, fields, arguments)) == expected


def test_no_field_is_without_a_proof() -> None:
    """What is said around a call is proved where somebody hears it: `tests/worker/agent/test_tools.py`."""
    said = set(ToolTexts.model_fields) | {"locales"}
    assert {field for field, *_ in TABLE} | said | TOLD_TO_THE_LLM == set(WebhookTool.model_fields)


@pytest.mark.parametrize("place", ["header", "query", "body"])
@pytest.mark.parametrize("path", ["/", "/refuse", "/away"])
def test_the_panel_never_shows_a_secret(api: Api, echo: Echo, path: str, place: str) -> None:
    """Sent, sent back, refused with, redirected with."""
    secret = {"secret_ref": "key", "place": place, "name": "X-Key", "prefix": "Bearer "}
    shown = run(api, echo, {"path": path, "method": "POST", "body": {}, "secrets": [secret]}, {})
    (seen,) = echo.seen
    assert SECRET in str(seen)
    assert "•••" in str(shown["request"])


def test_a_secret_that_comes_back_as_a_number_is_covered_too(api: Api, echo: Echo) -> None:
    assert api("PUT", "/v1/credentials/pin", {"value": "73219"}).status == 200
    fields = {
        "method": "POST",
        "body": {"echo": [73219, 1.5, 2]},
        "secrets": [KEY | {"secret_ref": "pin"}],
    }
    shown = run(api, echo, fields, {})
    assert shown["response"]["body"]["body"] == {"echo": ["•••", 1.5, 2]}
    assert "73219" not in str(shown)
