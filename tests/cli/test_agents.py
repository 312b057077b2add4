import json
from pathlib import Path

import pytest
from tests.cli.conftest import FakeApi
from typer.testing import CliRunner

from speaknode_cli.agents import app

RUN = CliRunner()
ADA = {
    "id": "agt_1",
    "name": "Ada [front]",
    "is_published": True,
    "published_version": 3,
    "updated_at": "2026-11-20T10:00:00Z",
    "locales": {"en": {}, "ru": {}},
    "llm": {"provider": "scripted", "model": None},
}


def test_list_as_table(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/agents", {"items": [ADA], "next_cursor": None})
    result = RUN.invoke(app, ["list"])
    assert result.exit_code == 0
    assert "Ada [front]" in result.stdout
    assert "en, ru" in result.stdout


def test_list_empty(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/agents", {"items": [], "next_cursor": None})
    assert RUN.invoke(app, ["list"]).stdout == "no agents yet\n"


def test_list_as_json(api: FakeApi) -> None:
    api.on("GET", "/dev/v1/agents", {"items": [ADA], "next_cursor": None})
    assert json.loads(RUN.invoke(app, ["list", "--json"]).stdout) == [ADA]


def test_create_from_yaml(api: FakeApi, tmp_path: Path) -> None:
    api.on("POST", "/dev/v1/agents", ADA, 201)
    file = tmp_path / "agent.yaml"
    file.write_text("name: Ada\nlocales:\n  ru: {first_message: Привет}\n")
    result = RUN.invoke(app, ["create", "-f", str(file)])
    assert result.stdout.startswith("created agt_1")
    assert json.loads(api.requests[0].content)["locales"]["ru"]["first_message"] == "Привет"


@pytest.mark.parametrize("content", ["a: [", "- just\n- a list\n", ""])
def test_create_from_nonsense(api: FakeApi, tmp_path: Path, content: str) -> None:
    file = tmp_path / "agent.yaml"
    file.write_text(content)
    result = RUN.invoke(app, ["create", "-f", str(file)])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) == 1
    assert not api.requests


def test_publish_and_delete(api: FakeApi) -> None:
    api.on("POST", "/dev/v1/agents/agt_1/publish", ADA)
    api.on("DELETE", "/dev/v1/agents/agt_1", {})
    assert "version 3" in RUN.invoke(app, ["publish", "agt_1"]).stdout
    assert RUN.invoke(app, ["delete", "agt_1"], input="n\n").exit_code == 1
    assert RUN.invoke(app, ["delete", "agt_1", "--yes"]).stdout == "deleted agt_1\n"


def test_unknown_agent_is_one_line(api: FakeApi) -> None:
    result = RUN.invoke(app, ["get", "agt_none"])
    assert result.exit_code == 1
    assert result.stderr == "error: 404 Not found: no /dev/v1/agents/agt_none\n"
