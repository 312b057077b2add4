"""A campaign from its first field to its end, in a real Chromium."""

from pathlib import Path

import pytest
from tests.support.browser import drive_dashboard
from tests.support.installation import Installation
from tests.support.numbers import fresh_number

pytestmark = pytest.mark.livekit


async def test_a_campaign_is_drawn_up_and_given_people(
    installation: Installation, tmp_path: Path
) -> None:
    seen = await drive_dashboard(
        "campaigning",
        str(installation.run["web_url"]),
        email="campaigns@example.com",
        own=fresh_number(),
        shots=str(tmp_path),
    )
    assert seen["invalid"] == "true"
    assert seen["violations"] == []
    assert seen["complaints"] == []
