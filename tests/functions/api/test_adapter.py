"""What the adapter answers before and around every route."""

import json
from typing import Any

import pytest

from .conftest import Api, Context, event


class TestRouting:
    def test_unknown_route_is_a_problem(self, api: Api) -> None:
        answer = api("GET", "/v1/nothing")
        assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["instance"] == "/v1/nothing#req-1"
        assert answer.headers["X-Request-Id"] == "req-1"

    def test_wrong_method_says_which_are_right(self, api: Api) -> None:
        answer = api("DELETE", "/v1/agents")
        assert (answer.status, answer.json["type"]) == (405, "/problems/method-not-allowed")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}

    def test_trailing_slash(self, api: Api) -> None:
        assert api("GET", "/v1/agents/").status == 200

    @pytest.mark.parametrize(
        "path", ["/", "//", "/v1", "/v1/agents/a/b/c", "/v1/agents/%2e%2e", "/\x00"]
    )
    def test_odd_paths_are_not_found(self, api: Api, path: str) -> None:
        assert api("GET", path).status == 404

    @pytest.mark.parametrize("kind", ["agents", "tools", "sessions", "spaces"])
    def test_an_endless_id_is_not_found(self, api: Api, kind: str) -> None:
        assert api("GET", f"/v1/{kind}/{'x' * 5000}").status == 404

    def test_head_is_get_without_a_body(self, api: Api) -> None:
        answer = api("HEAD", "/v1/agents")
        assert (answer.status, answer.text) == (200, "")

    def test_the_smallest_event(self, cloud: None) -> None:
        from api.app import handler

        bare: dict[str, Any] = {
            "httpMethod": "GET",
            "path": "/health",
            "headers": None,
            "requestContext": {},
        }
        assert handler(bare, Context())["statusCode"] == 200


MALFORMED = {
    "empty": "",
    "blank": "  ",
    "half": '{"name": ',
    "two": "{}{}",
    "nan": '{"name": "Ada", "temperature": NaN}',
    "infinity": '{"name": "Ada", "temperature": Infinity}',
    "lone surrogate": '{"name": "\\ud800"}',
    "too deep": "[" * 100_000,
    "single quotes": "{'name': 'Ada'}",
}


class TestBody:
    def test_base64(self, api: Api) -> None:
        assert api("POST", "/v1/agents", {"name": "Ада"}, in_base64=True).json["name"] == "Ада"

    def test_broken_base64(self, api: Api) -> None:
        from api.app import handler

        headers = {"Authorization": f"Bearer {api.key}", "Content-Type": "application/json"}
        broken = event("POST", "/v1/agents", "%%%", headers, {}) | {"isBase64Encoded": True}
        assert handler(broken, Context())["statusCode"] == 400

    @pytest.mark.parametrize("in_base64", [False, True])
    def test_oversized(self, api: Api, in_base64: bool) -> None:
        raw = json.dumps({"name": "Ada", "system_prompt": "x" * 1_048_576})
        answer = api("POST", "/v1/agents", raw=raw, in_base64=in_base64)
        assert (answer.status, answer.json["type"]) == (413, "/problems/payload-too-large")

    def test_size_is_counted_in_bytes(self, api: Api) -> None:
        raw = json.dumps({"name": "Ada", "system_prompt": "я" * 600_000}, ensure_ascii=False)
        assert api("POST", "/v1/agents", raw=raw).status == 413

    @pytest.mark.parametrize("case", MALFORMED)
    def test_malformed_json(self, api: Api, case: str) -> None:
        answer = api("POST", "/v1/agents", raw=MALFORMED[case])
        assert (answer.status, answer.json["code"]) == (400, "malformed_json")

    @pytest.mark.parametrize(
        ("raw", "pointer"),
        [
            ('{"name": "Ada", "name": "Eve"}', "/name"),
            (
                '{"name": "Ada", "turn": {"min_delay_ms": 1, "min_delay_ms": 2}}',
                "/turn/min_delay_ms",
            ),
            ('{"name": "Ada", "variables": [{}, {"a/b": 1, "a/b": 1}]}', "/variables/1/a~1b"),
        ],
    )
    def test_a_key_that_is_there_twice_is_named(self, api: Api, raw: str, pointer: str) -> None:
        answer = api("POST", "/v1/agents", raw=raw)
        assert (answer.status, answer.pointers) == (422, [pointer])

    @pytest.mark.parametrize("body", [[], "Ada", 1, True])
    def test_not_an_object(self, api: Api, body: Any) -> None:
        assert api("POST", "/v1/agents", body).status == 422

    def test_null_is_not_an_object(self, api: Api) -> None:
        assert api("POST", "/v1/agents", raw="null").status == 422

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""]
    )
    def test_wrong_content_type(self, api: Api, kind: str) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada"}, headers={"Content-Type": kind})
        assert (answer.status, answer.json["type"]) == (415, "/problems/unsupported-media-type")

    @pytest.mark.parametrize(
        "kind",
        ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"],
    )
    def test_json_content_types(self, api: Api, kind: str) -> None:
        assert (
            api("POST", "/v1/agents", {"name": "Ada"}, headers={"Content-Type": kind}).status == 201
        )


class TestCors:
    def test_preflight(self, api: Api) -> None:
        answer = api(
            "OPTIONS",
            "/v1/agents",
            token=None,
            headers={"Origin": "https://app.test", "Access-Control-Request-Method": "POST"},
        )
        assert (answer.status, answer.text) == (204, "")
        assert answer.headers["Access-Control-Allow-Origin"] == "https://app.test"
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]

    def test_preflight_of_a_foreign_page_allows_nothing(self, api: Api) -> None:
        answer = api(
            "OPTIONS",
            "/v1/agents",
            token=None,
            headers={"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"},
        )
        assert not any(name.startswith("Access-Control") for name in answer.headers)

    def test_problems_carry_it_too(self, api: Api) -> None:
        answer = api("GET", "/v1/agents", token=None, headers={"Origin": "https://app.test"})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (
            401,
            "https://app.test",
        )
        assert answer.headers["Vary"] == "Origin"

    def test_public_routes_are_for_every_page(self, api: Api) -> None:
        headers = {"Origin": "https://any.test", "Access-Control-Request-Method": "POST"}
        for method in ("OPTIONS", "POST"):
            answer = api(method, "/v1/public/agents/agt_x/sessions", token=None, headers=headers)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"

    def test_options_of_an_unknown_route(self, api: Api) -> None:
        assert api("OPTIONS", "/v1/nothing").status == 404


class TestFailures:
    def test_a_bug_is_a_problem_that_tells_nothing(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from speaknode import wiring

        def broken() -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr(wiring, "agents", broken)
        answer = api("GET", "/v1/agents")
        assert (answer.status, answer.json["type"]) == (500, "/problems/internal")
        assert "secret detail" not in answer.text

    def test_storage_that_is_down_is_unavailable(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from speaknode import wiring
        from speaknode.kit.errors import UnavailableError

        def down() -> None:
            raise UnavailableError("storage did not answer the read")

        monkeypatch.setattr(wiring, "agents", down)
        answer = api("GET", "/v1/agents")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


class TestAccessLog:
    def test_one_line_without_secrets(self, api: Api, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("INFO", logger="api"):
            api("GET", "/v1/agents", query={"limit": "5"})
        [record] = [record for record in caplog.records if record.name == "api"]
        line: dict[str, Any] = vars(record)
        assert line["message"] == "request served"
        assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/agents", 200)
        assert (line["request_id"], line["space_id"]) == ("req-1", api.space_id)
        assert line["duration_ms"] > 0
        assert api.key not in str(line)
