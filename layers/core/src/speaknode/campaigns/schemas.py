"""Inputs and outputs of the campaigns API."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from speaknode.campaigns.models import CampaignSettings, ItemStatus, TimeZoneName
from speaknode.contacts.models import MAX_CELL_CHARACTERS
from speaknode.kit.errors import FieldError
from speaknode.kit.models import Entity, Input, PageQuery
from speaknode.kit.sheet import ExportFormat
from speaknode.kit.titles import Title
from speaknode.phone_numbers.models import PhoneNumberText


class CampaignInput(CampaignSettings):
    """A whole campaign: what is left out gets its default."""

    model_config = ConfigDict(extra="forbid")

    name: Title = Field(min_length=1, max_length=200)


class ItemQuery(PageQuery):
    status: ItemStatus | None = None


class ResultsQuery(Input):
    format: ExportFormat = ExportFormat.CSV
    cursor: str | None = Field(
        default=None, max_length=2000, description="`Speaknode-Next-Cursor` of the part before."
    )


class ContactInput(Input):
    number: PhoneNumberText
    variables: dict[str, Annotated[str, Field(max_length=MAX_CELL_CHARACTERS)]] = Field(
        default_factory=dict, max_length=100
    )
    zone: TimeZoneName | None = None


class ContactsAdd(Input):
    contacts: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=1000,
        description="Each `{number, variables, zone}`; a wrong one is told in `errors` and left out.",
        examples=[[{"number": "+15550001", "variables": {"name": "Ann"}, "zone": "Europe/Rome"}]],
    )
    trust_zones: bool = Field(
        default=False,
        description="Whether a zone that the number cannot be in is taken: people move and keep numbers.",
    )


class ContactError(Entity):
    index: int
    errors: list[FieldError]


class ContactsAdded(Entity):
    added: int
    duplicates: int = Field(description="Numbers that the campaign had already.")
    errors: list[ContactError] = Field(default_factory=list)
