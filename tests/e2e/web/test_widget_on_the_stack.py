"""The widget in a real browser against the whole stack: public page, foreign page, coming back."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.browser import drive_widget
from tests.support.installation import Installation

from speaknode_cli.call import await_completion
from speaknode_cli.caller.voice import Speech, synthesise, write_wav
from speaknode_cli.client import Client
from speaknode_cli.client import Installation as Access

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]
WEATHER, HOURS = "what is the weather today", "what are your opening hours"


@pytest.fixture(scope="module")
def public_page(installation: Installation) -> str:
    return f"{installation.run['web_url']}/a/{installation.run['demo_agent_id']}?language=en"


def completed(installation: Installation, seen: dict[str, Any]) -> dict[str, Any]:
    [start] = [event["detail"] for event in seen["told"] if event["type"] == "call-start"]
    with Client(Access.model_validate(installation.run)) as client:
        session: dict[str, Any] = await_completion(client, start["session_id"])
    return session


async def test_voice(installation: Installation, public_page: str, tmp_path: Path) -> None:
    speech = synthesise(WEATHER, "en")
    pause = bytes(2 * 24_000 * 12)  # Chromium loops the file: long enough for greeting and answer
    write_wav(tmp_path / "question.wav", Speech(pause + speech.pcm + bytes(2 * 24_000 * 2)))
    seen = await drive_widget(
        "publicPage",
        public_page,
        str(tmp_path / "question.wav"),
        mode="voice",
        understood="weather",
        expected="degrees",
    )
    assert seen["loudness"] > 0.02
    assert (seen["violations"], seen["errors"], seen["title"]) == ([], [], "Ada")
    tools = [event["detail"] for event in seen["told"] if event["type"] == "tool"]
    assert {"name": "get_weather", "status": "started"} in tools
    assert {"name": "get_weather", "status": "succeeded"} in tools
    session = completed(installation, seen)
    assert (session["channel"], session["end_reason"]) == ("widget", "caller_hangup")
    assert session["visit"]["origin"] == installation.run["web_url"]
    assert session["visit"]["consent"]["version"] == "1"
    assert WEATHER in [turn["text"] for turn in session["turns"] if turn["role"] == "user"]


@pytest.mark.parametrize("slowdown", [1, 20])
async def test_text(installation: Installation, public_page: str, slowdown: int) -> None:
    seen = await drive_widget(
        "publicPage",
        public_page,
        mode="text",
        typed=WEATHER,
        expected="degrees",
        slowdown=slowdown,
    )
    assert (seen["violations"], seen["errors"]) == ([], [])
    # However slow the browser, the greeting is not lost.
    assert seen["lines"]["agent"][0].startswith("Hello, this is Ada")
    assert completed(installation, seen)["channel"] == "text"


async def test_comes_back_after_a_reload(public_page: str) -> None:
    seen = await drive_widget(
        "comeBack", public_page, before=[WEATHER, "degrees"], after=[HOURS, "open"]
    )
    assert seen["lines"] == [WEATHER, HOURS]
    assert seen["errors"] == []


async def test_an_agent_that_is_not_there(installation: Installation) -> None:
    seen = await drive_widget("absent", f"{installation.run['web_url']}/a/agt_none", locale="ru-RU")
    assert seen["text"] == "Этого ассистента нет, или он не опубликован."
    assert seen["violations"] == []
