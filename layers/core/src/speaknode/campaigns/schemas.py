"""Inputs and outputs of the campaigns API."""

from typing import Any

from pydantic import ConfigDict, Field

from speaknode.campaigns.models import CampaignSettings, ItemStatus
from speaknode.kit.errors import FieldError
from speaknode.kit.models import Entity, Input, PageQuery
from speaknode.kit.sheet import ExportFormat


class CampaignInput(CampaignSettings):
    """A whole campaign: what is left out gets its default."""

    model_config = ConfigDict(extra="forbid")


class ItemQuery(PageQuery):
    status: ItemStatus | None = None


class ResultsQuery(Input):
    format: ExportFormat = ExportFormat.CSV
    cursor: str | None = Field(
        default=None, max_length=2000, description="`Speaknode-Next-Cursor` of the part before."
    )


class ContactsAdd(Input):
    contacts: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=1000,
        description="Each `{number, variables, zone}`; a wrong one is told in `errors` and left out.",
        examples=[[{"number": "+15550001", "variables": {"name": "Ann"}, "zone": "Europe/Rome"}]],
    )


class ContactError(Entity):
    index: int
    errors: list[FieldError]


class ContactsAdded(Entity):
    added: int
    duplicates: int = Field(description="Numbers that the campaign had already.")
    errors: list[ContactError] = Field(default_factory=list)
