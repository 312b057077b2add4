"""From what was used, and prices, to what it cost. Pure functions."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from speaknode.costs.models import CostComponent, CostKind, Line, UsedModel
from speaknode.models.models import PriceUnit
from speaknode.providers import ProviderKind

Prices = Mapping[PriceUnit, Decimal]

MICRO_USD = Decimal("0.000001")
_QUANTITY = Decimal("0.0001")
_UNCACHED = {
    PriceUnit.MILLION_CACHED_INPUT_TOKENS: PriceUnit.MILLION_INPUT_TOKENS,
    PriceUnit.MILLION_CACHED_INPUT_AUDIO_TOKENS: PriceUnit.MILLION_INPUT_AUDIO_TOKENS,
}
_USUAL = {
    ProviderKind.STT: frozenset({PriceUnit.MINUTE}),
    ProviderKind.TTS: frozenset({PriceUnit.MILLION_CHARACTERS}),
}
_TOKENS = frozenset(unit for unit in PriceUnit if unit.is_of_tokens)


def components_of(used: UsedModel, prices: Prices | None) -> list[CostComponent]:
    """`prices` None: it costs nothing, whatever it is used for."""
    known = dict.fromkeys(used.quantities, Decimal(0)) if prices is None else _known(used, prices)
    return [
        component(
            CostKind(used.kind),
            used.provider,
            used.model,
            unit=unit,
            quantity=used.quantities[unit],
            price_usd=known.get(unit),
        )
        for unit in PriceUnit
        if unit in _charged(used, {} if prices is None else known)
    ]


def _known(used: UsedModel, prices: Prices) -> dict[PriceUnit, Decimal]:
    """What is cached costs what is not, where it has no price of its own."""
    found = {
        unit: prices.get(unit, prices.get(_UNCACHED.get(unit, unit))) for unit in used.quantities
    }
    return {unit: price for unit, price in found.items() if price is not None}


def _charged(used: UsedModel, known: Prices) -> frozenset[PriceUnit]:
    """Providers charge for minutes, characters or tokens, and for tokens of all kinds if for one."""
    units = frozenset(known) if known else _USUAL.get(used.kind, _TOKENS)
    if units & _TOKENS:
        units |= _TOKENS
    return frozenset(unit for unit in units if used.quantities.get(unit))


def of_call(line: Line, *, is_inbound: bool, duration_s: float) -> CostComponent:
    return component(
        CostKind.TELEPHONY,
        line.carrier,
        "inbound" if is_inbound else "outbound",
        unit=PriceUnit.MINUTE,
        quantity=Decimal(str(duration_s)) / 60,
        price_usd=line.minute_usd,
    )


def component(
    kind: CostKind,
    provider: str,
    model: str,
    *,
    unit: PriceUnit,
    quantity: Decimal,
    price_usd: Decimal | None,
) -> CostComponent:
    """To the millionth of a dollar, so that sums are exact."""
    cost = None
    if price_usd is not None:
        cost = (quantity * price_usd / unit.size).quantize(MICRO_USD, ROUND_HALF_UP)
    return CostComponent(
        kind=kind,
        provider=provider,
        model=model,
        unit=unit,
        quantity=quantity.quantize(_QUANTITY, ROUND_HALF_UP).normalize() + 0,
        price_usd=price_usd,
        cost_usd=cost,
    )
