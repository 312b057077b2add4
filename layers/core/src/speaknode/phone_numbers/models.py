"""A phone number of a space, bound to a telephony account and to the agent that answers."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from speaknode.agents.models import AgentConfig, Language, VariableValue
from speaknode.kit.models import Entity
from speaknode.phone_numbers.normal import normalised

PhoneNumberText = Annotated[
    str,
    AfterValidator(normalised),
    Field(max_length=40, description="E.164, as +15550001.", examples=["+15550001"]),
]


class FallbackDestination(Entity):
    number: PhoneNumberText


class NumberSettings(Entity):
    """What is different at this number from the agent's own configuration."""

    locale: Language | None = None
    variables: dict[str, VariableValue] = Field(default_factory=dict)
    ring_timeout_s: int = Field(
        default=30, ge=5, le=75, description="How long a call that we make rings."
    )
    max_duration_s: int = Field(default=3600, ge=10, le=14_400)

    def fitting(self, agent: AgentConfig) -> "NumberSettings":
        """Without what the agent, changed since the number was bound, knows no more: calls go on."""
        declared = {variable.name for variable in agent.variables}
        kept = {name: value for name, value in self.variables.items() if name in declared}
        locale = self.locale if self.locale in agent.locales else None
        return self.model_copy(update={"locale": locale, "variables": kept})


class PhoneNumber(Entity):
    id: str
    space_id: str
    number: str
    telephony_account_id: str
    agent_id: str | None = None
    agent_version: int | None = Field(
        default=None, description="null: the published version, else the draft."
    )
    external_agent_id: str | None = Field(
        default=None,
        description="A telephony account whose external agent answers, in place of `agent_id`.",
    )
    fallback_destination: FallbackDestination | None = Field(
        default=None, description="Who is called when no agent can answer in time."
    )
    settings: NumberSettings = NumberSettings()
    carrier_ref: str | None = None
    created_at: datetime
    updated_at: datetime
    revision: int = 0
