"""The order to say a word: ours, for one room, for a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from speaknode.kit.errors import UnauthenticatedError
from speaknode.telephony import announcement, media_token
from speaknode.telephony.announcement import Announcement
from speaknode.telephony.announcer import BridgeAnnouncer

SECRET = "a-secret-of-at-least-thirty-two-characters"
ORDER = Announcement(jti="apology-ses_1", room="call_1", language="en", text="Sorry.")


def order(*, secret: str = SECRET, age_s: int = 0) -> str:
    return announcement.issue(
        ORDER, secret=secret, now=datetime.now(UTC) - timedelta(seconds=age_s)
    )


def test_an_order_comes_back_as_it_was() -> None:
    assert announcement.read(order(), secret=SECRET) == ORDER


def test_nobody_elses_order_is_read() -> None:
    grant = media_token.MediaGrant(jti="1", session_id="s", room="call_1", carrier="twilio")
    foreign = media_token.issue(grant, secret=SECRET, now=datetime.now(UTC))
    for bad in (order(secret="x" * 40), order(age_s=90), foreign, "nonsense"):
        with pytest.raises(UnauthenticatedError):
            announcement.read(bad, secret=SECRET)


def test_without_a_bridge_nothing_is_said() -> None:
    silent = BridgeAnnouncer(bridge_url="", secret=SECRET, clock=lambda: datetime.now(UTC))
    assert not silent.say(ORDER)
