"""What was used times what it costs; a price that is not known is told, and never taken for nothing."""

from decimal import Decimal
from typing import Any

import pytest
from tests.support.memory import MemoryCatalogue

from speaknode.costs.models import CostComponent, Line, SessionCost, UsedModel
from speaknode.costs.pricing import of_call
from speaknode.costs.service import CostService
from speaknode.models.models import CatalogueModel, Price


def row(kind: str, model: str, **prices: str) -> CatalogueModel:
    listed = [Price.model_validate({"unit": unit, "amount_usd": p}) for unit, p in prices.items()]
    return CatalogueModel.model_validate(
        {"kind": kind, "provider": "openai", "model": model, "prices": listed}
    )


def used(
    kind: str, model: str, quantities: dict[str, float], provider: str = "openai"
) -> UsedModel:
    return UsedModel.model_validate(
        {"kind": kind, "provider": provider, "model": model, "quantities": quantities}
    )


def costs(row: CatalogueModel, *models: UsedModel) -> dict[str, str | None]:
    found = CostService(MemoryCatalogue(row)).of_models(models)
    return {part.unit: str(part.cost_usd) if part.is_priced else None for part in found}


def test_tokens_characters_and_minutes_have_their_prices() -> None:
    llm = row(
        "llm",
        "m",
        million_input_tokens="0.40",
        million_cached_input_tokens="0.10",
        million_output_tokens="1.60",
    )
    spent = used(
        "llm",
        "m",
        {
            "million_input_tokens": 12_345,
            "million_cached_input_tokens": 10_000,
            "million_output_tokens": 500,
        },
    )
    assert costs(llm, spent) == {
        "million_input_tokens": "0.004938",
        "million_cached_input_tokens": "0.001000",
        "million_output_tokens": "0.000800",
    }
    stt = row("stt", "w", minute="0.006")
    assert costs(stt, used("stt", "w", {"minute": 2.5})) == {"minute": "0.015000"}
    tts = row("tts", "v", million_characters="15")
    spoken = used("tts", "v", {"million_characters": 1000, "minute": 1})
    assert costs(tts, spoken) == {"million_characters": "0.015000"}


@pytest.mark.parametrize(
    ("prices", "quantities", "expected"),
    [
        # cached tokens without a price of their own are input tokens
        (
            {"million_input_tokens": "1", "million_output_tokens": "2"},
            {"million_input_tokens": 1e6, "million_cached_input_tokens": 1e6},
            {"million_input_tokens": "1.000000", "million_cached_input_tokens": "1.000000"},
        ),
        # a price for one kind of token is not one for all
        (
            {"million_input_tokens": "1"},
            {"million_input_tokens": 1e6, "million_output_audio_tokens": 5, "minute": 3},
            {"million_input_tokens": "1.000000", "million_output_audio_tokens": None},
        ),
        ({"minute": "0.5"}, {"million_input_tokens": 9, "minute": 2}, {"minute": "1.000000"}),
        ({}, {"million_input_tokens": 9, "minute": 2}, {"million_input_tokens": None}),
    ],
)
def test_a_realtime_model_is_charged_as_its_prices_say(
    prices: dict[str, str], quantities: dict[str, float], expected: dict[str, str | None]
) -> None:
    assert costs(row("realtime", "r", **prices), used("realtime", "r", quantities)) == expected


def test_what_has_no_price_is_said_to_have_none() -> None:
    found = CostService(MemoryCatalogue()).of_models([used("stt", "w", {"minute": 1})])
    assert [part.unit for part in found] == ["minute"]
    assert found[0].price_usd is None and found[0].cost_usd is None
    cost = SessionCost.of(found, is_metered=True, is_known=True)
    assert (cost.total_usd, cost.is_complete) == (Decimal(0), False)


def test_offline_providers_cost_nothing_and_need_no_catalogue() -> None:
    class Closed:
        def list(self) -> Any:
            raise AssertionError("nobody asks for a price")

    spent = used("tts", "default", {"million_characters": 70, "minute": 0.2}, "espeak")
    found = CostService(Closed()).of_models([spent])
    assert [(part.unit.value, part.cost_usd) for part in found] == [
        ("million_characters", Decimal(0))
    ]
    assert SessionCost.of(found, is_metered=True, is_known=True).is_complete


@pytest.mark.parametrize(("minute_usd", "cost_usd"), [("0.014", Decimal("0.021000")), (None, None)])
def test_a_call_is_charged_by_the_second(minute_usd: str | None, cost_usd: Decimal | None) -> None:
    line = Line.model_validate(
        {"telephony_account_id": "tel_1", "carrier": "twilio", "minute_usd": minute_usd}
    )
    part = of_call(line, is_inbound=False, duration_s=90.0)
    assert (part.provider, part.model, part.quantity) == ("twilio", "outbound", Decimal("1.5"))
    assert part.cost_usd == cost_usd


def test_the_table_adds_up_to_its_total() -> None:
    parts = [
        part
        for n in range(1, 200)
        for part in costs_of(row("llm", "m", million_input_tokens="0.123457"), n)
    ]
    assert SessionCost.of(parts, is_metered=True, is_known=True).total_usd == sum(
        part.cost_usd or 0 for part in parts
    )


def costs_of(listed: CatalogueModel, tokens: int) -> list[CostComponent]:
    spent = used("llm", "m", {"million_input_tokens": tokens})
    return CostService(MemoryCatalogue(listed)).of_models([spent])
