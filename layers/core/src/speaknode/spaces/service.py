"""Use cases of spaces."""

import hashlib

from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.spaces.errors import SpaceNotFoundError
from speaknode.spaces.models import Membership, Role, Space
from speaknode.spaces.ports import SpaceStore
from speaknode.spaces.schemas import SpaceCreate, SpaceUpdate, SpaceWithRole


class SpaceService:
    def __init__(self, *, store: SpaceStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def create(
        self, user_id: str, data: SpaceCreate, *, email: str | None = None, name: str | None = None
    ) -> SpaceWithRole:
        return self._create(new_id("spc"), user_id, data.name, email, name)

    def _create(
        self, space_id: str, user_id: str, space_name: str, email: str | None, name: str | None
    ) -> SpaceWithRole:
        now = self._clock()
        space = Space(id=space_id, name=space_name, created_at=now, updated_at=now)
        owner = Membership(
            space_id=space.id,
            user_id=user_id,
            role=Role.OWNER,
            email=email,
            name=name,
            created_at=now,
        )
        self._store.insert(space, owner)
        return SpaceWithRole(**space.model_dump(), role=Role.OWNER)

    def create_ownerless(self, space_id: str, name: str) -> Space:
        """For the installation's own demo space: reached by API key only. Raises ConflictError when it is there."""
        now = self._clock()
        space = Space(id=space_id, name=name, created_at=now, updated_at=now)
        self._store.insert(space, None)
        return space

    def find(self, space_id: str) -> Space:
        """For those who need no membership: an API key's own space."""
        space = self._store.get(space_id)
        if space is None:
            raise SpaceNotFoundError(space_id)
        return space

    def ensure_user(
        self, user_id: str, *, email: str | None, name: str | None
    ) -> list[SpaceWithRole]:
        """The user's spaces; at the first sign-in one of their own is made. Two first requests at once make one."""
        spaces = self.list_for(user_id)
        if spaces:
            return spaces
        own_name = f"{name or email or 'My'} space"[:100]
        own_id = f"spc_u{hashlib.sha256(user_id.encode()).hexdigest()[:24]}"
        try:
            return [self._create(own_id, user_id, own_name, email, name)]
        except ConflictError:
            pass
        if self._store.get_membership(own_id, user_id):
            # The index that lists a user's spaces may not know it yet.
            return [self.get(user_id, own_id)]
        # They were taken out of the space that was once their own.
        return [self._create(new_id("spc"), user_id, own_name, email, name)]

    def list_for(self, user_id: str) -> list[SpaceWithRole]:
        memberships = self._store.list_memberships(user_id)
        found = [
            (self._store.get(membership.space_id), membership.role) for membership in memberships
        ]
        return [
            SpaceWithRole(**space.model_dump(), role=role)
            for space, role in found
            if space is not None
        ]

    def get_membership(self, user_id: str, space_id: str) -> Membership:
        """Raises SpaceNotFoundError for a space that is not the user's, as for one that does not exist."""
        membership = self._store.get_membership(space_id, user_id)
        if membership is None:
            raise SpaceNotFoundError(space_id)
        return membership

    def get(self, user_id: str, space_id: str) -> SpaceWithRole:
        role = self.get_membership(user_id, space_id).role
        return SpaceWithRole(**self.find(space_id).model_dump(), role=role)

    def rename(self, space_id: str, data: SpaceUpdate, *, revision: int | None = None) -> Space:
        space = self.find(space_id)
        if revision is not None and revision != space.revision:
            raise StaleRevisionError("space")
        changed = space.model_copy(
            update={"name": data.name, "updated_at": self._clock(), "revision": space.revision + 1}
        )
        self._store.replace(changed, previous_revision=space.revision)
        return changed
