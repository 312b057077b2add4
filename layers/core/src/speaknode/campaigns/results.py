"""A contact of a campaign as rows for spreadsheets: one each attempt, and one for who was never called."""

from collections.abc import Iterator

from speaknode.campaigns.models import Attempt, CampaignItem
from speaknode.kit.sheet import Cell

COLUMNS = (
    "number", "status", "reason", "attempt", "outcome", "end_reason", "planned_at", "ended_at",
    "from", "session_id", "cost_usd", "item_id", "row",
)  # fmt: skip


def rows(item: CampaignItem) -> Iterator[list[Cell]]:
    for number, attempt in enumerate(item.attempts or [None], start=1):
        yield _row(item, number, attempt)


def _row(item: CampaignItem, number: int, attempt: Attempt | None) -> list[Cell]:
    own: list[Cell] = [item.contact.number, item.status.value, item.reason]
    called: list[Cell] = [None] * 8
    if attempt is not None:
        ended_at = attempt.ended_at.isoformat() if attempt.ended_at else None
        outcome = attempt.outcome.value if attempt.outcome else None
        called = [number, outcome, attempt.reason, attempt.planned_at.isoformat(), ended_at]
        cost_usd = None if attempt.cost_usd is None else float(attempt.cost_usd)
        called += [attempt.number, attempt.session_id, cost_usd]
    return [*own, *called, item.id, item.contact.row]
