"""Inputs and outputs of the agents API that differ from the entity."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from speaknode.agents.diff import Change
from speaknode.agents.models import Agent, AgentConfig, Language, SplitPart, Variable
from speaknode.kit.models import Entity, Input
from speaknode.tools.schemas import ToolInput


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


def _document_fields() -> dict[str, Any]:
    kept = {name: field for name, field in AgentConfig.model_fields.items() if name != "tool_ids"}
    return {name: (field.annotation, field) for name, field in kept.items()} | {
        "tools": (list[str], Field(default_factory=list))
    }


DocumentAgent: type[Input] = create_model(
    "DocumentAgent",
    __base__=Input,
    __doc__="An agent's fields, with its tools by code.",
    **_document_fields(),
)


class AgentDocument(Input):
    """What an export writes."""

    format: Literal["speaknode/agent"]
    version: Literal[1]
    agent: DocumentAgent
    tools: list[ToolInput] = Field(
        default_factory=list, description="Definitions of tools that the space may not have."
    )
    left_out: list[str] = Field(
        default_factory=list, description="Where the export left something out: secrets."
    )


class VapiDocument(Input):
    format: Literal["vapi"]
    assistant: dict[str, Any]


class VapiAssistant(BaseModel):
    """An assistant as Vapi's API gives it."""

    model_config = ConfigDict(extra="allow")

    name: str | None = None


class ImportNote(Entity):
    """Something of an imported document, or of a restored version, that the agent does not have, or has differently."""

    pointer: str = Field(description="Into the imported document; of a version, into the agent.")
    reason: str


class AgentRestored(Agent):
    report: list[ImportNote] = Field(
        description="What the version had that is no more, and what to mend before publishing; empty: all is as it was."
    )


class AgentImported(Entity):
    agent: Agent
    report: list[ImportNote] = Field(description="Empty: nothing was lost.")
