"""API keys: `sk_<key id part>_<secret>`, shown once, stored as a hash."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title


class Scope(StrEnum):
    AGENTS_READ = "agents:read"
    AGENTS_WRITE = "agents:write"
    SESSIONS_READ = "sessions:read"
    SESSIONS_WRITE = "sessions:write"
    ACCESS_WRITE = "access:write"
    SPACES_WRITE = "spaces:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    PLATFORM_ADMIN = "platform:admin"


ALL_SCOPES = tuple(scope for scope in Scope if scope is not Scope.PLATFORM_ADMIN)
"""What a space can give. The whole installation is not its to give: see docs/adr on platform admins."""


class ApiKey(Entity):
    id: str
    space_id: str
    name: str
    prefix: str = Field(description="The first characters of the key, to tell it by.")
    scopes: tuple[Scope, ...] = ALL_SCOPES
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


class ApiKeyCreate(Input):
    name: Title = Field(min_length=1, max_length=100)
    scopes: tuple[Scope, ...] = Field(default=ALL_SCOPES, min_length=1)
    expires_at: AwareDatetime | None = None


class ApiKeyCreated(ApiKey):
    secret: str = Field(description="The key itself; it is never shown again.")
