"""What a change of an item does to its campaign's counters; every store adds it in the item's own transaction."""

from collections import Counter

from speaknode.campaigns.models import CampaignItem
from speaknode.costs.money import micro_usd


def difference(was: CampaignItem | None, item: CampaignItem) -> dict[str, int]:
    """`items.<status>`, `outcomes.<outcome>`, `open` (slots taken), `abandoned`, `cost_micro_usd`; without zeros."""
    counts = Counter(_counts(item))
    if was is not None:
        counts.subtract(_counts(was))
    return {name: count for name, count in counts.items() if count}


def _counts(item: CampaignItem) -> Counter[str]:
    counts = Counter({f"items.{item.status}": 1, "open": int(item.status.is_open)})
    counts.update(f"outcomes.{a.outcome}" for a in item.attempts if a.outcome is not None)
    counts["abandoned"] = sum(a.is_abandoned for a in item.attempts)
    counts["cost_micro_usd"] = sum(micro_usd(a.cost_usd) for a in item.attempts if a.cost_usd)
    return counts
