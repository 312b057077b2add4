"""Who belongs to a space: invitations on their way to members, and owners who cannot all leave."""

from datetime import timedelta

import pytest
from tests.support.builders import FakeClock

from speaknode import wiring
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.members.dynamo import DynamoInvitationStore, DynamoMemberStore
from speaknode.members.errors import (
    AlreadyMemberError,
    InvitationNotFoundError,
    LastOwnerError,
    MemberNotFoundError,
    SentJustNowError,
    TooManyInvitationsError,
)
from speaknode.members.models import MAX_INVITATIONS
from speaknode.members.schemas import InvitationCreate
from speaknode.members.service import MemberService
from speaknode.spaces.models import Role
from speaknode.spaces.schemas import SpaceCreate

pytestmark = pytest.mark.usefixtures("memory_aws")


class Post:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.is_down = False

    def send(self, to: str, *, subject: str, text: str) -> None:
        if self.is_down:
            raise UnavailableError("the mail server did not take the letter")
        self.sent.append((to, subject, text))


class Club:
    """A space of Ada's, and what it takes to invite others."""

    def __init__(self) -> None:
        self.connection = wiring.connection()
        made = wiring.spaces().create("ada", SpaceCreate(name="Club Inc"), email="ada@x.test")
        self.space_id = made.id
        self.clock, self.post = FakeClock(), Post()
        self.service = self.with_mailer(self.post)

    def with_mailer(self, mailer: Post | None) -> MemberService:
        return MemberService(
            members=DynamoMemberStore(self.connection),
            invitations=DynamoInvitationStore(self.connection),
            spaces=wiring.spaces(),
            mailer=mailer,
            web_url="https://app.test",
            clock=self.clock,
        )

    def invite(self, email: str = "Eve@X.test", role: Role = Role.MEMBER) -> str:
        data = InvitationCreate(email=email, role=role)
        return self.service.invite(self.space_id, data, by="ada").id

    def join(self, user_id: str, role: Role = Role.MEMBER) -> None:
        self.invite(f"{user_id}@x.test", role)
        self.service.accept(user_id, email=f"{user_id}@x.test", name=user_id.title())

    def roles(self) -> dict[str, str]:
        return {member.user_id: member.role for member in self.service.list(self.space_id).items}


@pytest.fixture
def club() -> Club:
    return Club()


class TestInvite:
    def test_from_letter_to_member(self, club: Club) -> None:
        club.invite()
        [(to, subject, text)] = club.post.sent
        assert (to, subject) == ("eve@x.test", "Invitation to Club Inc")
        assert "https://app.test/" in text
        club.service.accept("eve", email="EVE@x.test", name="Eve")
        assert club.roles() == {"ada": "owner", "eve": "member"}
        assert club.service.list_invitations(club.space_id).items == []
        assert [space.id for space in wiring.spaces().list_for("eve")] == [club.space_id]

    def test_only_the_address_that_was_invited(self, club: Club) -> None:
        club.invite()
        club.service.accept("mallory", email="mallory@x.test", name=None)
        assert club.roles() == {"ada": "owner"}

    def test_an_old_invitation_is_void_until_it_is_sent_again(self, club: Club) -> None:
        invitation_id = club.invite(role=Role.OWNER)
        club.clock.advance(timedelta(days=7, seconds=1).total_seconds())
        club.service.accept("eve", email="eve@x.test", name=None)
        assert club.roles() == {"ada": "owner"}
        club.service.send_again(club.space_id, invitation_id)
        club.service.accept("eve", email="eve@x.test", name=None)
        assert club.roles() == {"ada": "owner", "eve": "owner"}
        assert len(club.post.sent) == 2

    def test_inviting_again_replaces_and_sends_no_second_letter_at_once(self, club: Club) -> None:
        first = club.invite(role=Role.OWNER)
        assert club.invite(role=Role.MEMBER) == first
        [invitation] = club.service.list_invitations(club.space_id).items
        assert (invitation.role, len(club.post.sent)) == (Role.MEMBER, 1)
        assert invitation.sent_at == club.clock()
        with pytest.raises(SentJustNowError):
            club.service.send_again(club.space_id, first)

    def test_without_post_it_holds_all_the_same(self, club: Club) -> None:
        club.post.is_down = True
        for service in (club.service, club.with_mailer(None)):
            data = InvitationCreate(email="eve@x.test")
            made = service.invite(club.space_id, data, by="ada")
            assert (made.sent_at, made.link) == (None, "https://app.test/")
        club.service.accept("eve", email="eve@x.test", name=None)
        assert "eve" in club.roles()

    def test_a_revoked_one_is_void(self, club: Club) -> None:
        invitation_id = club.invite()
        club.service.revoke(club.space_id, invitation_id)
        club.service.accept("eve", email="eve@x.test", name=None)
        assert club.roles() == {"ada": "owner"}
        with pytest.raises(InvitationNotFoundError):
            club.service.revoke(club.space_id, invitation_id)

    def test_a_member_is_not_invited_and_does_not_change_by_an_invitation(self, club: Club) -> None:
        with pytest.raises(AlreadyMemberError):
            club.invite("ADA@x.test")
        club.invite("ada@work.test", Role.MEMBER)
        club.service.accept("ada", email="ada@work.test", name=None)
        assert club.roles() == {"ada": "owner"}
        assert club.service.list_invitations(club.space_id).items == []

    def test_not_without_end(self, club: Club) -> None:
        for number in range(MAX_INVITATIONS):
            club.invite(f"u{number}@x.test")
        with pytest.raises(TooManyInvitationsError):
            club.invite("one.more@x.test")
        club.invite("u1@x.test", Role.OWNER)


class TestOwners:
    def test_the_last_one_stays(self, club: Club) -> None:
        club.join("eve")
        with pytest.raises(LastOwnerError):
            club.service.change_role(club.space_id, "ada", Role.MEMBER)
        with pytest.raises(LastOwnerError):
            club.service.remove(club.space_id, "ada")
        club.service.change_role(club.space_id, "eve", Role.OWNER)
        club.service.remove(club.space_id, "ada")
        assert club.roles() == {"eve": "owner"}

    def test_two_owners_cannot_leave_at_once(self, club: Club) -> None:
        club.join("eve", Role.OWNER)
        store = DynamoMemberStore(club.connection)
        members, revision = store.all(club.space_id)
        store.delete(members[0], revision=revision)
        with pytest.raises(ConflictError):
            store.delete(members[1], revision=revision)
        assert len(club.roles()) == 1

    def test_a_strangers_id_is_no_member(self, club: Club) -> None:
        with pytest.raises(MemberNotFoundError):
            club.service.remove(club.space_id, "nobody")

    def test_who_is_taken_out_of_their_own_space_gets_another(self, club: Club) -> None:
        spaces = wiring.spaces()
        [own] = spaces.ensure_user("eve", email="eve@x.test", name=None)
        data = InvitationCreate(email="bob@x.test", role=Role.OWNER)
        club.service.invite(own.id, data, by="eve")
        club.service.accept("bob", email="bob@x.test", name=None)
        club.service.remove(own.id, "eve")
        [new] = spaces.ensure_user("eve", email="eve@x.test", name=None)
        assert (new.id != own.id, new.role) == (True, Role.OWNER)
        assert spaces.ensure_user("eve", email="eve@x.test", name=None) == [new]


def test_members_come_in_pages(club: Club) -> None:
    for number in range(4):
        club.join(f"user{number}")
    first = club.service.list(club.space_id, None, 3)
    rest = club.service.list(club.space_id, first.next_cursor, 3)
    ids = [member.user_id for member in [*first.items, *rest.items]]
    assert ids == ["ada", "user0", "user1", "user2", "user3"]
