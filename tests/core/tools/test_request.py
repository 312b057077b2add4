"""From definition and arguments to the request: everything stays in its place."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from speaknode.tools.models import WebhookTool
from speaknode.tools.outcome import ToolRunError
from speaknode.tools.parameters import check_arguments, merged, with_defaults
from speaknode.tools.request import ToolRequest, build

STRINGS = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}


def tool(**fields: Any) -> WebhookTool:
    base = {"code": "t", "description": "d", "url": "https://x.test/p", "parameters": STRINGS}
    return WebhookTool.model_validate(base | fields)


def made(of: WebhookTool, arguments: dict[str, Any], **variables: Any) -> ToolRequest:
    return build(of, arguments, variables)


def test_what_no_template_takes_goes_to_query_or_body() -> None:
    assert made(tool(), {"a": "1"}).params == {"a": "1"}
    request = made(tool(method="POST"), {"a": "1"})
    assert (request.body, request.params) == ({"a": "1"}, {})
    assert request.headers["content-type"] == "application/json"


def test_every_part_is_filled() -> None:
    request = made(
        tool(
            method="POST",
            url="https://x.test/{a}/{{ city }}?day={{n}}",
            headers={"X-Who": "{{who}}"},
            query={"q": "{b}!"},
            body={"n": "{{n}}", "text": "it is {a}", "all": ["{a}", "{nothing}"], "gone": "{b}"},
        ),
        {"a": "x y"},
        city="São",
        who="bob",
        n=3,
    )
    assert request.url == "https://x.test/x%20y/S%C3%A3o?day=3"
    assert request.headers["x-who"] == "bob"
    assert request.params == {"q": "!"}
    assert request.body == {"n": 3, "text": "it is x y", "all": ["x y", "{nothing}"]}


@pytest.mark.parametrize("value", ['"}', "\n", '","admin":true,"x":"', "{{secret}}", "{b}"])
def test_a_value_stays_one_json_string(value: str) -> None:
    request = made(tool(method="POST", body={"a": "<{a}>"}), {"a": value}, secret="s3cret")
    assert json.loads(request.content or b"") == {"a": f"<{value}>"}


@pytest.mark.parametrize("value", ["a\r\nX-Admin: 1", "a\nb", "a\0b", "\u0434\u0430", "x" * 9000])
def test_headers_cannot_be_broken_out_of(value: str) -> None:
    with pytest.raises(ToolRunError) as caught:
        made(tool(headers={"X-A": "{a}"}), {"a": value})
    assert caught.value.failure.code == "invalid_arguments"
    with pytest.raises(ToolRunError):
        made(tool(headers={"X-A": "{{v}}"}), {}, v=value)


@pytest.mark.parametrize("value", ["..", "."])
def test_a_value_does_not_climb_the_path(value: str) -> None:
    with pytest.raises(ToolRunError):
        made(tool(url="https://x.test/users/{a}/x"), {"a": value})


def test_a_value_with_slashes_is_one_segment() -> None:
    request = made(tool(url="https://x.test/users/{a}"), {"a": "../admin?x#y"})
    assert request.url == "https://x.test/users/..%2Fadmin%3Fx%23y"


def test_schemas_name_the_place_of_arguments() -> None:
    def one(name: str) -> dict[str, Any]:
        return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}

    of = tool(
        method="POST",
        url="https://x.test/{id}",
        path_parameters=one("id"),
        query_parameters=one("page"),
        header_parameters=one("X-Trace"),
        body_parameters=one("text"),
    )
    arguments = {"id": "7", "page": "2", "X-Trace": "t", "text": "hi", "a": "free"}
    request = made(of, arguments)
    assert request.url == "https://x.test/7"
    assert request.params == {"page": "2"}
    assert request.headers["x-trace"] == "t"
    assert request.body == {"text": "hi", "a": "free"}
    assert merged(of)["required"] == ["id", "page", "X-Trace", "text"]
    check_arguments(of, arguments)
    with pytest.raises(ToolRunError, match="'page' is a required property"):
        check_arguments(of, {"id": "7", "X-Trace": "t", "text": "hi"})


def test_a_ref_is_never_fetched() -> None:
    of = tool(parameters={"properties": {"a": {"$ref": "http://127.0.0.1:1/x.json"}}})
    with pytest.raises(ToolRunError) as caught:
        check_arguments(of, {"a": 1})
    assert caught.value.failure.code == "invalid_tool"


def test_secrets_go_where_they_belong() -> None:
    places = [
        {"secret_ref": "key", "prefix": "Bearer "},
        {"secret_ref": "key", "place": "query", "name": "api_key"},
        {"secret_ref": "key", "place": "body", "name": "token"},
    ]
    of = tool(method="POST", secrets=places)
    request = build(of, {"a": "1"}, {}, secrets={"key": SecretStr("s3")}, idempotency_key="k")
    assert request.headers["authorization"] == "Bearer s3"
    assert request.headers["idempotency-key"] == "k"
    assert request.params == {"api_key": "s3"}
    assert request.body == {"a": "1", "token": "s3"}
    with pytest.raises(ToolRunError) as caught:
        build(of, {}, {})
    assert caught.value.failure.code == "secret_missing"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("arguments", [{}, {"a": ""}, {"a": None}])
def test_a_path_without_its_value_is_not_sent(method: str, arguments: dict[str, Any]) -> None:
    """`DELETE /orders/` is not what anybody meant."""
    for url in ("https://x.test/orders/{a}", "https://x.test/orders/{a}/", "https://x.test/{a}/b"):
        with pytest.raises(ToolRunError, match="empty"):
            made(tool(method=method, url=url), arguments)


def test_part_of_a_segment_may_be_empty() -> None:
    assert made(tool(url="https://x.test/a-{a}?b={b}"), {}).url == "https://x.test/a-?b="


def test_a_default_stands_in_for_what_was_left_out() -> None:
    properties = {
        "a": {"type": "string", "default": "x"},
        "b": {"type": "integer", "default": 3, "nullable": True},
        "c": {"type": "string"},
    }
    of = tool(parameters={"type": "object", "properties": properties, "required": ["a"]})
    assert with_defaults(of, {}) == {"a": "x", "b": 3}
    assert with_defaults(of, {"a": "y", "b": None}) == {"a": "y", "b": None}
