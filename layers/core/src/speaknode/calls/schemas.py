"""Inputs of the calls API."""

from pydantic import Field

from speaknode.agents.models import Language, VariableValue
from speaknode.agents.overrides import Overrides
from speaknode.kit.models import Id, Input
from speaknode.phone_numbers.models import PhoneNumberText


class CallCreate(Input):
    agent_id: Id
    to: PhoneNumberText
    from_: PhoneNumberText = Field(alias="from", description="One of the space's phone numbers.")
    variables: dict[str, VariableValue] = Field(default_factory=dict)
    locale: Language | None = None
    overrides: Overrides = Overrides()
    version: int | None = Field(
        default=None,
        ge=0,
        description="0: the draft; default: the published version, else the draft.",
    )
    ring_timeout_s: int | None = Field(
        default=None, ge=5, le=75, description="Default: as the number's settings say."
    )
