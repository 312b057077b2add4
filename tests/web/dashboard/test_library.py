"""Knowledge and sounds in a real Chromium: uploaded, followed, used, deleted."""

import pytest
from tests.support.browser import drive_dashboard
from tests.support.installation import Installation

pytestmark = pytest.mark.livekit


async def test_knowledge_is_added_read_asked_and_used(installation: Installation) -> None:
    seen = await drive_dashboard(
        "knowledge", str(installation.run["web_url"]), email="k@example.com"
    )
    assert "not-an-address" in seen["refused"]
    assert "5 euros" in seen["passage"]
    assert seen["isChosen"]
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_sounds_are_uploaded_heard_and_chosen(installation: Installation) -> None:
    seen = await drive_dashboard("sounds", str(installation.run["web_url"]), email="n@example.com")
    assert seen["refused"] == 0
    assert seen["chosen"] == "wind"
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_a_tool_is_made_whole_and_tried(installation: Installation) -> None:
    weather = f"{installation.run['api_url']}/v1/demo/weather"
    seen = await drive_dashboard(
        "tools", str(installation.run["web_url"]), email="w@example.com", tool=weather
    )
    assert seen["wrong"] == "true"
    assert seen["kept"]["attempts"] == "3"
    assert seen["kept"]["mapping"] == {"sky": "$.note"}
    assert seen["kept"]["sample"] == {"day": "tomorrow"}
    assert "200" in seen["exchange"]
    assert '"sky": "Demo data' in seen["exchange"]
    assert seen["isHeldBack"]
    assert seen["violations"] == []
    assert seen["complaints"] == []
