"""Spaces in DynamoDB: pk is the space, sk `space` or `member#<user>`; index `by_user` finds a user's spaces."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.kit.dynamo import PydanticAttribute, find, index, storage_errors
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.spaces.models import Membership, Space

_SPACE = "space"
_MEMBER = "member#"


class SpaceRecord(Model):
    class Meta:
        table_name = "spaces"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute(null=True)
    space_id = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(Space, null=True)
    membership = PydanticAttribute(Membership, null=True)
    by_user = index("by_user", hash_key="user_id", range_key="space_id")


def _row(space: Space) -> SpaceRecord:
    return SpaceRecord(pk=space.id, sk=_SPACE, revision=space.revision, body=space)


def member_row(member: Membership) -> SpaceRecord:
    sk = f"{_MEMBER}{member.user_id}"
    return SpaceRecord(
        pk=member.space_id,
        sk=sk,
        user_id=member.user_id,
        space_id=member.space_id,
        membership=member,
    )


class DynamoSpaceStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, space: Space, owner: Membership | None) -> None:
        with (
            storage_errors("the space exists"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.save(_row(space), condition=SpaceRecord.pk.does_not_exist())
            if owner:
                transaction.save(member_row(owner))

    def get(self, space_id: str) -> Space | None:
        record = find(SpaceRecord, space_id, _SPACE)
        return record.body if record else None

    def replace(self, space: Space, *, previous_revision: int) -> None:
        try:
            with storage_errors("space"):
                _row(space).save(SpaceRecord.revision == previous_revision)
        except ConflictError as error:
            raise StaleRevisionError("space") from error

    def get_membership(self, space_id: str, user_id: str) -> Membership | None:
        record = find(SpaceRecord, space_id, f"{_MEMBER}{user_id}")
        return record.membership if record else None

    def list_memberships(self, user_id: str) -> list[Membership]:
        with storage_errors("space"):
            found = SpaceRecord.by_user.query(user_id)
            return [record.membership for record in found if record.sk.startswith(_MEMBER)]
