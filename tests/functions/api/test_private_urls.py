"""A URL that nobody would be let through to is refused when it is saved, by name of its field."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Api, opening

CORPUS = (Path(__file__).parents[2] / "core/egress/private_urls.txt").read_text().split()
NAMES = ("nip.io", "lvh.me", "metadata.google.internal", "instance-data", "http:///etc")
"""What only a look-up can tell; they are refused when they are asked."""
LITERAL = sorted({url for url in CORPUS if not any(name in url for name in NAMES)})
Place = tuple[str, Callable[[str], dict[str, Any]], str]
PLACES: dict[str, Place] = {
    "tool": (
        "/v1/tools",
        lambda url: {"code": "t", "description": "d", "url": url},
        "/url",
    ),
    "knowledge": ("/v1/knowledge", lambda url: {"name": "k", "url": url}, "/url"),
    "mcp": (
        "/v1/agents",
        lambda url: {"name": "Ada", "mcp_servers": [{"name": "m", "url": url}]},
        "/mcp_servers/0/url",
    ),
    "model": (
        "/v1/agents",
        lambda url: {"name": "Ada", "llm": {"provider": "openai", "params": {"base_url": url}}},
        "/llm/params/base_url",
    ),
}
INSIDE = "http://127.0.0.1:9999/x"


@pytest.mark.parametrize("place", PLACES)
def test_each_notation_in_each_place(api: Api, place: str) -> None:
    path, body, pointer = PLACES[place]
    # A model server may listen on any port of a public host.
    closed = [url for url in LITERAL if place != "model" or "//example.com:" not in url]
    assert len(closed) > 150
    answers = {url: api("POST", path, body(url)) for url in closed}
    passed = {
        url: (answer.status, answer.pointers)
        for url, answer in answers.items()
        if (answer.status, answer.pointers) != (422, [pointer])
    }
    assert passed == {}


@pytest.mark.parametrize("place", PLACES)
def test_what_the_operator_opened_is_saved(api: Api, place: str) -> None:
    path, body, _ = PLACES[place]
    with opening("127.0.0.1:9999"):
        assert api("POST", path, body(INSIDE)).status == 201


def test_an_agent_is_edited_although_its_server_was_closed_since(api: Api) -> None:
    path, body, pointer = PLACES["mcp"]
    with opening("127.0.0.1:9999"):
        agent = api("POST", path, body(INSIDE)).json
    place = f"/v1/agents/{agent['id']}"
    assert api("PATCH", place, {"temperature": 0.1}).status == 200
    moved = api("PATCH", place, {"mcp_servers": body("http://10.0.0.1/")["mcp_servers"]})
    assert (moved.status, moved.pointers) == (422, [pointer])
