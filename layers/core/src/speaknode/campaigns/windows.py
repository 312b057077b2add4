"""When a contact may be called: by the clock on their wall, whatever that clock does twice a year."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from speaknode.campaigns.models import CallingWindow, Weekday

_HORIZON_DAYS = 15
"""A weekly hour that the change to summer time skips comes again in the week after."""
_DAYS = tuple(Weekday)


def next_open(windows: Sequence[CallingWindow], zone: str | None, at: datetime) -> datetime | None:
    """The first moment from `at` on that is in a window; None: never, and always so where the zone is not known."""
    if not windows:
        return at
    clock = _clock(zone)
    if clock is None:
        return None
    # A moment opens because the clock comes to a start, or because it jumps into the middle of a window.
    found = [moment for moment in _openings(windows, clock, at) if _is_open(windows, clock, moment)]
    return min(found, default=None)


def _clock(zone: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(zone) if zone else None
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None


def _is_open(windows: Sequence[CallingWindow], clock: ZoneInfo, moment: datetime) -> bool:
    local = moment.astimezone(clock)
    hour, today = local.time(), _DAYS[local.weekday()]
    yesterday = _DAYS[local.weekday() - 1]
    return any(
        (
            (today in window.days and hour >= window.start)
            or (yesterday in window.days and hour < window.end)
        )
        if window.is_overnight
        else (today in window.days and window.start <= hour < window.end)
        for window in windows
    )


def _openings(
    windows: Sequence[CallingWindow], clock: ZoneInfo, at: datetime
) -> Iterator[datetime]:
    yield at
    today = at.astimezone(clock).date()
    starts = {window.start for window in windows}
    for days in range(_HORIZON_DAYS):
        day = today + timedelta(days=days)
        moments = [
            datetime.combine(day, start, tzinfo=clock).replace(fold=fold).astimezone(UTC)
            for start in starts
            for fold in (0, 1)
        ]
        for moment in [*moments, *_jumps(day, clock)]:
            if moment >= at:
                yield moment


def _jumps(day: date, clock: ZoneInfo) -> Iterator[datetime]:
    """The moment within the day at which the clock is moved, found to the second."""
    low = datetime.combine(day, time(), tzinfo=clock).astimezone(UTC)
    high = low + timedelta(days=1, hours=2)
    before = low.astimezone(clock).utcoffset()
    if high.astimezone(clock).utcoffset() == before:
        return
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(clock).utcoffset() == before:
            low = middle
        else:
            high = middle
    yield high.replace(microsecond=0)
