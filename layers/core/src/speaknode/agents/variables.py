"""Inputs of a conversation: declared by the agent, or always there (`system.*`)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from speaknode.kit.models import Entity

VariableValue = str | int | float | bool | None
VariableName = Annotated[
    str,
    Field(
        pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,63}$",
        description="Written `{{name}}` in prompts and messages.",
        examples=["customer_name"],
    ),
]

SYSTEM_VARIABLES = MappingProxyType(
    {
        "system.now": "Date and time at the start of the conversation, ISO 8601 with offset.",
        "system.date": "Date at the start of the conversation.",
        "system.time": "Time of day at the start of the conversation.",
        "system.weekday": "Day of the week, in English.",
        "system.session_id": "Id of the conversation.",
        "system.agent_id": "Id of the agent.",
        "system.agent_name": "Name of the agent.",
        "system.channel": "web, widget, phone_in, phone_out, …",
        "system.locale": "Language that is spoken now.",
        "system.caller_number": "Who calls; empty where the channel knows none.",
        "system.called_number": "Who is called; empty where the channel knows none.",
    }
)
"""Always defined. The prefix keeps them apart from declared names, which have no dots."""


class VariableType(StrEnum):
    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"

    @property
    def phrase(self) -> str:
        """As it stands in a sentence."""
        return _PHRASES[self]


_PHRASES = {
    VariableType.STRING: "a string",
    VariableType.NUMBER: "a number",
    VariableType.INTEGER: "an integer",
    VariableType.BOOLEAN: "true or false",
}


class Variable(Entity):
    """One typed input of a conversation, as in an OpenAPI schema."""

    name: VariableName
    type: VariableType = VariableType.STRING
    description: str = Field(default="", max_length=500)
    default: VariableValue = Field(
        default=None, description="Used when no value is given; null: the value is required."
    )
    nullable: bool = Field(default=False, description="Whether null (or no value at all) will do.")
    enum: list[VariableValue] | None = Field(
        default=None, min_length=1, max_length=100, description="The only values allowed."
    )
