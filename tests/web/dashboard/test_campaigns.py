"""A campaign from its first field to its end, in a real Chromium."""

import pytest
from tests.support.browser import drive_dashboard
from tests.support.installation import Installation
from tests.support.numbers import fresh_number

pytestmark = pytest.mark.livekit


async def test_a_campaign_is_drawn_up_given_people_started_and_ended(
    installation: Installation,
) -> None:
    seen = await drive_dashboard(
        "campaigning",
        str(installation.run["web_url"]),
        email="campaigns@example.com",
        own=fresh_number(),
    )
    assert seen["invalid"] == ["Name", "Message"]
    assert seen["suggested"] == ["Telephone", "Customer"]
    assert "3,Telephone,bad_number" in seen["left"]
    assert seen["people"] == 3
    assert seen["results"].count(",canceled,,1,failed,") == 3
    assert seen["found"] == {}
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_who_must_not_be_called_is_listed_found_and_taken_off(
    installation: Installation,
) -> None:
    url = str(installation.run["web_url"])
    seen = await drive_dashboard("notCalling", url, email="not-called@example.com")
    assert seen["rows"] == 2
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_the_limits_of_all_campaigns_are_set(installation: Installation) -> None:
    url = str(installation.run["web_url"])
    seen = await drive_dashboard("limiting", url, email="limits@example.com")
    assert seen["kept"] == ["200", "", "12.5", "3", "14"]
    assert seen["violations"] == []
    assert seen["complaints"] == []


async def test_a_campaign_is_scheduled_held_copied_ended_and_thrown_away(
    installation: Installation,
) -> None:
    url = str(installation.run["web_url"])
    seen = await drive_dashboard("steering", url, email="steers@example.com", own=fresh_number())
    assert seen["complaints"] == []


async def test_an_admin_lists_who_is_not_called_from_any_space(installation: Installation) -> None:
    url = str(installation.run["web_url"])
    seen = await drive_dashboard("neverCalling", url, email="admin@example.com", own=fresh_number())
    assert seen["violations"] == []
    assert seen["complaints"] == []
