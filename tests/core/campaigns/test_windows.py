"""Windows against a reading of the wall clock every five minutes, around the days on which clocks are moved."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaknode.campaigns.models import CallingWindow, Weekday
from speaknode.campaigns.windows import next_open

STEP = timedelta(minutes=5)
ZONES = (
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Europe/Moscow",
    "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia", "America/Asuncion",
)  # fmt: skip
CHANGES = (
    datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 28, 12, tzinfo=UTC),
    datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2026, 4, 4, 6, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC),
)  # fmt: skip
minutes = st.integers(0, 287).map(lambda step: time(step // 12, step % 12 * 5))


@st.composite
def calling_windows(draw: st.DrawFn) -> CallingWindow:
    start, end = draw(st.lists(minutes, min_size=2, max_size=2, unique=True))
    days = draw(st.lists(st.sampled_from(list(Weekday)), min_size=1, unique=True))
    return CallingWindow(days=days, start=start, end=end)


def is_open(windows: list[CallingWindow], zone: str, moment: datetime) -> bool:
    """Written another way than what is tested."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for window in windows:
        for began in (local.date(), local.date() - timedelta(days=1)):
            start = datetime.combine(began, window.start)
            ends = began if window.start < window.end else began + timedelta(days=1)
            is_day = began.strftime("%a").lower() in window.days
            if is_day and start <= local < datetime.combine(ends, window.end):
                return True
    return False


@settings(max_examples=100, deadline=None)
@given(
    st.lists(calling_windows(), min_size=1, max_size=3),
    st.sampled_from(ZONES),
    st.sampled_from(CHANGES),
    st.integers(0, 600),
)
def test_it_is_the_first_open_moment(
    windows: list[CallingWindow], zone: str, change: datetime, steps: int
) -> None:
    at = change + steps * STEP
    found = next_open(windows, zone, at)
    assert found is not None
    assert found >= at
    assert is_open(windows, zone, found)
    moment = at
    while moment < found:
        assert not is_open(windows, zone, moment)
        moment += STEP


@pytest.mark.parametrize("zone", [None, "", "Mars/Base", "../etc/passwd", "Etc/Unknown"])
def test_an_unknown_zone_is_never_called(zone: str | None) -> None:
    always = CallingWindow(start=time(0), end=time(23, 59))
    assert next_open([always], zone, datetime(2026, 6, 1, 12, tzinfo=UTC)) is None


def test_without_windows_it_is_always_open() -> None:
    at = datetime(2026, 6, 1, 3, tzinfo=UTC)
    assert next_open([], "Europe/Berlin", at) == at


def test_the_end_is_closed_already() -> None:
    window = CallingWindow(start=time(9), end=time(18))
    at = datetime(2026, 6, 1, 18, tzinfo=ZoneInfo("Europe/Berlin"))
    expected = datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_open([window], "Europe/Berlin", at) == expected


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 6, 5, 21), datetime(2026, 6, 5, 22)),  # a Friday
        (datetime(2026, 6, 6, 5, 59), datetime(2026, 6, 6, 5, 59)),
        (datetime(2026, 6, 6, 6), datetime(2026, 6, 12, 22)),
        (datetime(2026, 6, 5, 5), datetime(2026, 6, 5, 22)),
    ],
)
def test_one_that_ends_earlier_than_it_starts_goes_past_midnight(
    at: datetime, opens: datetime
) -> None:
    window = CallingWindow(days=[Weekday.FRI], start=time(22), end=time(6))
    berlin = ZoneInfo("Europe/Berlin")
    found = next_open([window], "Europe/Berlin", at.replace(tzinfo=berlin))
    assert found == opens.replace(tzinfo=berlin)


def test_midnight_is_an_end() -> None:
    window = CallingWindow(start=time(9), end=time(0))
    at = datetime(2026, 6, 1, 23, 59, tzinfo=UTC)
    assert next_open([window], "UTC", at) == at


def test_a_start_that_the_clock_skips_opens_at_the_jump() -> None:
    window = CallingWindow(days=[Weekday.SUN], start=time(2, 30), end=time(5))
    found = next_open([window], "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert found == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_window_that_the_clock_skips_whole_comes_a_week_later() -> None:
    window = CallingWindow(days=[Weekday.SUN], start=time(2, 10), end=time(2, 50))
    found = next_open([window], "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert found == datetime(2026, 3, 15, 6, 10, tzinfo=UTC)
