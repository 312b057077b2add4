"""Servers that behave as none should: the panel tells each by its code, in time, and nothing hangs."""

from collections.abc import Iterator

import pytest
from tests.support.hostile import BEHAVIOURS, Hostile, hostile

from .conftest import Api, opening

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def server(cloud: None) -> Iterator[Hostile]:
    with hostile() as server, opening(server.address):
        yield server


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_each_is_told_by_its_code(api: Api, server: Hostile, behaviour: str) -> None:
    tool = {
        "code": "t", "description": "d", "url": f"http://{server.address}/{behaviour}",
        "timeout_ms": 1500, "max_response_bytes": 65_536,
    }  # fmt: skip
    made = api("POST", "/v1/tools", tool)
    assert made.status == 201, made.text
    answer = api("POST", f"/v1/tools/{made.json['id']}/test", {})
    assert answer.status == 200, answer.text
    error = answer.json["error"]
    assert (error and error["code"]) == BEHAVIOURS[behaviour][1], answer.text
    assert len(answer.text) < 200_000
