"""Use cases of members: list, change, remove; invite, send again, revoke, accept."""

import hashlib
import logging
from datetime import timedelta

from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.kit.models import Page
from speaknode.members.errors import (
    AlreadyMemberError,
    InvitationNotFoundError,
    LastOwnerError,
    MemberNotFoundError,
    SentJustNowError,
    TooManyInvitationsError,
)
from speaknode.members.models import MAX_INVITATIONS, Invitation
from speaknode.members.ports import InvitationStore, Mailer, MemberStore, Spaces
from speaknode.members.schemas import InvitationCreate, InvitationWithLink
from speaknode.spaces.models import Membership, Role

VALID_FOR = timedelta(days=7)
SEND_EVERY = timedelta(minutes=1)
logger = logging.getLogger(__name__)


class MemberService:
    def __init__(
        self,
        *,
        members: MemberStore,
        invitations: InvitationStore,
        spaces: Spaces,
        mailer: Mailer | None,
        web_url: str,
        clock: Clock,
    ) -> None:
        self._members, self._invitations, self._spaces = members, invitations, spaces
        self._mailer, self._web_url, self._clock = mailer, web_url, clock

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Membership]:
        return self._members.list(space_id, cursor, limit)

    def change_role(self, space_id: str, user_id: str, role: Role) -> Membership:
        member, revision, is_last = self._member(space_id, user_id)
        if member.role is role:
            return member
        if is_last:
            raise LastOwnerError
        changed = member.model_copy(update={"role": role})
        self._members.replace(changed, revision=revision)
        return changed

    def remove(self, space_id: str, user_id: str) -> None:
        member, revision, is_last = self._member(space_id, user_id)
        if is_last:
            raise LastOwnerError
        self._members.delete(member, revision=revision)

    def _member(self, space_id: str, user_id: str) -> tuple[Membership, int, bool]:
        """With whether nobody else owns the space; the revision keeps two from leaving it at once."""
        members, revision = self._members.all(space_id)
        found = next((member for member in members if member.user_id == user_id), None)
        if found is None:
            raise MemberNotFoundError(user_id)
        owners = [member.user_id for member in members if member.role is Role.OWNER]
        return found, revision, owners == [user_id]

    def invite(self, space_id: str, data: InvitationCreate, *, by: str) -> InvitationWithLink:
        """Somebody who was invited before has the new role and time instead."""
        members, _ = self._members.all(space_id)
        if any((member.email or "").lower() == data.email for member in members):
            raise AlreadyMemberError(data.email)
        invitation_id = _id(space_id, data.email)
        others = [
            item for item in self._invitations.list_open(space_id) if item.id != invitation_id
        ]
        if len(others) >= MAX_INVITATIONS:
            raise TooManyInvitationsError
        now = self._clock()
        invitation = Invitation(
            id=invitation_id,
            space_id=space_id,
            space_name=self._spaces.find(space_id).name,
            email=data.email,
            role=data.role,
            invited_by=by,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        return self._send(invitation)

    def send_again(self, space_id: str, invitation_id: str) -> InvitationWithLink:
        """It is valid anew from now on. Raises SentJustNowError."""
        invitation = self._invitation(space_id, invitation_id)
        now = self._clock()
        if invitation.sent_at and now - invitation.sent_at < SEND_EVERY:
            raise SentJustNowError(int(SEND_EVERY.total_seconds()))
        return self._send(invitation.model_copy(update={"expires_at": now + VALID_FOR}))

    def _send(self, invitation: Invitation) -> InvitationWithLink:
        """An invitation holds whether or not the post works: `sent_at` says which."""
        before = self._invitations.get(invitation.space_id, invitation.id)
        recent = before.sent_at if before else None
        if recent is None or self._clock() - recent >= SEND_EVERY:
            recent = self._clock() if self._mailed(invitation) else None
        sent = invitation.model_copy(update={"sent_at": recent})
        self._invitations.put(sent)
        return self._with_link(sent)

    def _mailed(self, invitation: Invitation) -> bool:
        if self._mailer is None:
            return False
        name = " ".join(invitation.space_name.split())
        text = (
            f"You have been invited to the space “{name}”.\n\n"
            f"Sign in with {invitation.email} to join it:\n{self._link()}\n\n"
            f"The invitation is valid until {invitation.expires_at:%Y-%m-%d %H:%M} UTC.\n"
        )
        try:
            self._mailer.send(invitation.email, subject=f"Invitation to {name}", text=text)
        except UnavailableError as error:
            logger.warning("an invitation was not sent", extra={"reason": error.message})
            return False
        return True

    def _link(self) -> str:
        return f"{self._web_url.rstrip('/')}/"

    def _with_link(self, invitation: Invitation) -> InvitationWithLink:
        return InvitationWithLink(**invitation.model_dump(), link=self._link())

    def list_invitations(self, space_id: str) -> Page[InvitationWithLink]:
        """All of them: a space has at most a hundred."""
        found = sorted(self._invitations.list_open(space_id), key=lambda item: item.email)
        return Page(items=[self._with_link(invitation) for invitation in found])

    def revoke(self, space_id: str, invitation_id: str) -> None:
        self._invitations.delete(self._invitation(space_id, invitation_id))

    def _invitation(self, space_id: str, invitation_id: str) -> Invitation:
        found = self._invitations.get(space_id, invitation_id)
        if found is None:
            raise InvitationNotFoundError(invitation_id)
        return found

    def accept(self, user_id: str, *, email: str, name: str | None) -> None:
        """For whoever signs in with an address that the issuer has verified."""
        now = self._clock()
        for invitation in self._invitations.list_for(email.lower()):
            if invitation.expires_at <= now:
                continue
            member = Membership(
                space_id=invitation.space_id,
                user_id=user_id,
                role=invitation.role,
                email=email,
                name=name,
                created_at=now,
            )
            try:
                self._invitations.accept(invitation, member)
            except ConflictError:
                # Revoked meanwhile, accepted by their other request, or a member under another address.
                self._invitations.delete(invitation)


def _id(space_id: str, email: str) -> str:
    """One for each address in a space."""
    return f"inv_{hashlib.sha256(f'{space_id} {email}'.encode()).hexdigest()[:24]}"
