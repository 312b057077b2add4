"""What the models of one conversation are used for, whichever agent or chain they serve; livekit-agents counts."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from livekit.agents.metrics import (
    AgentMetrics,
    LLMModelUsage,
    ModelUsage,
    ModelUsageCollector,
    STTModelUsage,
    TTSModelUsage,
)

from speaknode import providers
from speaknode.agents.models import ProviderRef
from speaknode.costs.models import UsedModel
from speaknode.models.models import PriceUnit
from speaknode.providers import ProviderKind

UNNAMED = "default"
Counter = Callable[[AgentMetrics], None]


class Meter:
    """By the names of our catalogue: vendors' plug-ins name themselves as they like."""

    def __init__(self) -> None:
        self._collectors: dict[tuple[ProviderKind, str, str], ModelUsageCollector] = {}

    def counter(self, kind: ProviderKind, ref: ProviderRef) -> Counter:
        model = ref.model or providers.spec(kind, ref.provider).default_model or UNNAMED
        return self._collectors.setdefault((kind, ref.provider, model), ModelUsageCollector())

    def used(self) -> list[UsedModel]:
        found = []
        for (kind, provider, model), collector in self._collectors.items():
            quantities: dict[PriceUnit, Decimal] = {}
            for usage in collector.flatten():
                for unit, quantity in _quantities(usage):
                    if quantity > 0:
                        quantities[unit] = quantities.get(unit, Decimal(0)) + quantity
            if quantities:
                found.append(
                    UsedModel(kind=kind, provider=provider, model=model, quantities=quantities)
                )
        return found


def _quantities(usage: ModelUsage) -> Iterator[tuple[PriceUnit, Decimal]]:
    match usage:
        case LLMModelUsage():
            yield from _tokens(usage)
            yield PriceUnit.MINUTE, _minutes(usage.session_duration)
        case STTModelUsage():
            text = usage.input_tokens - usage.input_audio_tokens
            yield PriceUnit.MINUTE, _minutes(usage.audio_duration)
            yield PriceUnit.MILLION_INPUT_TOKENS, Decimal(text)
            yield PriceUnit.MILLION_INPUT_AUDIO_TOKENS, Decimal(usage.input_audio_tokens)
            yield PriceUnit.MILLION_OUTPUT_TOKENS, Decimal(usage.output_tokens)
        case TTSModelUsage():
            yield PriceUnit.MILLION_CHARACTERS, Decimal(usage.characters_count)
            yield PriceUnit.MINUTE, _minutes(usage.audio_duration)
            yield PriceUnit.MILLION_INPUT_TOKENS, Decimal(usage.input_tokens)
            yield PriceUnit.MILLION_OUTPUT_AUDIO_TOKENS, Decimal(usage.output_tokens)


def _tokens(usage: LLMModelUsage) -> Iterator[tuple[PriceUnit, Decimal]]:
    """Totals contain what was cached and what was sound; here each token is of one kind."""
    cached_sound = usage.input_cached_audio_tokens
    cached_text = usage.input_cached_tokens - cached_sound
    sound = usage.input_audio_tokens - cached_sound
    text = usage.input_tokens - usage.input_audio_tokens - cached_text
    yield PriceUnit.MILLION_INPUT_TOKENS, Decimal(text)
    yield PriceUnit.MILLION_CACHED_INPUT_TOKENS, Decimal(cached_text)
    yield PriceUnit.MILLION_INPUT_AUDIO_TOKENS, Decimal(sound)
    yield PriceUnit.MILLION_CACHED_INPUT_AUDIO_TOKENS, Decimal(cached_sound)
    written = usage.output_tokens - usage.output_audio_tokens
    yield PriceUnit.MILLION_OUTPUT_TOKENS, Decimal(written)
    yield PriceUnit.MILLION_OUTPUT_AUDIO_TOKENS, Decimal(usage.output_audio_tokens)


def _minutes(seconds: float) -> Decimal:
    return Decimal(str(round(seconds, 3))) / 60
