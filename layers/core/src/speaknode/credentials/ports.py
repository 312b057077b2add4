"""What credentials need: a place to lie, and a lock."""

from typing import Protocol

from speaknode.credentials.models import Credential, Sealed
from speaknode.kit.models import Page


class CredentialStore(Protocol):
    def get(self, space_id: str, name: str) -> tuple[Credential, Sealed] | None: ...
    def put(self, credential: Credential, sealed: Sealed, *, previous_revision: int) -> None:
        """0: there is none yet. Raises StaleRevisionError."""

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Credential]:
        """By name."""

    def delete(self, credential: Credential) -> None: ...


class Vault(Protocol):
    """Seals for one owner and name: what is moved to another opens no more."""

    def seal(self, secret: str, *, space_id: str, name: str) -> Sealed: ...
    def open(self, sealed: Sealed, *, space_id: str, name: str) -> str:
        """Raises CredentialUnreadableError, VaultUnavailableError."""
