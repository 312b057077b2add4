"""Inputs and outputs of the sounds API that differ from the entity."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator

from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title
from speaknode.sounds.models import ENDINGS, MAX_FILE_BYTES, Sound

MAX_INLINE_BASE64 = 960_000


class SoundCreate(Input):
    """A file: with `content` at once, else uploaded to the link of the answer."""

    name: Title = Field(min_length=1, max_length=200)
    filename: Title = Field(max_length=255, description=f"Ends in one of {', '.join(ENDINGS)}.")
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
    def _of_a_known_kind(cls, value: str) -> str:
        if value.rpartition(".")[2].lower() not in ENDINGS:
            raise ValueError(f"must end in one of {', '.join(ENDINGS)}")
        return value


class SoundUpload(Entity):
    """PUT the file's bytes to `url`, then POST to `/v1/sounds/{id}/check`."""

    method: str = "PUT"
    url: str
    expires_at: datetime


class SoundLink(Entity):
    """Where the file can be heard for a while."""

    url: str
    url_expires_at: datetime


class SoundCreated(Sound):
    upload: SoundUpload | None = Field(default=None, description="null: nothing is left to upload.")
