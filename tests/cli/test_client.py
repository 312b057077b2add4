import json
from pathlib import Path

import httpx
import pytest
from tests.cli.conftest import FakeApi

from speaknode_cli.client import (
    ApiError,
    Client,
    Installation,
    UnreachableError,
    find_installation,
    problem_line,
)

HERE = Installation(api_url="http://api.test/dev", api_key="sk_test")


class TestFindInstallation:
    def test_reads_run_json(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPEAKNODE_HOME", str(tmp_path))
        document = {"api_url": "http://x", "api_key": "sk_1", "demo_agent_id": "agt_1", "more": 1}
        (tmp_path / "run.json").write_text(json.dumps(document))
        assert find_installation().demo_agent_id == "agt_1"

    def test_options_win(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPEAKNODE_HOME", str(tmp_path))
        monkeypatch.setenv("SPEAKNODE_API_KEY", "sk_env")
        found = find_installation("http://there", "sk_option")
        assert (found.api_url, found.api_key) == ("http://there", "sk_option")

    def test_says_how_to_start_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPEAKNODE_HOME", str(tmp_path))
        with pytest.raises(UnreachableError, match="make up"):
            find_installation()

    def test_damaged_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPEAKNODE_HOME", str(tmp_path))
        (tmp_path / "run.json").write_text('{"api_url": ')
        with pytest.raises(UnreachableError, match="damaged"):
            find_installation()


class TestClient:
    def test_asks_with_key_under_v1(self, api: FakeApi) -> None:
        api.on("GET", "/dev/v1/me", {"id": "u"})
        with Client(HERE) as client:
            assert client.get("me") == {"id": "u"}
        assert api.requests[0].headers["Authorization"] == "Bearer sk_test"

    def test_items_follow_the_cursor(self, api: FakeApi) -> None:
        pages = {
            None: {"items": [{"n": 1}, {"n": 2}], "next_cursor": "c"},
            "c": {"items": [{"n": 3}], "next_cursor": None},
        }
        api.answers["GET", "/dev/v1/agents"] = lambda request: httpx.Response(
            200, json=pages[request.url.params.get("cursor")]
        )
        with Client(HERE) as client:
            assert [item["n"] for item in client.items("agents", limit=10)] == [1, 2, 3]
            assert [item["n"] for item in client.items("agents", limit=1)] == [1]

    def test_nothing_listens(self) -> None:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        with (
            Client(HERE, transport=httpx.MockTransport(refuse)) as client,
            pytest.raises(UnreachableError, match="does not answer"),
        ):
            client.get("me")

    def test_a_problem_is_raised_with_its_status(self, api: FakeApi) -> None:
        with Client(HERE) as client, pytest.raises(ApiError, match="404 Not found: no /dev") as hit:
            client.get("agents/agt_none")
        assert hit.value.status == 404


class TestProblemLine:
    def line(self, **content: object) -> str:
        request = httpx.Request("GET", "http://api.test/v1/x")
        return problem_line(httpx.Response(422, request=request, **content))  # type: ignore[arg-type]

    def test_names_each_field(self) -> None:
        errors = [{"pointer": "/variables/age", "message": "must be an integer"}]
        told = self.line(json={"title": "Invalid", "detail": "variables", "errors": errors})
        assert told == "422 Invalid: /variables/age: must be an integer"

    def test_not_a_problem_document(self) -> None:
        assert self.line(text="<html>") == "422 from /v1/x"

    def test_odd_json(self) -> None:
        assert self.line(json=[1]) == "422 from /v1/x"
        assert self.line(json={"message": "Forbidden", "errors": ["x"]}) == "422 Forbidden"
