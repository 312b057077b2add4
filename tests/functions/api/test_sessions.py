"""Sessions over HTTP."""

import base64
import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from tests.support import builders

from speaknode import wiring
from speaknode.kit.clock import utc_now
from speaknode.sessions.models import Recording, RecordingKind
from speaknode.sessions.store import DynamoSessionStore

from .conftest import Api

VARIABLES = [
    {"name": "name", "type": "string"},
    {"name": "age", "type": "integer", "default": 30},
    {"name": "vip", "type": "boolean", "nullable": True},
]


@pytest.fixture
def asking(api: Api) -> dict[str, Any]:
    """An agent that needs variables."""
    made: dict[str, Any] = api("POST", "/v1/agents", {"name": "Ada", "variables": VARIABLES}).json
    return made


def start(api: Api, agent: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = api("POST", "/v1/sessions", {"agent_id": agent["id"], **fields})
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


class TestCreate:
    def test_gives_a_room_and_a_token_for_it(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": agent["id"], "channel": "text"})
        assert answer.status == 201
        session = answer.json
        assert answer.headers["Location"] == f"sessions/{session['id']}"
        assert (session["room"], session["status"], session["channel"]) == (
            session["id"],
            "pending",
            "text",
        )
        claims = jwt.decode(session["token"], options={"verify_signature": False})
        assert claims["video"]["room"] == session["id"]
        assert claims["exp"] - datetime.now(UTC).timestamp() <= 300

    def test_unknown_agent(self, api: Api) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": "agt_none"})
        assert (answer.status, answer.json["code"]) == (404, "agent_not_found")

    def test_foreign_agent(self, stranger: Api, agent: dict[str, Any]) -> None:
        assert stranger("POST", "/v1/sessions", {"agent_id": agent["id"]}).status == 404

    def test_missing_variable_is_named(self, api: Api, asking: dict[str, Any]) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": asking["id"]})
        assert (answer.status, answer.pointers) == (422, ["/variables/name"])
        assert "name" in answer.json["detail"]

    @pytest.mark.parametrize(
        ("given", "pointer"),
        [
            ({"name": 5}, "/variables/name"),
            ({"name": "Eve", "age": "30"}, "/variables/age"),
            ({"name": "Eve", "age": 30.5}, "/variables/age"),
            ({"name": "Eve", "age": True}, "/variables/age"),
            ({"name": "Eve", "vip": 1}, "/variables/vip"),
            ({"name": None}, "/variables/name"),
            ({"name": "Eve", "age": None}, "/variables/age"),
            ({"name": ["Eve"]}, "/variables/name"),
            ({"name": "Eve", "nmae": "x"}, "/variables/nmae"),
        ],
    )
    def test_wrongly_typed_variable_is_named(
        self, api: Api, asking: dict[str, Any], given: dict[str, Any], pointer: str
    ) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": asking["id"], "variables": given})
        assert (answer.status, set(answer.pointers)) == (422, {pointer})

    def test_every_wrong_variable_is_named(self, api: Api, asking: dict[str, Any]) -> None:
        given = {"agent_id": asking["id"], "variables": {"age": "x", "vip": "y"}}
        answer = api("POST", "/v1/sessions", given)
        assert sorted(answer.pointers) == ["/variables/age", "/variables/name", "/variables/vip"]

    def test_defaults_are_filled_in(self, api: Api, asking: dict[str, Any]) -> None:
        session = start(api, asking, variables={"name": "Eve"})
        detail = api("GET", f"/v1/sessions/{session['id']}").json
        assert detail["variables"] == {"name": "Eve", "age": 30, "vip": None}

    def test_unknown_locale_is_named(self, api: Api, agent: dict[str, Any]) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": agent["id"], "locale": "ru"})
        assert (answer.status, answer.pointers) == (422, ["/locale"])

    @pytest.mark.parametrize("channel", ["phone_out", "campaign", "nothing", 1])
    def test_a_channel_that_is_not_started_here(
        self, api: Api, agent: dict[str, Any], channel: Any
    ) -> None:
        answer = api("POST", "/v1/sessions", {"agent_id": agent["id"], "channel": channel})
        assert (answer.status, answer.pointers) == (422, ["/channel"])

    def test_a_retry_never_starts_two(self, api: Api, agent: dict[str, Any]) -> None:
        body = {"agent_id": agent["id"]}
        ids = {
            api("POST", "/v1/sessions", body, headers={"Idempotency-Key": "retry"}).json["id"]
            for _ in range(3)
        }
        assert len(ids) == 1
        assert len(api("GET", "/v1/sessions").json["items"]) == 1


class TestList:
    def test_filters(self, api: Api, agent: dict[str, Any], asking: dict[str, Any]) -> None:
        one = start(api, agent, caller="eve", channel="text")["id"]
        two = start(api, asking, variables={"name": "x"})["id"]
        hour = timedelta(hours=1)
        before, after = (utc_now() - hour).isoformat(), (utc_now() + hour).isoformat()
        expected: list[tuple[dict[str, Any], list[str]]] = [
            ({}, [two, one]),
            ({"agent_id": agent["id"]}, [one]),
            ({"agent_id": "agt_none"}, []),
            ({"status": "pending"}, [two, one]),
            ({"status": "completed"}, []),
            ({"caller": "eve"}, [one]),
            ({"channel": "text"}, [one]),
            ({"from": before, "to": after}, [two, one]),
            ({"from": after}, []),
            ({"to": before}, []),
            ({"agent_id": agent["id"], "status": "pending", "caller": "eve"}, [one]),
        ]
        for query, ids in expected:
            answer = api("GET", "/v1/sessions", query=query)
            assert answer.status == 200, (query, answer.text)
            assert [item["id"] for item in answer.json["items"]] == ids, query

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"status": "done"}, "/status"),
            ({"from": "yesterday"}, "/from"),
            ({"from": "2026-11-20T10:00:00"}, "/from"),
            ({"cursor": "nonsense"}, "/cursor"),
            ({"cursor": "nonsense", "agent_id": "agt_x"}, "/cursor"),
            ({"limit": "1000"}, "/limit"),
            ({"agent": "agt_x"}, "/agent"),
        ],
    )
    def test_bad_filters_are_named(self, api: Api, query: dict[str, Any], pointer: str) -> None:
        answer = api("GET", "/v1/sessions", query=query)
        assert (answer.status, answer.pointers) == (422, [pointer])

    def test_pages(self, api: Api, agent: dict[str, Any]) -> None:
        ids = [start(api, agent)["id"] for _ in range(5)]
        first = api("GET", "/v1/sessions", query={"limit": "3", "agent_id": agent["id"]}).json
        query = {"limit": "3", "agent_id": agent["id"], "cursor": first["next_cursor"]}
        second = api("GET", "/v1/sessions", query=query).json
        assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]


class TestRead:
    def test_everything_of_a_session(self, api: Api, agent: dict[str, Any]) -> None:
        session_id = start(api, agent)["id"]
        store = DynamoSessionStore(wiring.connection())
        for index in range(3):
            store.add_part(session_id, builders.turn(index))
        store.add_part(session_id, builders.tool_call())
        stored = store.get(session_id)
        assert stored is not None
        mix = Recording(
            kind=RecordingKind.MIX,
            key=f"{session_id}/mix.ogg",
            content_type="audio/ogg",
            size_bytes=9,
            duration_s=1.5,
        )
        store.replace(stored.session, revision=stored.revision, recordings=(mix,))

        detail = api("GET", f"/v1/sessions/{session_id}").json
        assert (len(detail["turns"]), len(detail["tool_calls"])) == (3, 1)
        turns = api("GET", f"/v1/sessions/{session_id}/turns", query={"limit": "2"}).json
        assert [turn["index"] for turn in turns["items"]] == [0, 1]
        rest = {"cursor": turns["next_cursor"]}
        rest_of_turns = api("GET", f"/v1/sessions/{session_id}/turns", query=rest).json
        assert [turn["index"] for turn in rest_of_turns["items"]] == [2]
        calls = api("GET", f"/v1/sessions/{session_id}/tool-calls").json
        assert [call["code"] for call in calls["items"]] == ["get_weather"]
        [link] = api("GET", f"/v1/sessions/{session_id}/recordings").json["items"]
        assert "X-Amz-Signature" in link["url"] or "Signature" in link["url"]
        assert api("GET", f"/v1/sessions/{session_id}/recordings/mix").json["kind"] == "mix"
        assert api("GET", f"/v1/sessions/{session_id}/recordings/caller").status == 404
        assert api("GET", f"/v1/sessions/{session_id}/recordings/other").status == 404

    def test_a_cursor_of_another_session_is_refused(self, api: Api, agent: dict[str, Any]) -> None:
        one, two = start(api, agent)["id"], start(api, agent)["id"]
        store = DynamoSessionStore(wiring.connection())
        for index in range(2):
            store.add_part(one, builders.turn(index))
        cursor = api("GET", f"/v1/sessions/{one}/turns", query={"limit": "1"}).json["next_cursor"]
        answer = api("GET", f"/v1/sessions/{two}/turns", query={"cursor": cursor})
        assert (answer.status, answer.pointers) == (422, ["/cursor"])


class TestEnd:
    def test_ends_once(
        self, api: Api, agent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deleted: list[str] = []
        monkeypatch.setattr(
            type(wiring.rooms()), "delete", lambda _self, room: deleted.append(room)
        )
        session_id = start(api, agent)["id"]
        ended = api("POST", f"/v1/sessions/{session_id}/end").json
        assert ended["end_reason"] == "cancelled"
        assert ended["status"] in ("completed", "failed")
        again = api("POST", f"/v1/sessions/{session_id}/end")
        assert (again.status, again.json["ended_at"]) == (200, ended["ended_at"])
        assert deleted == [session_id]


class TestExport:
    def export(self, api: Api, **query: str) -> list[dict[str, str]]:
        answer = api("GET", "/v1/sessions/export", query=query)
        assert answer.status == 200, answer.text
        assert answer.headers["Content-Type"].startswith("text/csv")
        text = base64.b64decode(answer.text).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_everything_that_the_filters_match(self, api: Api, agent: dict[str, Any]) -> None:
        texts = [start(api, agent, channel="text")["id"] for _ in range(3)]
        spoken = start(api, agent)["id"]
        assert [row["id"] for row in self.export(api)] == [spoken, *reversed(texts)]
        assert [row["id"] for row in self.export(api, channel="web")] == [spoken]
        assert self.export(api, to="2020-01-01T00:00:00Z") == []

    def test_in_parts_where_there_is_much(
        self, api: Api, agent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = [start(api, agent, channel="text")["id"] for _ in range(5)]
        monkeypatch.setattr("speaknode.sessions.service.EXPORT_PAGE", 2)
        monkeypatch.setattr("speaknode.kit.sheet.MAX_ROWS", 2)
        found: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(3):
            answer = api("GET", "/v1/sessions/export", query=cursor)
            found += [row["id"] for row in self.export(api, **cursor)]
            cursor = {"cursor": answer.headers.get("Speaknode-Next-Cursor", "")}
        assert (found, cursor) == (ids[::-1], {"cursor": ""})

    def test_excel_comes_as_a_file(self, api: Api, agent: dict[str, Any]) -> None:
        start(api, agent)
        answer = api("GET", "/v1/sessions/export", query={"format": "xlsx"})
        assert base64.b64decode(answer.text).startswith(b"PK")
        assert answer.headers["Content-Disposition"].endswith('.xlsx"')
        assert "Content-Transfer-Encoding" not in answer.headers

    def test_wrong_input_is_named(self, api: Api) -> None:
        for query in ({"format": "pdf"}, {"cursor": "x"}, {"limit": "5"}):
            answer = api("GET", "/v1/sessions/export", query=query)
            assert (answer.status, answer.pointers) == (422, [f"/{next(iter(query))}"])


def test_a_conversation_is_deleted_with_all_that_is_kept_of_it(
    api: Api, agent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(wiring.rooms()), "delete", lambda _self, _room: None)
    session_id = start(api, agent)["id"]
    at = f"/v1/sessions/{session_id}"
    s3 = wiring.client("s3")
    keys = [f"{api.space_id}/{name}/mix.ogg" for name in (session_id, "ses_other")]
    for key in keys:
        s3.put_object(Bucket="recordings", Key=key, Body=b"sound")
    early = api("DELETE", at)
    assert (early.status, early.json["code"]) == (409, "session_not_over")
    api("POST", f"{at}/end")
    assert api("DELETE", at).status == 204
    assert api("GET", at).status == 404
    assert api("DELETE", at).status == 404
    left = s3.list_objects_v2(Bucket="recordings").get("Contents", [])
    assert [found["Key"] for found in left] == keys[1:]


def test_an_agent_says_how_long_its_conversations_are_kept(api: Api, agent: dict[str, Any]) -> None:
    changed = {**agent, "privacy": {"retention_days": 7}}
    kept = {name: changed[name] for name in ("name", "llm", "locales", "default_locale", "privacy")}
    answer = api("PATCH", f"/v1/agents/{agent['id']}", kept)
    assert answer.status == 200, answer.text
    session_id = start(api, agent)["id"]
    made = api("GET", f"/v1/sessions/{session_id}").json
    created, expires = (datetime.fromisoformat(made[name]) for name in ("created_at", "expires_at"))
    assert expires - created == timedelta(days=7)
