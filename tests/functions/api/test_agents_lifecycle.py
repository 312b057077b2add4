"""Versions, labels, splits, documents over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Api

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT = (ROOT / "core" / "agents" / "fixtures" / "vapi_assistant.json").read_text()


@pytest.fixture
def path(api: Api, agent: dict[str, Any]) -> str:
    """An agent with versions 1 (Ada) and 2 (Eve), and a draft (Bob)."""
    path = f"/v1/agents/{agent['id']}"
    for name in ("Ada", "Eve"):
        api("PATCH", path, {"name": name})
        api("POST", f"{path}/publish")
    api("PATCH", path, {"name": "Bob"})
    return path


class TestVersions:
    def test_restore(self, api: Api, path: str) -> None:
        answer = api("POST", f"{path}/versions/1/restore")
        assert (answer.status, answer.json["name"]) == (200, "Ada")
        assert api("POST", f"{path}/versions/9/restore").status == 404

    def test_nothing_is_done_to_what_was_changed_meanwhile(self, api: Api, path: str) -> None:
        stale = {"If-Match": '"1"'}
        for method, place, body in (
            ("POST", "/versions/1/restore", None),
            ("POST", "/unpublish", None),
            ("PUT", "/labels/prod", {"version": 1}),
            ("PUT", "/split", {"split": []}),
        ):
            assert api(method, path + place, body, headers=stale).status == 412
        assert api("GET", path).json["name"] == "Bob"

    def test_restoring_tells_what_is_no_more(self, api: Api, path: str) -> None:
        tool = {"code": "look_up", "description": "d", "url": "https://x.test"}
        tool_id = api("POST", "/v1/tools", tool).json["id"]
        api("PATCH", path, {"tool_ids": [tool_id]})
        api("POST", f"{path}/publish")
        api("PATCH", path, {"tool_ids": []})
        assert api("DELETE", f"/v1/tools/{tool_id}").status == 204
        answer = api("POST", f"{path}/versions/3/restore")
        assert (answer.status, answer.json["tool_ids"]) == (200, [])
        assert [note["pointer"] for note in answer.json["report"]] == ["/tool_ids/0"]

    def test_diff(self, api: Api, path: str) -> None:
        answer = api("GET", f"{path}/diff", query={"from": "1", "to": "2"})
        assert answer.json == {
            "changes": [{"pointer": "/name", "kind": "replaced", "before": "Ada", "after": "Eve"}]
        }
        (change,) = api("GET", f"{path}/diff").json["changes"]
        assert (change["before"], change["after"]) == ("Eve", "Bob")
        assert api("GET", f"{path}/diff", query={"to": "x"}).pointers == ["/to"]
        assert api("GET", f"{path}/diff", query={"to": "9"}).status == 404

    def test_labels(self, api: Api, path: str) -> None:
        answer = api("PUT", f"{path}/labels/prod", {"version": 1})
        assert answer.json["labels"] == {"prod": 1}
        assert api("PUT", f"{path}/labels/prod", {"version": 7}).pointers == ["/version"]
        assert api("PUT", f"{path}/labels/draft", {"version": 1}).pointers == ["/label"]
        made = api("POST", "/v1/sessions", {"agent_id": path.split("/")[-1], "label": "prod"})
        assert made.json["agent_version"] == 1
        assert api("DELETE", f"{path}/labels/prod").status == 204
        assert api("DELETE", f"{path}/labels/prod").status == 404

    def test_split(self, api: Api, path: str) -> None:
        split = [{"version": 1, "weight": 1}]
        answer = api("PUT", f"{path}/split", {"split": split})
        assert (answer.status, answer.json["split"]) == (200, split)
        made = api("POST", "/v1/sessions", {"agent_id": path.split("/")[-1]})
        assert made.json["agent_version"] == 1
        bad = api("PUT", f"{path}/split", {"split": [{"version": 1, "weight": 0}]})
        assert bad.pointers == ["/split/0/weight"]
        api("POST", f"{path}/unpublish")
        assert api("PUT", f"{path}/split", {"split": split}).status == 409

    def test_of_another_space(self, stranger: Api, path: str) -> None:
        for method, tail, body in (
            ("GET", "/diff", None),
            ("GET", "/export", None),
            ("PUT", "/labels/a", {"version": 1}),
            ("DELETE", "/labels/a", None),
            ("PUT", "/split", {"split": []}),
            ("POST", "/versions/1/restore", None),
        ):
            assert stranger(method, path + tail, body).status == 404, tail


class TestDelete:
    def test_refused_while_handed_to(self, api: Api, agent: dict[str, Any]) -> None:
        handoffs = [{"to": agent["id"], "condition": "about money"}]
        other = api("POST", "/v1/agents", {"name": "Desk", "handoffs": handoffs}).json
        answer = api("DELETE", f"/v1/agents/{agent['id']}")
        assert (answer.status, answer.json["code"]) == (409, "agent_in_use")
        assert other["id"] in answer.json["detail"]


class TestFields:
    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"system_prompt": "{{nobody}}"}, "/system_prompt"),
            ({"knowledge_ids": ["kno_nobody"]}, "/knowledge_ids/0"),
            ({"turn": {"detektor": "vad"}}, "/turn/detektor"),
            ({"locales": {"ru": {"background_sound": {"preset": "moon"}}}}, "/locales/ru/background_sound/preset"),
            ({"stt": {"fallbacks": [{"provider": "nobody"}]}}, "/stt/fallbacks/0/provider"),
            ({"analysis": {"criteria": [{"name": "a"}]}}, "/analysis/criteria/0/description"),
            ({"idle": {"after_ms": "5000"}}, "/idle/after_ms"),
            ({"handoffs": [{"to": "agt_none", "condition": "x"}]}, "/handoffs/0/to"),
        ],
    )  # fmt: skip
    def test_the_wrong_place_is_named(
        self, api: Api, agent: dict[str, Any], fields: dict[str, Any], pointer: str
    ) -> None:
        created = api("POST", "/v1/agents", {"name": "Ada"} | fields)
        assert created.status == 422
        assert pointer in created.pointers
        assert pointer in api("PATCH", f"/v1/agents/{agent['id']}", fields).pointers


class TestDocuments:
    def test_export_and_import(self, api: Api, path: str, stranger: Api) -> None:
        exported = api("GET", f"{path}/export")
        assert exported.status == 200
        assert exported.headers["Content-Type"].startswith("text/yaml")
        answer = stranger(
            "POST", "/v1/agents/import", raw=exported.text, headers={"Content-Type": "text/yaml"}
        )
        assert (answer.status, answer.json["report"]) == (201, [])
        assert answer.headers["Location"] == answer.json["agent"]["id"]
        assert answer.json["agent"]["name"] == "Bob"
        assert "name: Ada" in api("GET", f"{path}/export", query={"version": "1"}).text

    def test_import_of_an_assistant(self, api: Api) -> None:
        answer = api("POST", "/v1/agents/import", raw=ASSISTANT)
        assert answer.status == 201, answer.text
        agent = answer.json["agent"]
        assert (agent["llm"]["provider"], agent["llm"]["model"]) == ("openai", "gpt-4.1")
        assert agent["llm"]["fallbacks"][0]["model"] == "gpt-4o-mini"
        assert agent["stt"]["keyterms"] == ["Invisalign", "Riverside"]
        tts = agent["locales"]["en-US"]["tts"]
        assert (tts["provider"], tts["voice"], tts["params"]["stability"]) == (
            "elevenlabs",
            "sarah",
            0.5,
        )
        assert tts["fallbacks"][0]["provider"] == "cartesia"
        assert "/metadata" in [note["pointer"] for note in answer.json["report"]]
        assert len(api("GET", "/v1/tools").json["items"]) == 2

    def test_a_repeated_import_makes_one_agent(self, api: Api) -> None:
        key = {"Idempotency-Key": "import-1"}
        first = api("POST", "/v1/agents/import", {"firstMessage": "Hi", "name": "A"}, headers=key)
        again = api("POST", "/v1/agents/import", {"firstMessage": "Hi", "name": "A"}, headers=key)
        assert first.json == again.json
        other = api("POST", "/v1/agents/import", {"firstMessage": "Hi", "name": "B"}, headers=key)
        assert other.status == 422

    @pytest.mark.parametrize(
        "raw",
        [
            "",
            "{",
            "[]",
            '{"a": 1}',
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
            json.dumps({"format": "vapi"}),
        ],
    )
    def test_what_is_no_document(self, api: Api, raw: str) -> None:
        for content_type in ("application/json", "text/yaml"):
            answer = api(
                "POST", "/v1/agents/import", raw=raw, headers={"Content-Type": content_type}
            )
            assert answer.status == 422, answer.text
