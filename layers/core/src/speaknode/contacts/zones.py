"""Time zones of contacts: what a column says against what the number can be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_PROBES = (datetime(2026, 1, 15), datetime(2026, 7, 15))


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def known_zone(text: str) -> str | None:
    """The zone's own name, `Europe/Berlin`, however its letters are cased; None: there is none."""
    return _names().get(text.strip().replace(" ", "_").casefold())


@cache
def _clock(name: str) -> tuple[timedelta | None, ...]:
    """Zones whose clocks always agree are one: Europe/Kiev and Europe/Kyiv."""
    zone = ZoneInfo(name)
    return tuple(zone.utcoffset(probe) for probe in _PROBES)


def agrees(zone: str, candidates: Sequence[str]) -> bool:
    """Nothing known of the number contradicts nothing."""
    return not candidates or any(_clock(zone) == _clock(one) for one in candidates)
