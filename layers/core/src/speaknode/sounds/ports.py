"""What sounds need from storage, and from somebody who can listen."""

from typing import Protocol

from speaknode.kit.models import Page
from speaknode.sounds.models import Heard, Sound


class SoundStore(Protocol):
    def insert(self, sound: Sound) -> None: ...
    def get(self, space_id: str, sound_id: str) -> Sound | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Sound]:
        """Newest first."""

    def replace(self, sound: Sound, *, previous_revision: int) -> None:
        """Raises ConflictError when the stored revision is another."""

    def delete(self, space_id: str, sound_id: str) -> None: ...


class SoundFiles(Protocol):
    """Objects by key; every method raises UnavailableError when storage does not answer."""

    def put(self, key: str, content: bytes) -> None: ...
    def get(self, key: str) -> bytes | None: ...
    def size(self, key: str) -> int | None:
        """None: there is no such object."""

    def delete(self, *keys: str) -> None: ...
    def download_link(self, key: str, *, filename: str, ttl_s: int) -> str: ...
    def upload_link(self, key: str, *, size_bytes: int, ttl_s: int) -> str:
        """A URL that takes one PUT of exactly that many bytes."""


class Ear(Protocol):
    def __call__(self, content: bytes, /) -> Heard:
        """Decodes a file to its end. Raises UnplayableSoundError with a reason fit for people."""
