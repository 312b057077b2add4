"""Inputs and outputs of the knowledge API that differ from the entities."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, HttpUrl, field_validator

from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title
from speaknode.knowledge.models import ENDINGS, MAX_FILE_BYTES, Knowledge, Passage

MAX_INLINE_BASE64 = 960_000


class KnowledgeCreate(Input):
    """A web page (`url`), or a file (`filename`): with `content` at once, else uploaded to the link of the answer."""

    name: Title = Field(min_length=1, max_length=200)
    url: HttpUrl | None = None
    filename: Title | None = Field(
        default=None,
        max_length=255,
        description=f"Ends in one of {', '.join(ENDINGS)}.",
    )
    size_bytes: int | None = Field(
        default=None,
        ge=1,
        le=MAX_FILE_BYTES,
        description="Of the file that is going to be uploaded.",
    )
    content: Annotated[str, Field(max_length=MAX_INLINE_BASE64)] | None = Field(
        default=None, description="A small file itself, in base64."
    )

    @field_validator("filename")
    @classmethod
    def _of_a_known_kind(cls, value: str | None) -> str | None:
        stem, dot, ending = (value or "a.txt").rpartition(".")
        if not stem or not dot or ending.lower() not in ENDINGS:
            raise ValueError(f"must end in one of {', '.join(ENDINGS)}")
        return value


class Upload(Entity):
    """PUT the file's bytes to `url`, then POST to `/v1/knowledge/{id}/process`."""

    method: str = "PUT"
    url: str
    expires_at: datetime


class KnowledgeCreated(Knowledge):
    upload: Upload | None = Field(default=None, description="null: nothing is left to upload.")


class KnowledgeSearch(Input):
    q: str = Field(default="", max_length=1000, description="A question or some words.")
    limit: int = Field(default=5, ge=1, le=20)


class SearchResult(Entity):
    passages: list[Passage]
    elapsed_ms: float
