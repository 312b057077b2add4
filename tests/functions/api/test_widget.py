"""A page and the public API: origins, consent, limits, coming back."""

from typing import Any

import pytest

from speaknode import wiring
from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings

from .conftest import Answer, Api

HOME, EVIL = "https://shop.test", "https://evil.test"
LONG_AGO = "2026-01-02T03:04:05Z"
CONSENT = {"version": "7", "accepted_at": LONG_AGO}
WIDGET = {
    "allowed_origins": [HOME],
    "consent": {"version": "7", "text": {"en": "We record."}},
    "texts": {"ru": {"title": "Спросите Аду"}},
    "colors": {"accent": "#aa3300"},
}


@pytest.fixture
def agent_id(api: Api) -> str:
    made = api("POST", "/v1/agents", {"name": "Ada", "widget": WIDGET}).json
    api("POST", f"/v1/agents/{made['id']}/publish")
    return str(made["id"])


def start(api: Api, agent_id: str, *, origin: str | None = HOME, **body: Any) -> Answer:
    headers = {"Origin": origin} if origin else {}
    path = f"/v1/public/agents/{agent_id}/sessions"
    return api("POST", path, {"consent": CONSENT, **body}, token=None, headers=headers)


class TestOrigins:
    def get(self, api: Api, agent_id: str, **headers: str) -> Answer:
        return api("GET", f"/v1/public/agents/{agent_id}", token=None, headers=headers)

    def test_an_allowed_page_sees_the_widget_but_not_who_else_may(
        self, api: Api, agent_id: str
    ) -> None:
        answer = self.get(api, agent_id, Origin=HOME)
        assert answer.status == 200
        assert answer.json["widget"]["texts"]["ru"]["title"] == "Спросите Аду"
        assert "allowed_origins" not in answer.json["widget"]

    @pytest.mark.parametrize("headers", [{"Origin": EVIL}, {"Referer": f"{EVIL}/x"}, {}])
    def test_others_are_told_so(self, api: Api, agent_id: str, headers: dict[str, str]) -> None:
        answer = self.get(api, agent_id, **headers)
        assert (answer.status, answer.json["code"]) == (403, "origin_not_allowed")

    def test_reading_from_the_same_site_names_no_origin(self, api: Api, agent_id: str) -> None:
        assert self.get(api, agent_id, **{"Sec-Fetch-Site": "same-origin"}).status == 200

    def test_sessions_too(self, api: Api, agent_id: str) -> None:
        assert start(api, agent_id, origin=EVIL).status == 403

    def test_the_draft_changes_nothing_until_it_is_published(self, api: Api, agent_id: str) -> None:
        api("PATCH", f"/v1/agents/{agent_id}", {"widget": WIDGET | {"allowed_origins": [EVIL]}})
        assert self.get(api, agent_id, Origin=HOME).status == 200

    def test_a_path_is_no_origin(self, api: Api) -> None:
        body = {"name": "Ada", "widget": {"allowed_origins": [f"{HOME}/shop"]}}
        assert api("POST", "/v1/agents", body).pointers == ["/widget/allowed_origins/0"]


class TestConsent:
    def test_is_kept_with_the_session(self, api: Api, agent_id: str) -> None:
        session_id = start(api, agent_id).json["id"]
        visit = api("GET", f"/v1/sessions/{session_id}").json["visit"]
        assert visit == {"origin": HOME, "consent": CONSENT, "untrusted_variables": []}

    @pytest.mark.parametrize("consent", [None, {"version": "6", "accepted_at": LONG_AGO}])
    @pytest.mark.parametrize("channel", ["widget", "text", "web"])
    def test_to_this_version_has_to_be_there_spoken_or_written(
        self, api: Api, agent_id: str, channel: str, consent: dict[str, str] | None
    ) -> None:
        answer = start(api, agent_id, consent=consent, channel=channel)
        assert (answer.status, answer.json["code"]) == (422, "consent_required")
        assert answer.pointers == ["/consent"]

    def test_is_not_asked_for_where_the_agent_asks_nobody(self, api: Api, agent_id: str) -> None:
        api("PATCH", f"/v1/agents/{agent_id}", {"widget": WIDGET | {"consent": None}})
        api("POST", f"/v1/agents/{agent_id}/publish")
        assert start(api, agent_id, consent=None, channel="text").status == 201

    @pytest.mark.parametrize(
        ("artifacts", "store", "kept"),
        [
            ({}, "everything", (True, True)),
            ({"recording": False}, "everything", (True, True)),
            ({"recording": False, "tracks": False}, "everything", (False, True)),
            ({"tracks": False, "transcript": False}, "without_pii", (False, False)),
            ({}, "without_pii", (False, True)),
            ({}, "metadata_only", (False, False)),
        ],
    )
    def test_the_page_knows_what_is_kept(
        self,
        api: Api,
        agent_id: str,
        artifacts: dict[str, bool],
        store: str,
        kept: tuple[bool, bool],
    ) -> None:
        wish = {"artifacts": artifacts, "privacy": {"store": store}}
        api("PATCH", f"/v1/agents/{agent_id}", wish)
        api("POST", f"/v1/agents/{agent_id}/publish")
        path = f"/v1/public/agents/{agent_id}"
        shown = api("GET", path, token=None, headers={"Origin": HOME}).json
        assert (shown["is_recorded"], shown["is_transcribed"]) == kept

    def test_was_not_given_in_the_future(self, api: Api, agent_id: str) -> None:
        consent = {"version": "7", "accepted_at": "2999-01-01T00:00:00Z"}
        session_id = start(api, agent_id, consent=consent).json["id"]
        visit = api("GET", f"/v1/sessions/{session_id}").json["visit"]
        assert visit["consent"]["accepted_at"][:4] == str(utc_now().year)


def test_variables_from_a_page_are_marked_untrusted(api: Api) -> None:
    variables = [{"name": "name"}, {"name": "plan", "default": "free"}]
    made = api("POST", "/v1/agents", {"name": "Ada", "variables": variables}).json
    api("POST", f"/v1/agents/{made['id']}/publish")
    consent = {"version": "1", "accepted_at": LONG_AGO}
    body = {"channel": "text", "variables": {"name": "Эдсгер"}, "consent": consent}
    answer = api("POST", f"/v1/public/agents/{made['id']}/sessions", body, token=None)
    session = api("GET", f"/v1/sessions/{answer.json['id']}").json
    assert session["variables"] == {"name": "Эдсгер", "plan": "free"}
    assert session["visit"]["untrusted_variables"] == ["name"]


def test_a_value_may_not_be_a_book(api: Api, agent_id: str) -> None:
    assert start(api, agent_id, variables={"name": "x" * 2001}).status == 422


def test_too_many_conversations(api: Api, agent_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = wiring.widgets()
    monkeypatch.setattr(service, "_limit_per_visitor", 2)
    answers = [start(api, agent_id) for _ in range(3)]
    # A minute may turn in between: then the third is the first of the next.
    last = answers[-1]
    if [answer.status for answer in answers] == [201, 201, 201]:
        pytest.fail("no limit")
    assert (last.status, last.json["code"]) == (429, "too_many_sessions")
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    monkeypatch.setattr(service, "_limit_per_visitor", settings().public_sessions_per_visitor)
    assert start(api, agent_id).status == 201


class TestComingBack:
    def back(self, api: Api, agent_id: str, session_id: str, token: str) -> Answer:
        path = f"/v1/public/agents/{agent_id}/sessions/{session_id}/return"
        return api("POST", path, {"token": token}, token=None, headers={"Origin": HOME})

    def test_to_a_conversation_that_goes_on(self, api: Api, agent_id: str) -> None:
        made = start(api, agent_id).json
        answer = self.back(api, agent_id, made["id"], made["token"])
        assert answer.status == 200
        assert answer.json["token"] != made["token"]

    def test_not_with_somebody_elses_token(self, api: Api, agent_id: str) -> None:
        mine, other = start(api, agent_id).json, start(api, agent_id).json
        answer = self.back(api, agent_id, mine["id"], other["token"])
        assert (answer.status, answer.json["code"]) == (404, "session_not_found")

    def test_not_with_a_made_up_one(self, api: Api, agent_id: str) -> None:
        made = start(api, agent_id).json
        assert self.back(api, agent_id, made["id"], "a.b.c").status == 404

    def test_not_once_it_has_ended(
        self, api: Api, agent_id: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = start(api, agent_id).json
        monkeypatch.setattr(wiring.rooms(), "delete", lambda _: None)
        wiring.sessions().end(api.space_id, made["id"])
        assert self.back(api, agent_id, made["id"], made["token"]).status == 404
