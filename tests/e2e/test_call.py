"""`speaknode call` against the whole stack: one real spoken conversation, one typed."""

import json
from typing import Any

import pytest
from tests.support.installation import Installation

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
RECORDINGS = {"mix", "caller", "agent"}


def call(installation: Installation, *options: str) -> dict[str, Any]:
    done = installation.speaknode("call", "--json", *options)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_spoken_conversation_with_a_tool(installation: Installation) -> None:
    lines = ("what is the weather today", "what are your opening hours")
    document = call(installation, "--line", lines[0], "--line", lines[1])
    session = document["session"]
    assert [turn["heard_as"] for turn in document["turns"][1:]] == list(lines)
    assert "degrees" in document["turns"][1]["reply"]
    assert "open" in document["turns"][2]["reply"]
    assert document["heard"]["rms"] > 0.01
    assert session["status"] == "completed"
    assert session["end_reason"] in ("caller_hangup", "agent_hangup")
    assert [made["code"] for made in session["tool_calls"]] == ["get_weather"]
    assert session["tool_calls"][0]["status"] == "succeeded"
    assert {turn["text"] for turn in session["turns"] if turn["role"] == "user"} == set(lines)
    assert session["metrics"]["e2e"]["count"] >= len(lines)
    kept = {kept["kind"]: kept for kept in session["recordings"]}
    assert set(kept) >= RECORDINGS
    for kind in RECORDINGS:
        assert abs(kept[kind]["duration_s"] - session["duration_s"]) < 5


def test_typed_conversation(installation: Installation) -> None:
    document = call(installation, "--text", "--line", "what are your opening hours")
    assert "open" in document["turns"][1]["reply"]
    assert document["session"]["channel"] == "text"
    assert document["session"]["status"] == "completed"
