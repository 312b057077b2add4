"""Members of a space and invitations to it."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page, PageQuery
from speaknode.members.errors import (
    AlreadyMemberError,
    InvitationNotFoundError,
    LastOwnerError,
    MemberNotFoundError,
    SentJustNowError,
    TooManyInvitationsError,
)
from speaknode.members.schemas import InvitationCreate, InvitationWithLink, MemberUpdate
from speaknode.spaces.models import Membership

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/members", scope=Scope.MEMBERS_READ)
def list_members(caller: Caller, query: PageQuery) -> Page[Membership]:
    """List the people who belong to the space."""
    return wiring.members().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes,
    "PATCH",
    "/v1/members/{user_id}",
    scope=Scope.MEMBERS_WRITE,
    errors=(MemberNotFoundError, LastOwnerError),
)
def update_member(caller: Caller, user_id: str, body: MemberUpdate) -> Membership:
    """Give a member another role; the last owner stays one."""
    return wiring.members().change_role(caller.space_id, user_id, body.role)


@endpoint(
    routes,
    "DELETE",
    "/v1/members/{user_id}",
    scope=Scope.MEMBERS_WRITE,
    errors=(MemberNotFoundError, LastOwnerError),
)
def delete_member(caller: Caller, user_id: str) -> None:
    """Take somebody out of the space, at once; the last owner stays."""
    wiring.members().remove(caller.space_id, user_id)


@endpoint(routes, "GET", "/v1/invitations", scope=Scope.MEMBERS_WRITE)
def list_invitations(caller: Caller) -> Page[InvitationWithLink]:
    """List the invitations that nobody has accepted yet."""
    return wiring.members().list_invitations(caller.space_id)


@endpoint(
    routes,
    "POST",
    "/v1/invitations",
    scope=Scope.MEMBERS_WRITE,
    status=201,
    errors=(AlreadyMemberError, TooManyInvitationsError),
)
def create_invitation(caller: Caller, body: InvitationCreate) -> InvitationWithLink:
    """Invite somebody by e-mail; they join when they sign in with that address, within a week.

    `sent_at` is null where the installation sends no e-mail: pass `link` on yourself.
    """
    return wiring.members().invite(caller.space_id, body, by=caller.identity.id)


@endpoint(
    routes,
    "POST",
    "/v1/invitations/{invitation_id}/send",
    scope=Scope.MEMBERS_WRITE,
    errors=(InvitationNotFoundError, SentJustNowError),
)
def send_invitation(caller: Caller, invitation_id: str) -> InvitationWithLink:
    """Send an invitation again; it is valid for another week."""
    return wiring.members().send_again(caller.space_id, invitation_id)


@endpoint(
    routes,
    "DELETE",
    "/v1/invitations/{invitation_id}",
    scope=Scope.MEMBERS_WRITE,
    errors=(InvitationNotFoundError,),
)
def delete_invitation(caller: Caller, invitation_id: str) -> None:
    """Revoke an invitation."""
    wiring.members().revoke(caller.space_id, invitation_id)
