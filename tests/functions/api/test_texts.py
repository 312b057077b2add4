"""What people call their things, and the characters that no text of theirs may hold."""

from typing import Any

import pytest

from .conftest import Api

FILE = {"filename": "a.txt", "content": "aGVsbG8="}
NAMED: dict[str, dict[str, Any]] = {
    "/v1/agents": {},
    "/v1/api-keys": {},
    "/v1/campaigns": {"agent_id": "agt_x"},
    "/v1/knowledge": FILE,
    "/v1/sounds": {"filename": "a.wav", "size_bytes": 1},
    "/v1/telephony-accounts": {"carrier": "sip"},
}


class TestNames:
    @pytest.mark.parametrize("path", NAMED)
    @pytest.mark.parametrize(
        "name", ["a\nb", "a\x1b[31m", " ", "\u200b", "a\u200bb", "\u202eadA", "a\u2028b"]
    )
    def test_one_that_cannot_be_read_or_deceives_is_refused(
        self, api: Api, path: str, name: str
    ) -> None:
        refused = api("POST", path, NAMED[path] | {"name": name})
        assert (refused.status, refused.pointers) == (422, ["/name"])

    def test_of_a_space_and_of_a_file_too(self, api: Api) -> None:
        space = api("PATCH", f"/v1/spaces/{api.space_id}", {"name": "a\tb"})
        assert (space.status, space.pointers) == (422, ["/name"])
        file = api("POST", "/v1/knowledge", FILE | {"name": "a", "filename": "\u202efdp.txt"})
        assert (file.status, file.pointers) == (422, ["/filename"])

    @pytest.mark.parametrize("name", ["👩‍👩‍👧 Family", "می‌خواهم", "\u200fשלום", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Pub", "Ärzte №1"])  # fmt: skip
    def test_of_any_script_and_with_emoji_is_taken_as_it_is(self, api: Api, name: str) -> None:
        assert api("POST", "/v1/knowledge", FILE | {"name": name}).json["name"] == name


class TestNul:
    def test_is_refused_at_its_place_at_any_depth(self, api: Api) -> None:
        greeted = {"name": "Ada", "locales": {"en": {"first_message": "Hel\0lo"}}}
        refused = api("POST", "/v1/agents", greeted)
        assert (refused.status, refused.pointers) == (422, ["/locales/en/first_message"])
        tool = {"code": "a", "description": "b", "url": "https://x.example"}
        refused = api("POST", "/v1/tools", tool | {"body": {"list": [1, {"k\0": 1}]}})
        assert (refused.status, refused.pointers) == (422, ["/body/list/1"])


class TestSecrets:
    @pytest.mark.parametrize("value", ["sk-a\n", " sk-a", "sk-\na", "sk-\0a", "sk\u200b-a", "  "])
    def test_what_would_break_a_header_or_was_copied_with_it_is_refused_untold(
        self, api: Api, value: str
    ) -> None:
        refused = api("PUT", "/v1/credentials/openai", {"value": value})
        assert (refused.status, refused.pointers) == (422, ["/value"])
        assert "sk" not in refused.text

    @pytest.mark.parametrize("value", ["pass word", "пароль", "p😀"])
    def test_any_that_can_be_seen_is_taken(self, api: Api, value: str) -> None:
        assert api("PUT", "/v1/credentials/openai", {"value": value}).status == 200


class TestChosenNames:
    def test_an_unfit_one_is_an_error_of_its_own_and_not_something_missing(
        self, api: Api, agent: dict[str, Any]
    ) -> None:
        for path, body, place in (
            (f"/v1/agents/{agent['id']}/labels/Prod", {"version": 1}, "/label"),
            (f"/v1/agents/{agent['id']}/labels/latest", {"version": 1}, "/label"),
            ("/v1/credentials/OpenAI", {"value": "sk-x"}, "/name"),
        ):
            refused = api("PUT", path, body)
            assert (refused.status, refused.pointers) == (422, [place])

    def test_nothing_is_there_under_it_for_those_who_read_or_delete(
        self, api: Api, agent: dict[str, Any]
    ) -> None:
        assert api("DELETE", f"/v1/agents/{agent['id']}/labels/Prod").status == 404
