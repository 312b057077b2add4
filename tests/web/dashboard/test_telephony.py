"""Telephony in a real Chromium: an account, a number, and the doctor."""

import pytest
from tests.support.browser import drive_dashboard
from tests.support.installation import Installation
from tests.support.numbers import fresh_number

pytestmark = pytest.mark.livekit


async def test_a_trunk_is_connected_bound_and_examined(installation: Installation) -> None:
    seen = await drive_dashboard(
        "telephony",
        str(installation.run["web_url"]),
        email="p@example.com",
        number=fresh_number(),
    )
    assert any("host" in error for error in seen["wrong"])
    assert seen["answers"] == "false"
    assert "198.51.100.1" in seen["refused"]
    assert seen["violations"] == []
    assert seen["complaints"] == []
