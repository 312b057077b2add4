"""The `Web` port over the guarded egress: a page is whatever a user names, so it may be anything."""

import re

from speaknode.egress.errors import UrlRefusedError
from speaknode.egress.fetch import Egress, Limits
from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import MAX_FILE_BYTES
from speaknode.knowledge.ports import WebPage

LIMITS = Limits(total_s=20, max_bytes=MAX_FILE_BYTES, max_redirects=3)
_HEADERS = {"Accept": "text/html, text/plain;q=0.9, application/pdf;q=0.9, */*;q=0.5"}
_CHARSET = re.compile(r"charset=[\"']?([\w-]{3,40})", re.IGNORECASE)


class EgressWeb:
    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    def load(self, url: str) -> WebPage:
        try:
            fetched = self._egress.fetch_blocking("GET", url, headers=_HEADERS, limits=LIMITS)
        except UrlRefusedError as error:
            raise UnreadableDocumentError(error.message) from error
        except (InvalidError, UnavailableError) as error:
            raise UnreadableDocumentError(f"the page cannot be loaded: {error.message}") from error
        if fetched.status != 200:
            raise UnreadableDocumentError(f"the page answers {fetched.status}")
        charset = _CHARSET.search(fetched.headers.get("content-type", ""))
        return WebPage(
            content=fetched.body,
            content_type=fetched.content_type,
            charset=charset[1] if charset else None,
        )
