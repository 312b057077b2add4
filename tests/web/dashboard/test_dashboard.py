"""The dashboard in a real Chromium on a whole installation: nothing of ours is replaced."""

import os

import pytest
from tests.support.browser import DASHBOARD_TIMEOUT_S, drive_dashboard
from tests.support.installation import Installation
from tests.support.numbers import fresh_number

from speaknode_cli.caller.voice import Speech, synthesise, write_wav

pytestmark = pytest.mark.livekit


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Silence while the agent greets, then the question; Chromium plays it in a loop."""
    speech = synthesise("what is the weather today", "en")
    path = tmp_path_factory.mktemp("voice") / "question.wav"
    second = bytes(2 * 24_000)
    write_wav(path, Speech(second * 8 + speech.pcm + second * 2))
    return str(path)


async def test_talks_and_sees_the_session(installation: Installation, question: str) -> None:
    seen = await drive_dashboard(
        "voice", str(installation.run["web_url"]), question, email="v@example.com"
    )
    assert seen["loudness"] > 0.02
    assert seen["heard"]
    assert seen["muted"] == "true"
    assert seen["turns"] >= 2
    assert seen["jumps"] > 0
    assert seen["violations"] == []


async def test_writes_and_finds_the_session(installation: Installation) -> None:
    seen = await drive_dashboard("text", str(installation.run["web_url"]), email="t@example.com")
    csv = seen.pop("csv")
    assert seen == {"sessions": 1, "agent": "Written", "complaints": []}
    assert csv["name"].endswith(".csv")
    [header, row] = csv["text"].lstrip("\ufeff").splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=False))["agent_name"] == "Written"


async def test_errors_conflicts_and_publishing(installation: Installation) -> None:
    seen = await drive_dashboard("editing", str(installation.run["web_url"]), email="e@example.com")
    assert "100" in seen["fieldError"]
    assert (seen["name"], seen["prompt"]) == ("Theirs", "A prompt of mine.")
    assert seen["violations"] == []


async def test_an_agent_is_configured_from_the_catalogue(installation: Installation) -> None:
    seen = await drive_dashboard(
        "configuring", str(installation.run["web_url"]), email="c@example.com"
    )
    assert seen["wrongTabs"] == ["After, has errors"]
    assert seen["invalid"] == "true"
    assert seen["voice"]
    assert seen["kept"] == {
        "keys": "4",
        "transfer": "billing",
        "pitch": "70",
        "lastWords": "So long.",
        "voice": seen["voice"],
        "facts": ["order_number", "was_polite"],
        "replacements": 1,
    }
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_versions_are_compared_named_shared_and_restored(installation: Installation) -> None:
    seen = await drive_dashboard(
        "versions", str(installation.run["web_url"]), email="r@example.com"
    )
    assert seen["difference"] == "PromptThe first prompt.The second prompt."
    assert seen["shares"] == ["9", "3"]
    assert seen["prompt"] == "The first prompt."
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_agents_leave_and_come_as_files(installation: Installation) -> None:
    seen = await drive_dashboard(
        "documents", str(installation.run["web_url"]), email="f@example.com"
    )
    assert seen["name"] == "Papers.yaml"
    assert "/agent/temprature" in seen["refused"]
    assert [line.split()[0] for line in seen["told"]] == ["/squad"]
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_the_widget_is_styled_and_its_site_checked(installation: Installation) -> None:
    seen = await drive_dashboard(
        "embedding", str(installation.run["web_url"]), email="w@example.com"
    )
    assert seen["isShown"]
    assert "--speaknode-accent: #b00020;" in seen["css"]
    assert f'agent-id="{seen["id"]}"' in seen["code"]
    assert seen["before"] == {"published": "good", "allowed": "bad", "secure": "bad"}
    assert seen["policy"].startswith("script-src http://")
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_an_expired_sign_in_costs_nothing_typed(installation: Installation) -> None:
    seen = await drive_dashboard("expired", str(installation.run["web_url"]), email="x@example.com")
    assert seen["prompt"] == "Typed before the sign-in expired."


async def test_keys_palette_api_key_and_spaces(installation: Installation) -> None:
    seen = await drive_dashboard("around", str(installation.run["web_url"]), email="a@example.com")
    assert seen["secret"] == "sk_"


@pytest.mark.timeout(DASHBOARD_TIMEOUT_S + 120)  # some eighty screens, each looked through by axe
async def test_every_screen_is_accessible_and_fits(
    installation: Installation, question: str
) -> None:
    seen = await drive_dashboard(
        "screens",
        str(installation.run["web_url"]),
        question,
        email="s@example.com",
        number=fresh_number(),
        shots=os.environ.get("SPEAKNODE_SHOTS"),
    )
    assert seen["found"] == {}
    assert seen["screens"] >= 20
