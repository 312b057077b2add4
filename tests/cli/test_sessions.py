import json

from tests.cli.conftest import FakeApi
from typer.testing import CliRunner

from speaknode_cli.sessions import app

RUN = CliRunner()
SESSION = {
    "id": "ses_1",
    "agent_name": "Ada",
    "channel": "web",
    "status": "completed",
    "end_reason": "caller_hangup",
    "created_at": "2026-11-20T10:00:00Z",
    "duration_s": 12.4,
    "turn_count": 4,
}
DETAIL = SESSION | {
    "turns": [
        {"role": "user", "text": "weather [today]", "metrics": {"e2e_ms": None}},
        {"role": "agent", "text": "Sunny.", "metrics": {"e2e_ms": 812.4}},
    ],
    "tool_calls": [
        {"code": "get_weather", "arguments": {}, "response": {"sky": "sun"}, "duration_ms": 20.2}
    ],
    "errors": [{"source": "stt", "message": "late"}],
    "recordings": [{"kind": "mix", "duration_s": 12.0, "url": "http://s3/x?sig=1"}],
}


def test_list_with_filters(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/sessions", {"items": [SESSION], "next_cursor": None})
    result = RUN.invoke(app, ["list", "--status", "completed", "--from", "2026-11-01"])
    assert "caller_hangup" in result.stdout
    query = api.requests[0].url.params
    assert (query["status"], query["from"][:19], "agent_id" in query) == (
        "completed",
        "2026-11-01T00:00:00",
        False,
    )


def test_get_tells_it_all(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/sessions/ses_1", DETAIL)
    told = RUN.invoke(app, ["get", "ses_1"]).stdout
    for part in ("weather [today]", "e2e 812 ms", "get_weather", "stt: late", "http://s3/x?sig=1"):
        assert part in told


def test_get_as_json(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/sessions/ses_1", DETAIL)
    assert json.loads(RUN.invoke(app, ["get", "ses_1", "--json"]).stdout) == DETAIL


def test_end(api: FakeApi) -> None:
    api.on("POST", "/dev/v1/sessions/ses_1/end", SESSION)
    assert RUN.invoke(app, ["end", "ses_1"]).stdout == "ending ses_1\n"


def test_a_date_that_is_none(api: FakeApi) -> None:
    result = RUN.invoke(app, ["list", "--from", "yesterday"])
    assert result.exit_code == 1
    assert "is not a date" in result.stderr
