"""The model catalogue and credentials over HTTP."""

import pytest

from speaknode.access.models import ALL_SCOPES, Scope

from .conftest import Api, new_api

ROW = {
    "kind": "llm",
    "provider": "openai",
    "model": "meta/llama-3",
    "prices": [{"unit": "million_output_tokens", "amount_usd": "0.60"}],
}
SECRET = "sk-proj-0123456789abcdef"


@pytest.fixture
def admin(cloud: None) -> Api:
    return new_api(*ALL_SCOPES, Scope.PLATFORM_ADMIN)


class TestCatalogue:
    def test_providers_bring_forms(self, api: Api) -> None:
        items = api("GET", "/v1/providers").json["items"]
        names = {(item["kind"], item["name"]) for item in items}
        assert {("llm", "openai"), ("tts", "espeak"), ("stt", "deepgram")} <= names
        (openai,) = [i for i in items if (i["kind"], i["name"]) == ("llm", "openai")]
        assert "base_url" in openai["settings_schema"]["properties"]

    def test_admins_put_and_delete_rows(self, admin: Api, api: Api) -> None:
        assert admin("PUT", "/v1/models", ROW).status == 200
        query = {"kind": "llm", "provider": "openai"}
        rows = {row["model"]: row for row in api("GET", "/v1/models", query=query).json["items"]}
        assert rows["meta/llama-3"]["prices"][0]["amount_usd"] == "0.60"
        key = {"kind": "llm", "provider": "openai", "model": "meta/llama-3"}
        assert admin("DELETE", "/v1/models", query=key).status == 204
        assert admin("DELETE", "/v1/models", query=key).status == 404

    def test_nobody_else_does(self, api: Api) -> None:
        assert api("PUT", "/v1/models", ROW).status == 403
        assert (
            api("DELETE", "/v1/models", query={"kind": "llm", "provider": "a", "model": "b"}).status
            == 403
        )
        assert api("PUT", "/v1/platform/credentials/openai", {"value": SECRET}).status == 403
        assert api("GET", "/v1/platform/credentials").status == 403

    def test_a_space_cannot_make_admins(self, api: Api, admin: Api) -> None:
        body = {"name": "x", "scopes": ["platform:admin"]}
        assert api("POST", "/v1/api-keys", body).status == 403
        assert admin("POST", "/v1/api-keys", body).status == 201

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"provider": "nobody"}, "/provider"),
            ({"kind": "nose"}, "/kind"),
            ({"prices": [{"unit": "minute", "amount_usd": "-1"}]}, "/prices/0/amount_usd"),
            ({"price": 1}, "/price"),
        ],
    )
    def test_a_wrong_row_is_named(
        self, admin: Api, change: dict[str, object], pointer: str
    ) -> None:
        answer = admin("PUT", "/v1/models", ROW | change)
        assert (answer.status, answer.pointers) == (422, [pointer])

    def test_voices(self, api: Api) -> None:
        answer = api("GET", "/v1/voices", query={"provider": "espeak", "language": "ru"})
        assert [voice["voice"] for voice in answer.json["items"]] == ["ru"]
        assert api("GET", "/v1/voices").pointers == ["/provider"]
        assert api("GET", "/v1/voices", query={"provider": "nobody"}).status == 404
        missing = api("GET", "/v1/voices", query={"provider": "elevenlabs"})
        assert (missing.status, missing.json["code"]) == (409, "provider_key_missing")


class TestCredentials:
    def test_written_and_never_read(self, api: Api, stranger: Api) -> None:
        answer = api("PUT", "/v1/credentials/openai", {"value": SECRET})
        assert (answer.status, answer.json["last_4"]) == (200, "cdef")
        listed = api("GET", "/v1/credentials")
        assert [item["name"] for item in listed.json["items"]] == ["openai"]
        assert SECRET not in answer.text + listed.text
        assert stranger("GET", "/v1/credentials").json["items"] == []
        assert stranger("DELETE", "/v1/credentials/openai").status == 404
        assert api("DELETE", "/v1/credentials/openai").status == 204

    def test_only_for_owners(self, api: Api) -> None:
        member = new_api(Scope.AGENTS_WRITE, space_id=api.space_id)
        assert member("PUT", "/v1/credentials/openai", {"value": SECRET}).status == 403
        assert member("GET", "/v1/credentials").status == 403

    def test_a_wrong_value_is_not_told_back(self, api: Api) -> None:
        answer = api("PUT", "/v1/credentials/openai", {"value": "", "valeu": SECRET})
        assert answer.status == 422
        assert SECRET not in answer.text
        assert api("PUT", "/v1/credentials/Open AI", {"value": SECRET}).pointers == ["/name"]

    def test_the_platforms_key_serves_every_space(self, admin: Api, api: Api) -> None:
        assert admin("PUT", "/v1/platform/credentials/groq", {"value": SECRET}).status == 200
        items = api("GET", "/v1/providers").json["items"]
        assert {i["key_source"] for i in items if i["name"] == "groq"} == {"platform"}
        assert api("GET", "/v1/credentials").json["items"] == []
        assert admin("DELETE", "/v1/platform/credentials/groq").status == 204
