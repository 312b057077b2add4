"""`Retry-After` of an answer: seconds, or a date."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after_s(header: str, now: datetime | None = None) -> float:
    """0 where there is none that can be read."""
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, IndexError):
        return 0.0
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
