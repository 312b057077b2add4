"""What was used, and what it cost."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity
from speaknode.models.models import PriceUnit
from speaknode.providers import ProviderKind


class UsedModel(Entity):
    """What one model did for a conversation, as it can be priced: tokens, characters, minutes."""

    kind: ProviderKind
    provider: str
    model: str = Field(description="`default` where the provider's models have no names.")
    quantities: dict[PriceUnit, Decimal] = Field(default_factory=dict)


class CallPrices(Entity):
    """What a carrier takes for a minute of a call, to the second; null: not known."""

    inbound_minute_usd: Decimal | None = Field(
        default=None, ge=0, le=1000, decimal_places=6, examples=["0.0085"]
    )
    outbound_minute_usd: Decimal | None = Field(
        default=None, ge=0, le=1000, decimal_places=6, examples=["0.014"]
    )


class Line(Entity):
    """The carrier's line that a call goes over, with the price as it was when the call began."""

    telephony_account_id: str
    carrier: str
    minute_usd: Decimal | None = None


class CostKind(StrEnum):
    STT = "stt"
    LLM = "llm"
    TTS = "tts"
    REALTIME = "realtime"
    TELEPHONY = "telephony"


class CostComponent(Entity):
    """So much of one thing, at one price."""

    kind: CostKind
    provider: str = Field(description="Of a model; of telephony: the carrier.")
    model: str = Field(description="Of telephony: `inbound` or `outbound`.")
    unit: PriceUnit
    quantity: Decimal = Field(description="In single tokens, characters or minutes.")
    price_usd: Decimal | None = Field(
        default=None, description="Of one `unit`, at that time; null: it was not known."
    )
    cost_usd: Decimal | None = Field(
        default=None, description="null: the price was not known, and the total is without it."
    )

    @property
    def is_priced(self) -> bool:
        return self.cost_usd is not None


class SessionCost(Entity):
    total_usd: Decimal
    is_complete: bool = Field(
        description="All that was used is known and has a price; else `total_usd` is the least it cost."
    )
    is_metered: bool = Field(description="The agent has told what its models were used for.")
    components: list[CostComponent] = Field(default_factory=list)

    @classmethod
    def of(
        cls, components: Iterable[CostComponent], *, is_metered: bool, is_known: bool
    ) -> "SessionCost":
        parts = list(components)
        total = sum((part.cost_usd for part in parts if part.cost_usd is not None), Decimal(0))
        return cls(
            total_usd=total,
            is_complete=is_known and all(part.is_priced for part in parts),
            is_metered=is_metered,
            components=parts,
        )
