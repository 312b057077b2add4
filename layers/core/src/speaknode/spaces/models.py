"""A space owns everything else; users belong to spaces with a role."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"


class Space(Entity):
    id: str
    name: str = Field(min_length=1, max_length=100)
    created_at: datetime
    updated_at: datetime
    revision: int = 1


class Membership(Entity):
    space_id: str
    user_id: str
    role: Role
    email: str | None = None
    name: str | None = None
    created_at: datetime
