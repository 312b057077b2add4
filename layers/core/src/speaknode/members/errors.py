"""What can be wrong with members and invitations."""

from speaknode.kit.errors import ConflictError, LimitError, NotFoundError


class MemberNotFoundError(NotFoundError):
    def __init__(self, user_id: str) -> None:
        super().__init__(f"user {user_id} is no member of the space", code="member_not_found")


class LastOwnerError(ConflictError):
    def __init__(self) -> None:
        super().__init__("a space needs an owner: make somebody else one first", code="last_owner")


class AlreadyMemberError(ConflictError):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is a member already", code="already_member")


class InvitationNotFoundError(NotFoundError):
    def __init__(self, invitation_id: str) -> None:
        super().__init__(f"invitation {invitation_id} does not exist", code="invitation_not_found")


class TooManyInvitationsError(LimitError):
    def __init__(self) -> None:
        super().__init__("too many invitations are open", code="too_many_invitations")


class SentJustNowError(LimitError):
    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "the invitation was sent just now", code="sent_just_now", retry_after_s=retry_after_s
        )
