"""Use cases of credentials: people put, list and delete them; the platform alone reads them."""

import hashlib

from pydantic import SecretStr

from speaknode.credentials.errors import CredentialNotFoundError
from speaknode.credentials.models import PLATFORM, Credential
from speaknode.credentials.ports import CredentialStore, Vault
from speaknode.kit.clock import Clock
from speaknode.kit.models import Page

_TELLABLE = 16
"""A secret must be this long for its last four characters to tell nothing."""


class CredentialService:
    def __init__(self, *, store: CredentialStore, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock

    def put(self, space_id: str, name: str, value: SecretStr) -> Credential:
        """Create or replace."""
        secret = value.get_secret_value()
        now = self._clock()
        found = self._store.get(space_id, name)
        previous = found[0] if found else None
        credential = Credential(
            space_id=space_id,
            name=name,
            last_4=secret[-4:] if len(secret) >= _TELLABLE else "",
            fingerprint=_fingerprint(space_id, name, secret),
            created_at=previous.created_at if previous else now,
            updated_at=now,
            revision=previous.revision + 1 if previous else 1,
        )
        sealed = self._vault.seal(secret, space_id=space_id, name=name)
        self._store.put(credential, sealed, previous_revision=previous.revision if previous else 0)
        return credential

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Credential]:
        return self._store.list(space_id, cursor, limit)

    def delete(self, space_id: str, name: str) -> None:
        found = self._store.get(space_id, name)
        if found is None:
            raise CredentialNotFoundError(name)
        self._store.delete(found[0])

    def owner_of(self, space_id: str, name: str) -> str | None:
        """Whose key a conversation of the space would use: its own, the platform's, or nobody's."""
        return next((o for o in (space_id, PLATFORM) if self._store.get(o, name)), None)

    def resolve(self, space_id: str, name: str) -> SecretStr | None:
        """For workers and lookups: the space's own secret, else the platform's. Never for a response."""
        return self.kept_by(space_id, name) or self.kept_by(PLATFORM, name)

    def kept_by(self, owner: str, name: str) -> SecretStr | None:
        """The owner's own secret and nobody else's. Never for a response."""
        found = self._store.get(owner, name)
        return SecretStr(self._vault.open(found[1], space_id=owner, name=name)) if found else None

    def reveal(self, space_id: str, name: str) -> SecretStr:
        """A `secret_ref` of the space itself: the platform's keys are not for its tools."""
        found = self._store.get(space_id, name)
        if found is None:
            raise CredentialNotFoundError(name)
        return SecretStr(self._vault.open(found[1], space_id=space_id, name=name))


def _fingerprint(space_id: str, name: str, secret: str) -> str:
    """Bound to its place, so that nobody learns from two spaces that they share a key."""
    return hashlib.sha256(f"{space_id}\0{name}\0{secret}".encode()).hexdigest()[:16]
