"""Inputs of the phone numbers API."""

from pydantic import Field

from speaknode.kit.models import Id, Input, PageQuery
from speaknode.phone_numbers.models import FallbackDestination, NumberSettings, PhoneNumberText


class PhoneNumberCreate(Input):
    number: PhoneNumberText
    telephony_account_id: Id
    agent_id: Id | None = Field(default=None, description="null: nobody answers yet.")
    agent_version: int | None = Field(default=None, ge=0)
    external_agent_id: Id | None = Field(
        default=None, description="A telephony account of an external agent, as ElevenLabs."
    )
    fallback_destination: FallbackDestination | None = None
    settings: NumberSettings = NumberSettings()
    carrier_ref: str | None = Field(default=None, max_length=200)
    buy: bool = Field(default=False, description="Buy it from the account's carrier first.")


class PhoneNumberUpdate(Input):
    """Replaces what may change of a number; what is left out gets its default."""

    agent_id: Id | None = None
    agent_version: int | None = Field(default=None, ge=0)
    external_agent_id: Id | None = Field(
        default=None, description="A telephony account of an external agent, as ElevenLabs."
    )
    fallback_destination: FallbackDestination | None = None
    settings: NumberSettings = NumberSettings()


class PhoneNumberQuery(PageQuery):
    telephony_account_id: str | None = None
