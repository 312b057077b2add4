"""Inputs of the catalogue's API."""

from pydantic import ConfigDict, Field

from speaknode.kit.models import Input
from speaknode.models.models import CatalogueModel
from speaknode.providers import ProviderKind
from speaknode.providers.models import CloudRegion


class ModelPut(CatalogueModel):
    """Body of put: `kind`, `provider` and `model` name the row."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelKey(Input):
    kind: ProviderKind
    provider: str = Field(max_length=64)
    model: str = Field(min_length=1, max_length=200)


class ModelQuery(Input):
    kind: ProviderKind | None = None
    provider: str | None = Field(default=None, max_length=64)
    language: str | None = Field(default=None, max_length=5)
    include_hidden: bool = Field(default=False, description="Also what is not offered.")


class VoiceQuery(Input):
    provider: str = Field(max_length=64, examples=["espeak"])
    language: str | None = Field(
        default=None, max_length=5, description="Only voices that speak it (or do not tell)."
    )
    region: CloudRegion | None = Field(
        default=None, description="Of the provider's key, where voices differ by it (Azure)."
    )
