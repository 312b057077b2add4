"""Where do-not-call lists are kept."""

from collections.abc import Sequence
from typing import Protocol

from speaknode.do_not_call.models import DoNotCallEntry
from speaknode.kit.models import Page


class DoNotCallStore(Protocol):
    def put(self, space_id: str, entries: Sequence[DoNotCallEntry]) -> None:
        """Any number of them, each number once; the newest word on a number stays."""

    def get(self, space_id: str, number: str) -> DoNotCallEntry | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[DoNotCallEntry]:
        """By number."""

    def delete(self, space_id: str, number: str) -> None: ...
    def listed(self, space_id: str, numbers: Sequence[str]) -> set[str]:
        """Those of any number of numbers that are on the list."""
