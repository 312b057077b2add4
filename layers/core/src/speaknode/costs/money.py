"""Dollars for people, millionths of them for counters, which only know whole numbers."""

from decimal import ROUND_CEILING, Decimal

_MICRO = 1_000_000


def micro_usd(usd: Decimal) -> int:
    return int((usd * _MICRO).to_integral_value(ROUND_CEILING))


def usd(micro: int) -> Decimal:
    return Decimal(micro) / _MICRO
