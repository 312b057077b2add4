"""Inputs and outputs of the agents API that differ from the entity."""

from typing import Any

from pydantic import ConfigDict, Field, create_model

from speaknode.agents.diff import Change
from speaknode.agents.models import Agent, AgentConfig, Language, SplitPart, Variable
from speaknode.kit.models import Entity, Input


class AgentCreate(AgentConfig):
    """Body of create and replace: only `name` is required."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _optional_fields() -> dict[str, Any]:
    return {
        name: (field.annotation | None, None)
        for name, field in AgentConfig.model_fields.items()
        if field.annotation
    }


AgentUpdate: type[Input] = create_model(
    "AgentUpdate",
    __base__=Input,
    __doc__="Any of the agent's fields; a field that is left out stays.",
    **_optional_fields(),
)


class PublicAgent(Entity):
    """What anybody may know of a published agent."""

    id: str
    name: str
    version: int
    default_locale: Language
    locales: list[Language]
    variables: list[Variable] = Field(default_factory=list)


class LabelPut(Input):
    version: int = Field(ge=1)


class SplitPut(Input):
    split: list[SplitPart] = Field(
        max_length=10, description="Empty: `published_version` has all conversations again."
    )


class DiffQuery(Input):
    """`draft`, `published`, a version's number or a label."""

    from_: str = Field(default="published", alias="from", max_length=32)
    to: str = Field(default="draft", max_length=32)


class ExportQuery(Input):
    version: str = Field(
        default="draft", max_length=32, description="draft, published, a number or a label."
    )


class AgentDiff(Entity):
    changes: list[Change]


class ImportNote(Entity):
    """Something of an imported document that the agent does not have, or has differently."""

    pointer: str = Field(description="Into the imported document.")
    reason: str


class AgentImported(Entity):
    agent: Agent
    report: list[ImportNote] = Field(description="Empty: nothing was lost.")
