"""Tools over the API: what is refused, and the test panel against a server of this machine."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.echo import echoing

from .conftest import Api, opening

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
TOOL = {"code": "book", "description": "Books.", "url": "https://example.com/book"}


@pytest.fixture
def echo() -> Iterator[str]:
    with echoing() as echo:
        yield echo.address


@pytest.fixture
def opened(echo: str, cloud: None) -> Iterator[str]:
    with opening(echo):
        yield f"http://{echo}/book"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"headers": {"Host": "x"}}, "/headers/Host"),
        ({"headers": {"Idempotency-Key": "x"}}, "/headers/Idempotency-Key"),
        ({"headers": {"a b": "x"}}, "/headers/a b"),
        ({"parameters": {"type": "objekt"}}, "/parameters/type"),
        ({"query_parameters": {"type": "array"}}, "/query_parameters/type"),
        ({"parameters": {"properties": {"a": {"$ref": "https://x.test/s"}}}}, "/parameters"),
        ({"response_mapping": {"a": "$.["}}, "/response_mapping/a"),
        ({"response_mapping": {"a": "$..a..b"}}, "/response_mapping/a"),
        ({"response_mapping": {"no name": "$.a"}}, "/response_mapping/no name"),
        ({"progress_speech": [{"after_ms": 1, "text": "x"}]}, "/progress_speech/0/after_ms"),
        ({"retry": {"attempts": 9}}, "/retry/attempts"),
        ({"secrets": [{"secret_ref": "k", "name": "Host"}]}, "/secrets/0/name"),
        ({"secrets": [{"secret_ref": "k", "place": "path"}]}, "/secrets/0/place"),
        ({"timeout_ms": 60_001}, "/timeout_ms"),
        ({"body": {"a": "x" * 500_000}}, "/body/a"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_what_is_wrong_is_named(api: Api, fields: dict[str, Any], pointer: str) -> None:
    answer = api("POST", "/v1/tools", TOOL | fields)
    assert answer.status == 422, answer.text
    assert any(found.startswith(pointer) for found in answer.pointers), answer.text


def test_an_address_with_places_to_fill_in_stays_as_it_was_written(api: Api) -> None:
    url = "https://example.com/b/{id}/{{ who }}?day={day}&at={{system.now}}"
    made = api("POST", "/v1/tools", TOOL | {"url": url})
    assert (made.status, made.json.get("url")) == (201, url)
    again = api("PUT", f"/v1/tools/{made.json['id']}", TOOL | {"url": made.json["url"]})
    assert (again.status, again.json["url"]) == (200, url)


@pytest.mark.parametrize("url", ["https://{{host}}/x", "https://a.{b}.com", "ftp://x.test", "x"])
def test_an_address_that_could_lead_anywhere_is_refused(api: Api, url: str) -> None:
    refused = api("POST", "/v1/tools", TOOL | {"url": url})
    assert (refused.status, refused.pointers) == (422, ["/url"])


def test_one_argument_has_one_place(api: Api) -> None:
    schema = {"type": "object", "properties": {"a": {}}}
    answer = api("POST", "/v1/tools", TOOL | {"parameters": schema, "query_parameters": schema})
    assert answer.pointers == ["/query_parameters/properties/a"]


def test_the_panel_shows_the_exchange_without_its_secrets(api: Api, opened: str) -> None:
    stored = api("PUT", "/v1/credentials/booking", {"value": "sk-very-secret-1234"})
    assert stored.status == 200, stored.text
    body = TOOL | {
        "url": opened,
        "method": "POST",
        "body": {"day": "{day}", "who": "{{name}}"},
        "parameters": {"type": "object", "properties": {"day": {"type": "string"}}},
        "secrets": [{"secret_ref": "booking", "prefix": "Bearer "}],
        "response_mapping": {"booked": "$.body.day"},
    }
    made = api("POST", "/v1/tools", body)
    assert made.status == 201, made.text
    trial = {"arguments": {"day": "monday"}, "variables": {"name": "Bob"}}
    answer = api("POST", f"/v1/tools/{made.json['id']}/test", trial)
    assert answer.status == 200, answer.text
    shown = answer.json
    assert shown["error"] is None
    assert shown["request"]["body"] == {"day": "monday", "who": "Bob"}
    assert shown["request"]["headers"]["authorization"] == "•••"
    assert shown["response"]["body"]["headers"]["authorization"] == "Bearer •••"
    assert shown["assigned"] == {"booked": "monday"}
    assert shown["duration_ms"] > 0
    for text in (answer.text, made.text, api("GET", f"/v1/tools/{made.json['id']}").text):
        assert "very-secret" not in text


def test_the_panel_tells_what_went_wrong(api: Api, opened: str) -> None:
    made = api("POST", "/v1/tools", TOOL | {"url": opened, "secrets": [{"secret_ref": "none"}]})
    shown = api("POST", f"/v1/tools/{made.json['id']}/test", {}).json
    assert shown["error"]["code"] == "secret_missing"


def test_a_tool_that_was_changed_meanwhile_is_not_deleted(api: Api) -> None:
    place = f"/v1/tools/{api('POST', '/v1/tools', TOOL).json['id']}"
    assert api("PUT", place, TOOL).json["revision"] == 2
    assert api("DELETE", place, headers={"If-Match": '"1"'}).status == 412
    assert api("DELETE", place, headers={"If-Match": '"2"'}).status == 204


def test_a_tool_that_is_gone_keeps_no_conversation_from_beginning(api: Api) -> None:
    tool_id = api("POST", "/v1/tools", TOOL).json["id"]
    agent = api("POST", "/v1/agents", {"name": "Ada", "tool_ids": [tool_id]}).json
    assert api("POST", f"/v1/agents/{agent['id']}/publish").status == 200
    assert api("DELETE", f"/v1/tools/{tool_id}").status == 204
    begun = api("POST", "/v1/sessions", {"agent_id": agent["id"]})
    assert begun.status == 201, begun.text
    place = f"/v1/agents/{agent['id']}"
    assert api("PATCH", place, {"temperature": 0.1}).status == 200
    assert api("POST", f"{place}/publish").status == 200
    assert api("GET", f"{place}/export").status == 200
    added = api("PATCH", place, {"tool_ids": [tool_id, "tol_nobodys"]})
    assert (added.status, added.pointers) == (422, ["/tool_ids/1"])


def test_nobody_elses_tool_is_run(api: Api, stranger: Api) -> None:
    made = api("POST", "/v1/tools", TOOL)
    assert stranger("POST", f"/v1/tools/{made.json['id']}/test", {}).status == 404
