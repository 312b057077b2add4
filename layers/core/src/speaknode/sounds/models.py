"""A sound is one uploaded audio file; it is played in a loop behind an agent's voice."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_DURATION_S = 300
MIN_DURATION_S = 0.5
MAX_CHANNELS = 2
ENDINGS = ("wav", "flac", "ogg", "mp3")


class SoundStatus(StrEnum):
    UPLOADING = "uploading"
    READY = "ready"


class Sound(Entity):
    id: str
    space_id: str
    name: str
    filename: str
    status: SoundStatus
    size_bytes: int
    duration_s: float | None = Field(default=None, description="Known once it was checked.")
    created_at: datetime
    updated_at: datetime
    revision: int = 1


class Heard(Entity):
    """What decoding a file to its end has told."""

    duration_s: float
