"""Inputs of the spaces API."""

from pydantic import Field

from speaknode.kit.models import Entity, Input
from speaknode.kit.titles import Title
from speaknode.spaces.models import Role, Space


class SpaceCreate(Input):
    name: Title = Field(min_length=1, max_length=100)


class SpaceUpdate(SpaceCreate):
    pass


class SpaceWithRole(Space):
    role: Role


class Me(Entity):
    """Who is asking: a user with spaces, or an API key of one space."""

    user_id: str | None = None
    email: str | None = None
    name: str | None = None
    api_key_id: str | None = None
    space_id: str | None = Field(
        default=None, description="The space this request works in, if one is chosen."
    )
    is_platform_admin: bool = Field(
        default=False, description="Whether the issuer lets them administer the installation."
    )
    spaces: list[SpaceWithRole]
