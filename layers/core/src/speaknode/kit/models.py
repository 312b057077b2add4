"""Bases of the pydantic models: entities that are stored, inputs that are parsed, pages that are returned."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
Id = Annotated[str, Field(min_length=1, max_length=100)]
"""Names something that is kept; storage refuses keys that are empty or endless."""


class Entity(BaseModel):
    """Stored and returned; copied, never mutated. Unknown stored fields are dropped, so old code reads new data."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", json_schema_serialization_defaults_required=True
    )


class Input(BaseModel):
    """Comes from outside: an unknown field is an error that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(BaseModel, Generic[Item]):
    """One page of a list; pass `next_cursor` back as `cursor` for the next one (null: this was the last)."""

    items: list[Item]
    next_cursor: str | None = None


class PageQuery(Input):
    cursor: str | None = Field(
        default=None, max_length=2000, description="`next_cursor` of the page before."
    )
    limit: int = Field(default=20, ge=1, le=100)
