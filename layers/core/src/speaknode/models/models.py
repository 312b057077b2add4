"""What is on offer."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field

from speaknode.agents.speech import Language
from speaknode.kit.models import Entity
from speaknode.providers import ProviderKind


class PriceUnit(StrEnum):
    MILLION_INPUT_TOKENS = "million_input_tokens"
    MILLION_CACHED_INPUT_TOKENS = "million_cached_input_tokens"
    MILLION_OUTPUT_TOKENS = "million_output_tokens"
    MILLION_INPUT_AUDIO_TOKENS = "million_input_audio_tokens"
    MILLION_CACHED_INPUT_AUDIO_TOKENS = "million_cached_input_audio_tokens"
    MILLION_OUTPUT_AUDIO_TOKENS = "million_output_audio_tokens"
    MILLION_CHARACTERS = "million_characters"
    MINUTE = "minute"

    @property
    def size(self) -> int:
        """How many tokens, characters or minutes one price is for."""
        return 1 if self is PriceUnit.MINUTE else 1_000_000

    @property
    def is_of_tokens(self) -> bool:
        return self.endswith("_tokens")


class Price(Entity):
    unit: PriceUnit
    amount_usd: Decimal = Field(ge=0, max_digits=12, decimal_places=6, examples=["0.60"])


class CatalogueModel(Entity):
    """One model of a provider. Provider specs bring their default model; admins put the others, and prices."""

    kind: ProviderKind
    provider: str = Field(max_length=64)
    model: str = Field(min_length=1, max_length=200, examples=["gpt-4.1-mini"])
    title: str = Field(default="", max_length=200)
    languages: list[Language] = Field(
        default_factory=list, max_length=200, description="Empty: not limited to some."
    )
    prices: list[Price] = Field(default_factory=list, max_length=len(PriceUnit))
    context_tokens: int | None = Field(default=None, ge=1)
    is_offered: bool = Field(default=True, description="Whether the forms of agents show it.")


class KeySource(StrEnum):
    NOT_NEEDED = "not_needed"
    SPACE = "space"
    PLATFORM = "platform"
    ENVIRONMENT = "environment"
    NONE = "none"


class Provider(Entity):
    """Somebody who does one kind of job, with the settings its `params` may have."""

    kind: ProviderKind
    name: str
    title: str
    offline: bool
    default_model: str | None
    credential: str = Field(
        description="The name in `/v1/credentials` under which its key is kept."
    )
    key_source: KeySource = Field(description="Whose key a conversation of the space would use.")
    lists_voices: bool = Field(description="Whether `GET /v1/voices` knows its voices.")
    settings_schema: dict[str, Any] = Field(description="JSON schema of `params`, for forms.")


class Voice(Entity):
    provider: str
    voice: str = Field(description="What `tts.voice` takes.")
    title: str
    languages: list[str] = Field(default_factory=list, description="Empty: not told.")
    gender: str | None = None
    description: str | None = None
    preview_url: str | None = None
