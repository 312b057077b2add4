"""The campaign's results as CSV: a row each attempt, and one for who was never called."""

import csv
import io
from typing import Protocol

from speaknode.campaigns.models import Attempt, CampaignItem
from speaknode.campaigns.schemas import ItemQuery
from speaknode.kit.models import Page

CONTACTS = 5000
_PAGE = 100
COLUMNS = [
    "number", "status", "reason", "attempt", "outcome", "end_reason", "planned_at", "ended_at",
    "from", "session_id", "item_id", "row",
]  # fmt: skip


class Items(Protocol):
    def list_items(
        self, space_id: str, campaign_id: str, query: ItemQuery
    ) -> Page[CampaignItem]: ...


def export(
    items: Items, space_id: str, campaign_id: str, cursor: str | None
) -> tuple[str, str | None]:
    """The text, and the cursor of what did not fit."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for _ in range(CONTACTS // _PAGE):
        query = ItemQuery(cursor=cursor, limit=_PAGE)
        page = items.list_items(space_id, campaign_id, query)
        for item in page.items:
            for number, attempt in enumerate(item.attempts or [None], start=1):
                writer.writerow(_row(item, number, attempt))
        if (cursor := page.next_cursor) is None:
            break
    return text.getvalue(), cursor


def _row(item: CampaignItem, number: int, attempt: Attempt | None) -> list[object]:
    own: list[object] = [item.contact.number, item.status.value, _plain(item.reason)]
    called: list[object] = [None] * 7
    if attempt is not None:
        ended_at = attempt.ended_at.isoformat() if attempt.ended_at else None
        outcome = attempt.outcome.value if attempt.outcome else None
        planned_at = attempt.planned_at.isoformat()
        called = [number, outcome, _plain(attempt.reason), planned_at, ended_at]
        called += [attempt.number, attempt.session_id]
    return [*own, *called, item.id, item.contact.row]


def _plain(text: str | None) -> str | None:
    """A spreadsheet would run what looks like a formula; reasons may come from the owner's hook."""
    return f"'{text}" if text and text[0] in "=+-@\t\r" else text
