"""Members and invitations in the spaces' table: sk is `member#<user>`, `invitation#<id>`, or `members`.

`members` carries the revision of the list, so that two owners cannot demote each other at once. An
invitation lies in `by_user` under its address, where the memberships of users lie under their id.
"""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.kit.dynamo import PydanticAttribute, find, index, page_of, storage_errors
from speaknode.kit.models import Page
from speaknode.members.models import Invitation
from speaknode.spaces.dynamo import SpaceRecord, member_row
from speaknode.spaces.models import Membership

_REVISION = "members"
_CHANGED = "the members were changed meanwhile; try again"


class DynamoMemberStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Membership]:
        records, next_cursor = page_of(
            SpaceRecord.query,
            space_id,
            SpaceRecord.sk.startswith("member#"),
            cursor=cursor,
            limit=limit,
            newest_first=False,
        )
        return Page(items=[record.membership for record in records], next_cursor=next_cursor)

    def all(self, space_id: str) -> tuple[tuple[Membership, ...], int]:
        # before the members, so that a change in between is noticed
        row = find(SpaceRecord, space_id, _REVISION)
        with storage_errors("members"):
            rows = SpaceRecord.query(
                space_id, SpaceRecord.sk.startswith("member#"), consistent_read=True
            )
            return tuple(each.membership for each in rows), int(row.revision) if row else 0

    def replace(self, member: Membership, *, revision: int) -> None:
        with storage_errors(_CHANGED), TransactWrite(connection=self._connection) as transaction:
            self._raise_revision(transaction, member.space_id, revision)
            transaction.save(member_row(member), condition=SpaceRecord.pk.exists())

    def delete(self, member: Membership, *, revision: int) -> None:
        with storage_errors(_CHANGED), TransactWrite(connection=self._connection) as transaction:
            self._raise_revision(transaction, member.space_id, revision)
            transaction.delete(member_row(member), condition=SpaceRecord.pk.exists())

    def _raise_revision(self, transaction: TransactWrite, space_id: str, revision: int) -> None:
        unchanged = (
            SpaceRecord.revision == revision if revision else SpaceRecord.pk.does_not_exist()
        )
        row = SpaceRecord(pk=space_id, sk=_REVISION, revision=revision + 1)
        transaction.save(row, condition=unchanged)


class InvitationRecord(Model):
    class Meta:
        table_name = "spaces"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    space_id = UnicodeAttribute()
    invitation = PydanticAttribute(Invitation)
    by_user = index("by_user", hash_key="user_id", range_key="space_id")


def _address(email: str) -> str:
    return f"invited#{email}"


def _row(invitation: Invitation) -> InvitationRecord:
    return InvitationRecord(
        pk=invitation.space_id,
        sk=f"invitation#{invitation.id}",
        user_id=_address(invitation.email),
        space_id=invitation.space_id,
        invitation=invitation,
    )


class DynamoInvitationStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, invitation: Invitation) -> None:
        with storage_errors("invitation"):
            _row(invitation).save()

    def get(self, space_id: str, invitation_id: str) -> Invitation | None:
        row = find(InvitationRecord, space_id, f"invitation#{invitation_id}")
        return row.invitation if row else None

    def list_open(self, space_id: str) -> list[Invitation]:
        with storage_errors("invitation"):
            rows = InvitationRecord.query(space_id, InvitationRecord.sk.startswith("invitation#"))
            return [row.invitation for row in rows]

    def list_for(self, email: str) -> list[Invitation]:
        with storage_errors("invitation"):
            return [row.invitation for row in InvitationRecord.by_user.query(_address(email))]

    def delete(self, invitation: Invitation) -> None:
        with storage_errors("invitation"):
            _row(invitation).delete()

    def accept(self, invitation: Invitation, member: Membership) -> None:
        with (
            storage_errors("the invitation does not hold any more"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.delete(_row(invitation), condition=InvitationRecord.pk.exists())
            transaction.save(member_row(member), condition=SpaceRecord.pk.does_not_exist())
