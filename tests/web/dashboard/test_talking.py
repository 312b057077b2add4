"""The dashboard when the microphone, the agent or the API is away; and tools, called for real."""

from collections.abc import Iterator

import psutil
import pytest
from tests.support.browser import drive_dashboard
from tests.support.installation import Installation

pytestmark = pytest.mark.livekit


@pytest.fixture
def no_worker(installation: Installation) -> Iterator[None]:
    """It is there, and does not answer."""
    stopped: list[psutil.Process] = installation.processes("speaknode_worker")
    assert stopped
    for process in stopped:
        process.suspend()
    yield
    for process in stopped:
        process.resume()


@pytest.mark.parametrize(
    ("microphone", "said"),
    [("denied", "The browser blocks the microphone"), ("absent", "No microphone was found")],
)
async def test_goes_on_in_text_without_a_microphone(
    installation: Installation, microphone: str, said: str
) -> None:
    seen = await drive_dashboard(
        "noMicrophone",
        str(installation.run["web_url"]),
        microphone,
        email=f"{microphone}@example.com",
    )
    assert said in seen["notice"]
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_a_tool_call_is_seen_while_it_is_talked_of(installation: Installation) -> None:
    seen = await drive_dashboard(
        "toolCalls", str(installation.run["web_url"]), email="t@example.com"
    )
    assert "200" in seen["call"]
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_nothing_is_lost_while_the_api_is_away(installation: Installation) -> None:
    seen = await drive_dashboard("offline", str(installation.run["web_url"]), email="o@example.com")
    assert "The API does not answer" in seen["notice"]
    assert seen["prompt"] == "Typed while the API was away."
    assert seen["violations"] == []


@pytest.mark.usefixtures("no_worker")
async def test_says_when_no_agent_joins(installation: Installation) -> None:
    seen = await drive_dashboard(
        "neverJoined", str(installation.run["web_url"]), email="n@example.com"
    )
    assert seen["ways"] == ["Try again", "Go on in text"]
    assert seen["violations"] == []
