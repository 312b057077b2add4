"""Agents over HTTP."""

from typing import Any

import pytest

from .conftest import Api


class TestCreate:
    def test_answers_with_location_and_etag(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada"})
        assert answer.status == 201
        assert answer.headers["Location"] == f"agents/{answer.json['id']}"
        assert answer.headers["ETag"] == '"1"'
        assert answer.json["space_id"] == api.space_id

    def test_unknown_field_is_named(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada", "nmae": 1})
        assert (answer.status, answer.pointers) == (422, ["/nmae"])
        assert answer.headers["Content-Type"] == "application/problem+json"

    def test_unknown_field_is_named_at_any_depth(self, api: Api) -> None:
        locales = {"en": {"tts": {"provider": "espeak", "vioce": "x"}}}
        answer = api("POST", "/v1/agents", {"name": "Ada", "locales": locales})
        assert (answer.status, answer.pointers) == (422, ["/locales/en/tts/vioce"])

    def test_wrong_type_is_named_and_a_number_as_text_is_wrong(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada", "temperature": "0.5"})
        assert (answer.status, answer.pointers) == (422, ["/temperature"])

    def test_every_wrong_field_is_named(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"temperature": 2, "token_limit": 1})
        assert answer.status == 422
        assert sorted(answer.pointers) == ["/name", "/temperature", "/token_limit"]

    def test_server_side_fields_cannot_be_set(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada", "space_id": "spc_other"})
        assert (answer.status, answer.pointers) == (422, ["/space_id"])

    def test_a_default_that_does_not_fit_the_rest_is_named(self, api: Api) -> None:
        refused = api("POST", "/v1/agents", {"name": "Ada", "locales": {"ru": {}}})
        assert (refused.status, refused.pointers) == (422, ["/default_locale"])

    def test_tools_of_one_name_are_refused(self, api: Api) -> None:
        """A conversation would not even begin with them."""
        tool = {"code": "end_call", "description": "d", "url": "https://x.test"}
        tool_id = api("POST", "/v1/tools", tool).json["id"]
        twice = {"name": "Ada", "tool_ids": [tool_id, tool_id], "end_call": {"tool": False}}
        assert api("POST", "/v1/agents", twice).pointers == ["/tool_ids/1"]
        built_in = api("POST", "/v1/agents", {"name": "Ada", "tool_ids": [tool_id]})
        assert (built_in.status, built_in.pointers) == (422, ["/tool_ids/0"])

    def test_unknown_provider_is_named(self, api: Api) -> None:
        answer = api("POST", "/v1/agents", {"name": "Ada", "llm": {"provider": "nobody"}})
        assert (answer.status, answer.pointers) == (422, ["/llm/provider"])


class TestChange:
    def test_patch_keeps_what_is_left_out(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api("PATCH", f"/v1/agents/{agent['id']}", {"system_prompt": "Be kind."})
        assert (answer.status, answer.json["name"]) == (200, "Ada")
        assert answer.headers["ETag"] == '"2"'

    def test_put_resets_what_is_left_out(self, api: Api, agent: dict[str, Any]) -> None:
        path = f"/v1/agents/{agent['id']}"
        api("PATCH", path, {"system_prompt": "Be kind."})
        answer = api("PUT", path, {"name": "Eve"})
        assert (answer.json["name"], answer.json["system_prompt"]) == ("Eve", "")

    def test_stale_etag_is_refused(self, api: Api, agent: dict[str, Any]) -> None:
        path = f"/v1/agents/{agent['id']}"
        assert api("PATCH", path, {"name": "Eve"}, headers={"If-Match": '"1"'}).status == 200
        answer = api("PATCH", path, {"name": "Bob"}, headers={"If-Match": '"1"'})
        assert (answer.status, answer.json["code"]) == (412, "stale_revision")

    @pytest.mark.parametrize(("method", "path"), [("DELETE", ""), ("POST", "/publish")])
    def test_what_was_changed_meanwhile_is_neither_deleted_nor_published(
        self, api: Api, agent: dict[str, Any], method: str, path: str
    ) -> None:
        place, seen = f"/v1/agents/{agent['id']}", {"If-Match": '"1"'}
        assert api("PATCH", place, {"temperature": 0.1}).status == 200
        assert api(method, place + path, headers=seen).status == 412
        assert api("GET", place).json["latest_version"] == 0
        assert api(method, place + path, headers={"If-Match": '"2"'}).status in (200, 204)

    def test_malformed_etag_names_the_header(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api(
            "PATCH", f"/v1/agents/{agent['id']}", {"name": "Eve"}, headers={"If-Match": "one"}
        )
        assert (answer.status, answer.pointers) == (422, ["/If-Match"])

    def test_patch_is_checked_as_a_whole(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api("PATCH", f"/v1/agents/{agent['id']}", {"temperature": 3.0})
        assert (answer.status, answer.pointers) == (422, ["/temperature"])

    def test_delete(self, api: Api, agent: dict[str, Any]) -> None:
        path = f"/v1/agents/{agent['id']}"
        answer = api("DELETE", path)
        assert (answer.status, answer.text) == (204, "")
        assert api("GET", path).status == 404
        assert api("DELETE", path).status == 404


class TestLifecycle:
    def test_publish_freezes_a_version(self, api: Api, agent: dict[str, Any]) -> None:
        path = f"/v1/agents/{agent['id']}"
        assert api("POST", f"{path}/publish").json["published_version"] == 1
        api("PATCH", path, {"name": "Eve"})
        assert api("POST", f"{path}/publish").json["published_version"] == 2
        versions = api("GET", f"{path}/versions").json["items"]
        assert [version["version"] for version in versions] == [2, 1]
        assert api("GET", f"{path}/versions/1").json["config"]["name"] == "Ada"
        assert api("GET", f"{path}/versions/9").status == 404
        assert api("GET", f"{path}/versions/one").status == 404

    def test_unpublish(self, api: Api, agent: dict[str, Any]) -> None:
        path = f"/v1/agents/{agent['id']}"
        api("POST", f"{path}/publish")
        assert api("POST", f"{path}/unpublish").json["is_published"] is False

    def test_duplicate(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api("POST", f"/v1/agents/{agent['id']}/duplicate")
        assert (answer.status, answer.json["name"]) == (201, "Ada (copy)")
        assert answer.headers["Location"] == f"../{answer.json['id']}"


class TestPages:
    def test_every_agent_once(self, api: Api) -> None:
        made = {api("POST", "/v1/agents", {"name": f"A{i}"}).json["id"] for i in range(5)}
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = api("GET", "/v1/agents", query={"limit": "2", **cursor}).json
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert sorted(seen) == sorted(made)

    def test_bad_limit_and_unknown_parameter_are_named(self, api: Api) -> None:
        for limit in ("0", "101", "x", ["1", "2"]):
            answer = api("GET", "/v1/agents", query={"limit": limit})
            assert (answer.status, set(answer.pointers)) == (422, {"/limit"}), limit
        assert api("GET", "/v1/agents", query={"page": "2"}).pointers == ["/page"]

    def test_bad_cursor_is_named(self, api: Api, stranger: Api) -> None:
        for i in range(2):
            stranger("POST", "/v1/agents", {"name": f"A{i}"})
        foreign = stranger("GET", "/v1/agents", query={"limit": "1"}).json["next_cursor"]
        for cursor in ("x", "%%%", "ключ", "e30", "bnVsbA", foreign):
            answer = api("GET", "/v1/agents", query={"cursor": cursor})
            assert (answer.status, answer.pointers) == (422, ["/cursor"]), cursor
