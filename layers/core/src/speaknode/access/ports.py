"""What access needs from storage."""

from datetime import datetime
from typing import Protocol

from speaknode.access.models import ApiKey
from speaknode.kit.models import Page


class ApiKeyStore(Protocol):
    def insert(self, key: ApiKey, secret_hash: str) -> None: ...
    def find(self, key_id: str) -> tuple[ApiKey, str] | None:
        """The key and the hash of its secret."""

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[ApiKey]: ...
    def delete(self, key: ApiKey) -> None: ...
    def touch(self, key_id: str, at: datetime) -> None:
        """Note the use; a key deleted meanwhile stays deleted."""


class Invitations(Protocol):
    def accept(self, user_id: str, *, email: str, name: str | None) -> None:
        """Join every space that has invited this address, which the issuer has verified."""
