"""Use cases of API keys."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from speaknode.access.models import ApiKey, ApiKeyCreate, ApiKeyCreated
from speaknode.access.ports import ApiKeyStore
from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError, NotFoundError, UnauthenticatedError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page

SECRET_BYTES = 32
TOUCH_EVERY = timedelta(minutes=1)
"""`last_used_at` is this exact: a write for every request would make a hot row of every key."""


class ApiKeyNotFoundError(NotFoundError):
    def __init__(self, key_id: str) -> None:
        super().__init__(f"API key {key_id} does not exist", code="api_key_not_found")


class AccessService:
    def __init__(self, *, store: ApiKeyStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def create_key(self, space_id: str, data: ApiKeyCreate) -> ApiKeyCreated:
        now = self._clock()
        if data.expires_at is not None and data.expires_at <= now:
            raise InvalidError.field("/expires_at", "must be in the future")
        key_id = new_id("key")
        secret = f"sk_{key_id.removeprefix('key_')}_{secrets.token_urlsafe(SECRET_BYTES)}"
        key = ApiKey(
            id=key_id,
            space_id=space_id,
            name=data.name,
            prefix=secret[:12],
            scopes=data.scopes,
            created_at=now,
            expires_at=data.expires_at,
        )
        self._store.insert(key, _hash(secret))
        return ApiKeyCreated(**key.model_dump(), secret=secret)

    def authenticate(self, secret: str) -> ApiKey:
        """Raises UnauthenticatedError, with one message whatever is wrong."""
        parts = secret.split("_", 2)
        found = (
            self._store.find(f"key_{parts[1]}")
            if len(parts) == 3 and parts[0] == "sk" and len(secret) < 200
            else None
        )
        now = self._clock()
        if found is None or not hmac.compare_digest(found[1], _hash(secret)):
            raise UnauthenticatedError("the API key is not valid", code="bad_api_key")
        key = found[0]
        if key.expires_at is not None and key.expires_at <= now:
            raise UnauthenticatedError("the API key has expired", code="api_key_expired")
        if key.last_used_at is None or now - key.last_used_at > TOUCH_EVERY:
            self._store.touch(key.id, now)
        return key

    def list_keys(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[ApiKey]:
        return self._store.list(space_id, cursor, limit)

    def delete_key(self, space_id: str, key_id: str) -> None:
        found = self._store.find(key_id)
        if found is None or found[0].space_id != space_id:
            raise ApiKeyNotFoundError(key_id)
        self._store.delete(found[0])


def _hash(secret: str) -> str:
    """SHA-256 suffices: the secret has 256 random bits, so there is nothing to guess slowly."""
    return hashlib.sha256(secret.encode()).hexdigest()
