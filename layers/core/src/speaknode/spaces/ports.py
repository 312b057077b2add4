"""What spaces need from storage."""

from typing import Protocol

from speaknode.spaces.models import Membership, Space


class SpaceStore(Protocol):
    def insert(self, space: Space, owner: Membership | None) -> None:
        """Raises ConflictError when the id is taken."""

    def get(self, space_id: str) -> Space | None: ...
    def replace(self, space: Space, *, previous_revision: int) -> None:
        """Raises StaleRevisionError."""

    def get_membership(self, space_id: str, user_id: str) -> Membership | None: ...
    def list_memberships(self, user_id: str) -> list[Membership]: ...
