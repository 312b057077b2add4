import asyncio
import io
import json

import httpx
import pytest
import typer
from rich.console import Console
from tests.cli.conftest import FakeApi
from typer.testing import CliRunner

from speaknode_cli import call as call_module
from speaknode_cli.call import await_completion, call
from speaknode_cli.caller import Reply
from speaknode_cli.caller.conversation import Exchange, Outcome
from speaknode_cli.client import Client, Installation
from speaknode_cli.report import CallReport

RUN = CliRunner()
DONE = {"id": "ses_1", "status": "completed", "end_reason": "caller_hangup", "recording": "stored"}


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(call)
    return made


@pytest.fixture
def outcome(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """What the conversation comes to, without one being held."""
    made = Outcome(heard_s=9.0, voiced_s=4.0, rms=0.05)
    reply = Reply(text="Sunny.", heard_as="weather", latency_ms=700.0, duration_s=1.5)
    made.exchanges = [Exchange(line="weather?", reply=reply)]

    async def held(*_: object) -> Outcome:
        return made

    monkeypatch.setattr(call_module, "_converse", held)
    api.on("POST", "/dev/v1/sessions", {"id": "ses_1"}, 201)
    api.on("GET", "/dev/v1/sessions/ses_1", DONE)
    return made


def test_json_document(api: FakeApi, app: typer.Typer, outcome: Outcome) -> None:
    result = RUN.invoke(app, ["--agent", "agt_1", "--line", "weather?", "--json"])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["session"] == DONE
    assert document["turns"][0]["reply"] == "Sunny."
    assert document["latency"] == {"count": 1, "p50_ms": 700.0, "max_ms": 700.0}
    assert json.loads(api.requests[0].content) == {
        "agent_id": "agt_1",
        "channel": "web",
        "locale": "en",
        "variables": {},
    }


def test_variables_take_their_declared_types(
    api: FakeApi, app: typer.Typer, outcome: Outcome
) -> None:
    declared = [{"name": "age", "type": "integer"}, {"name": "code", "type": "string"}]
    api.on("GET", "/dev/v1/agents/agt_1", {"variables": declared})
    given = ["age=3", "code=007", "other=x=y"]
    options = [part for pair in given for part in ("--variables", pair)]
    RUN.invoke(app, ["--agent", "agt_1", "--text", *options])
    sent = json.loads(api.requests[1].content)
    assert sent["variables"] == {"age": 3, "code": "007", "other": "x=y"}
    assert sent["channel"] == "text"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "give --agent"),
        (["--agent", "a", "--text", "--wav", "x.wav"], "does not go with --text"),
        (["--agent", "a", "--variables", "novalue"], "not NAME=VALUE"),
    ],
)
def test_wrong_usage(
    api: FakeApi, app: typer.Typer, outcome: Outcome, options: list[str], complaint: str
) -> None:
    api.on("GET", "/dev/v1/agents/a", {"variables": []})
    result = RUN.invoke(app, options)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_silent_agent_is_exit_code_4(app: typer.Typer, outcome: Outcome) -> None:
    outcome.problem = "no agent joined within 20 s"
    result = RUN.invoke(app, ["--agent", "agt_1"])
    assert result.exit_code == 4
    assert result.stderr == ("error: no agent joined within 20 s (session ses_1: caller_hangup)\n")


def test_refused_by_the_api(api: FakeApi, app: typer.Typer, outcome: Outcome) -> None:
    problem = {"title": "Invalid", "errors": [{"pointer": "/variables/n", "message": "missing"}]}
    api.on("POST", "/dev/v1/sessions", problem, 422)
    result = RUN.invoke(app, ["--agent", "agt_1"])
    assert result.exit_code == 1
    assert result.stderr == "error: 422 Invalid: /variables/n: missing\n"


def test_completion_waits_for_the_audio(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_module, "POLL_S", 0)
    states = iter(
        [
            {"status": "active", "recording": "expected"},
            {"status": "completed", "recording": "expected"},
            {"status": "completed", "recording": "stored"},
        ]
    )
    api.answers["GET", "/dev/v1/sessions/s"] = lambda _: httpx.Response(200, json=next(states))
    with Client(Installation(api_url="http://api.test/dev", api_key="k")) as client:
        assert await_completion(client, "s")["recording"] == "stored"


def test_completion_gives_up_in_time(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.on("GET", "/dev/v1/sessions/s", {"status": "active"})
    with Client(Installation(api_url="http://api.test/dev", api_key="k")) as client:
        assert await_completion(client, "s", timeout_s=0)["status"] == "active"


async def test_tool_calls_are_told_once(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_module, "WATCH_EVERY_S", 0.01)
    tool_call = {"id": "tc_1", "code": "get_weather", "arguments": {}, "duration_ms": 12.0}
    api.on("GET", "/dev/v1/sessions/s/tool-calls", {"items": [tool_call]})
    out = io.StringIO()
    report = CallReport(console=Console(file=out, width=200))
    with Client(Installation(api_url="http://api.test/dev", api_key="k")) as client:
        watcher = asyncio.create_task(call_module._watch_tool_calls(client, "s", report))
        await asyncio.sleep(0.3)
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
    assert len(api.requests) > 1
    assert out.getvalue().count("get_weather") == 1
