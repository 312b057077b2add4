"""What anybody may do: published agents, the demo's weather, health."""

from datetime import timedelta
from typing import Any

import pytest

from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings

from .conftest import Api

TEXT = {
    "channel": "text",
    "consent": {"version": "1", "accepted_at": "2026-01-02T03:04:05Z"},
}


@pytest.fixture
def published(api: Api, agent: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = api("POST", f"/v1/agents/{agent['id']}/publish").json
    return made


class TestPublishedAgent:
    def test_shows_no_secrets_of_the_trade(self, api: Api, published: dict[str, Any]) -> None:
        answer = api("GET", f"/v1/public/agents/{published['id']}", token=None)
        assert answer.status == 200
        assert set(answer.json) == {
            "id",
            "name",
            "version",
            "default_locale",
            "locales",
            "variables",
            "widget",
            "livekit_url",
            "is_recorded",
            "is_transcribed",
        }
        assert "allowed_origins" not in answer.json["widget"]

    def test_starts_a_session_of_the_agents_space(
        self, api: Api, published: dict[str, Any]
    ) -> None:
        answer = api("POST", f"/v1/public/agents/{published['id']}/sessions", TEXT, token=None)
        assert (answer.status, answer.json["agent_version"]) == (201, 1)
        assert "Location" not in answer.headers
        listed = api("GET", "/v1/sessions").json["items"]
        assert [session["id"] for session in listed] == [answer.json["id"]]

    def test_no_version_or_caller_can_be_chosen(self, api: Api, published: dict[str, Any]) -> None:
        path = f"/v1/public/agents/{published['id']}/sessions"
        answer = api("POST", path, {"version": 0, "caller": "x"}, token=None)
        assert sorted(answer.pointers) == ["/caller", "/version"]

    def test_idempotent(self, api: Api, published: dict[str, Any]) -> None:
        path = f"/v1/public/agents/{published['id']}/sessions"
        ids = {
            api("POST", path, TEXT, token=None, headers={"Idempotency-Key": "k" * 20}).json["id"]
            for _ in range(2)
        }
        assert len(ids) == 1


@pytest.mark.parametrize(("method", "suffix"), [("GET", ""), ("POST", "/sessions")])
class TestHiddenAgent:
    def call(self, api: Api, method: str, agent_id: str, suffix: str) -> tuple[int, str]:
        body: object = TEXT if method == "POST" else None
        answer = api(method, f"/v1/public/agents/{agent_id}{suffix}", body, token=None)
        return answer.status, answer.json["code"]

    def test_unknown(self, api: Api, method: str, suffix: str) -> None:
        assert self.call(api, method, "agt_none", suffix) == (404, "agent_not_found")

    def test_draft(self, api: Api, agent: dict[str, Any], method: str, suffix: str) -> None:
        assert self.call(api, method, agent["id"], suffix) == (404, "agent_not_found")

    def test_taken_back(
        self, api: Api, published: dict[str, Any], method: str, suffix: str
    ) -> None:
        api("POST", f"/v1/agents/{published['id']}/unpublish")
        assert self.call(api, method, published["id"], suffix) == (404, "agent_not_found")


class TestDemoWeather:
    def test_is_the_same_all_day_and_says_it_is_a_demo(self, api: Api) -> None:
        answer = api("GET", "/v1/demo/weather", token=None)
        assert answer.json["is_demo"] is True
        assert (
            answer.json == api("GET", "/v1/demo/weather", token=None, query={"day": "Today"}).json
        )

    def test_tomorrow_is_a_date_too(self, api: Api) -> None:
        tomorrow = (utc_now().date() + timedelta(days=1)).isoformat()
        by_word = api("GET", "/v1/demo/weather", token=None, query={"day": "tomorrow"}).json
        assert by_word == api("GET", "/v1/demo/weather", token=None, query={"day": tomorrow}).json

    def test_bad_day_is_named(self, api: Api) -> None:
        answer = api("GET", "/v1/demo/weather", token=None, query={"day": "someday"})
        assert (answer.status, answer.pointers) == (422, ["/day"])

    def test_only_where_the_demo_is_enabled(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from api.routes import demo

        off = settings().model_copy(update={"demo_enabled": False})
        monkeypatch.setattr(demo, "settings", lambda: off)
        assert api("GET", "/v1/demo/weather", token=None).status == 404


def test_health(api: Api) -> None:
    assert api("GET", "/health", token=None).json == {"status": "ok"}
