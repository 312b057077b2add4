"""Documents and conversations through the deployed stack: gateway, storage, queues, rules, functions."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
from tests.support import documents
from tests.support.builders import turn
from tests.support.installation import Installation, running, until

from speaknode.events.reports import AnyReport, SessionEnded, SessionStarted, TurnRecorded
from speaknode.kit.clock import utc_now
from speaknode.sessions.models import EndFault, EndReason, Role

pytestmark = [pytest.mark.emulator, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(
        tmp_path_factory.mktemp("stack"), "--without", "worker", "--without", "web"
    ) as made:
        yield made


@pytest.fixture
def api(stack: Installation) -> Iterator[httpx.Client]:
    with stack.api() as client:
        yield client


def settled(api: httpx.Client, knowledge_id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        knowledge: dict[str, Any] = api.get(f"/v1/knowledge/{knowledge_id}").json()
        return knowledge if knowledge["status"] in ("ready", "failed") else None

    return until("the document is processed", look)


def test_an_uploaded_file_is_found(api: httpx.Client) -> None:
    content = documents.pdf([["Возврат принимаем в течение", "десяти дней."]])
    body = {"name": "Rules", "filename": "rules.pdf", "size_bytes": len(content)}
    made = api.post("/v1/knowledge", json=body).raise_for_status().json()
    assert api.post(f"/v1/knowledge/{made['id']}/process").status_code == 409
    httpx.put(made["upload"]["url"], content=content).raise_for_status()
    assert api.post(f"/v1/knowledge/{made['id']}/process").status_code == 202
    knowledge = settled(api, made["id"])
    assert (knowledge["status"], knowledge["chunk_count"]) == ("ready", 1), knowledge
    found = api.get(
        f"/v1/knowledge/{made['id']}/search", params={"q": "как вернуть товар, возврат"}
    )
    assert found.json()["passages"][0]["source"] == "Rules › page 1"
    assert api.delete(f"/v1/knowledge/{made['id']}").status_code == 204


def test_web_pages_named_by_the_operator_and_no_other(api: httpx.Client) -> None:
    """The stack's own address is opened for its demo tools; the rest of the machine is not."""
    gateway = str(api.base_url).rstrip("/")
    opened = api.post("/v1/knowledge", json={"name": "Docs", "url": f"{gateway}/docs"}).json()
    reached = settled(api, opened["id"])
    assert reached["status"] == "ready" or "no text" in reached["reason"], reached
    closed = api.post("/v1/knowledge", json={"name": "Inside", "url": "http://127.0.0.1:8080/"})
    assert (closed.status_code, closed.json()["errors"][0]["pointer"]) == (422, "/url")


def test_an_ended_conversation_is_analysed(stack: Installation, api: httpx.Client) -> None:
    fields = [{"name": "email", "description": "the caller's e-mail"}]
    criteria = [{"name": "helped", "description": "The caller was helped."}]
    wanted = {"summary": {"enabled": True}, "fields": fields, "criteria": criteria}
    agent = api.post("/v1/agents", json={"name": "Ann", "analysis": wanted}).json()
    session_id = api.post("/v1/sessions", json={"agent_id": agent["id"]}).json()["id"]
    for report in _conversation(session_id):
        _send(stack, report)

    def look() -> dict[str, Any] | None:
        answer = api.get(f"/v1/sessions/{session_id}/analysis")
        done = answer.status_code == 200 and answer.json()["status"] != "pending"
        found: dict[str, Any] | None = answer.json() if done else None
        return found

    analysis = until("the conversation is analysed", look)
    assert (analysis["status"], analysis["model"]) == ("ready", "extractive")
    assert analysis["fields"] == {"email": "ann@example.com"}
    assert analysis["criteria"][0]["result"] == "unknown"
    assert "I would like to book a table" in analysis["summary"]

    again = api.post(f"/v1/sessions/{session_id}/analysis")
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    assert until("it is analysed anew", look)["at"] > analysis["at"]


def _conversation(session_id: str) -> list[AnyReport]:
    at = utc_now()
    said = ["How can I help?", "I would like to book a table, ann@example.com is my address."]
    turns: list[AnyReport] = [
        TurnRecorded(
            id=f"{session_id}.t{number}",
            session_id=session_id,
            at=at,
            turn=turn(number, text=text, role=Role.USER if number else Role.AGENT, created_at=at),
        )
        for number, text in enumerate(said)
    ]
    started = SessionStarted(
        id=f"{session_id}.s", session_id=session_id, at=at, worker_id="w", record=False
    )
    ended = SessionEnded(
        id=f"{session_id}.e",
        session_id=session_id,
        at=at,
        end_reason=EndReason.CALLER_HANGUP,
        end_fault=EndFault.CALLER,
        started_at=at,
    )
    return [started, *turns, ended]


def _send(stack: Installation, report: AnyReport) -> None:
    sqs = boto3.client(
        "sqs",
        endpoint_url=stack.run["aws_endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    urls = sqs.list_queues()["QueueUrls"]
    url = next(u for u in urls if "SessionsQueue" in u)
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(report.model_dump(mode="json")))
