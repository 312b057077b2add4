"""What members need from storage and from the post."""

from typing import Protocol

from speaknode.kit.models import Page
from speaknode.members.models import Invitation
from speaknode.spaces.models import Membership, Space


class MemberStore(Protocol):
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Membership]: ...
    def all(self, space_id: str) -> tuple[tuple[Membership, ...], int]:
        """As they are now, and the revision that `replace` and `delete` want."""

    def replace(self, member: Membership, *, revision: int) -> None:
        """Raises ConflictError when the members were changed since `revision`."""

    def delete(self, member: Membership, *, revision: int) -> None:
        """Raises ConflictError when the members were changed since `revision`."""


class InvitationStore(Protocol):
    def put(self, invitation: Invitation) -> None: ...
    def get(self, space_id: str, invitation_id: str) -> Invitation | None: ...
    def list_open(self, space_id: str) -> list[Invitation]: ...
    def list_for(self, email: str) -> list[Invitation]:
        """Of every space."""

    def delete(self, invitation: Invitation) -> None: ...
    def accept(self, invitation: Invitation, member: Membership) -> None:
        """One transaction. Raises ConflictError when the invitation is gone, or they are a member already."""


class Spaces(Protocol):
    def find(self, space_id: str) -> Space: ...


class Mailer(Protocol):
    def send(self, to: str, *, subject: str, text: str) -> None:
        """Raises UnavailableError."""
