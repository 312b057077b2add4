"""The media bridge as the one who says a word to a caller."""

import logging

import httpx

from speaknode.kit.clock import Clock
from speaknode.telephony.announcement import Announcement, issue

_TIMEOUT_S = 4.0
_SAID_ALREADY = 409
logger = logging.getLogger(__name__)


class BridgeAnnouncer:
    def __init__(self, *, bridge_url: str, secret: str, clock: Clock) -> None:
        self._url = bridge_url.rstrip("/").replace("ws", "http", 1)
        self._secret, self._clock = secret, clock

    def say(self, announcement: Announcement) -> bool:
        """Whether it will be said, or was; the bridge answers before it speaks."""
        if not self._url:
            return False
        token = issue(announcement, secret=self._secret, now=self._clock())
        try:
            answer = httpx.post(f"{self._url}/announcements/{token}", timeout=_TIMEOUT_S)
        except httpx.HTTPError as error:
            logger.warning("nobody says the apology", extra={"reason": type(error).__name__})
            return False
        return answer.is_success or answer.status_code == _SAID_ALREADY
