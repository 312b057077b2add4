"""The built-in page in a real browser against the whole stack: the agent hears the microphone."""

from pathlib import Path

import pytest
from tests.support.browser import drive
from tests.support.installation import Installation

from speaknode_cli.call import await_completion
from speaknode_cli.caller.voice import Speech, synthesise, write_wav
from speaknode_cli.client import Client
from speaknode_cli.client import Installation as Access

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]


async def test_asks_for_the_weather_by_voice(installation: Installation, tmp_path: Path) -> None:
    speech = synthesise("what is the weather today", "en")
    pause = bytes(2 * 24_000 * 12)  # Chromium loops the file: long enough for greeting and answer
    write_wav(tmp_path / "question.wav", Speech(pause + speech.pcm + bytes(2 * 24_000 * 2)))
    seen = await drive(
        "voice", f"{installation.run['web_url']}/demo/", str(tmp_path / "question.wav"), "degrees"
    )
    assert seen["loudness"] > 0.02
    assert seen["violations"] == []
    assert seen["errors"] == []
    access = Access.model_validate(installation.run)
    with Client(access) as client:
        session = await_completion(client, seen["sessionId"])
    assert session["status"] == "completed"
    asked = [turn["text"] for turn in session["turns"] if turn["role"] == "user"]
    assert "what is the weather today" in asked
    assert session["tool_calls"][0]["code"] == "get_weather"
