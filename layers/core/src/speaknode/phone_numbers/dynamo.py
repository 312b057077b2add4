"""Phone numbers in DynamoDB: pk is the space; a second row `number#…` keeps each number unique and finds it."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.kit.models import Page
from speaknode.phone_numbers.errors import PhoneNumberTakenError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.telephony.models import BoundNumber

_LOOKUP = "number"


class PhoneNumberRecord(Model):
    class Meta:
        table_name = "phonenumbers"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    account_id = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(PhoneNumber, null=True)
    space_id = UnicodeAttribute(null=True)
    number_id = UnicodeAttribute(null=True)


def _row(number: PhoneNumber) -> PhoneNumberRecord:
    return PhoneNumberRecord(
        pk=number.space_id,
        sk=number.id,
        account_id=number.telephony_account_id,
        revision=number.revision,
        body=number,
    )


def _lookup(number: PhoneNumber) -> PhoneNumberRecord:
    return PhoneNumberRecord(
        pk=f"number#{number.number}", sk=_LOOKUP, space_id=number.space_id, number_id=number.id
    )


class DynamoPhoneNumberStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, number: PhoneNumber) -> None:
        new = PhoneNumberRecord.pk.does_not_exist()
        try:
            with (
                storage_errors("the number is bound"),
                TransactWrite(connection=self._connection) as transaction,
            ):
                transaction.save(_row(number), condition=new)
                transaction.save(_lookup(number), condition=new)
        except ConflictError as error:
            raise PhoneNumberTakenError(number.number) from error

    def get(self, space_id: str, number_id: str) -> PhoneNumber | None:
        row = find(PhoneNumberRecord, space_id, number_id)
        return row.body if row else None

    def find(self, number: str) -> PhoneNumber | None:
        row = find(PhoneNumberRecord, f"number#{number}", _LOOKUP)
        return self.get(row.space_id, row.number_id) if row else None

    def list(
        self, space_id: str, account_id: str | None, cursor: str | None, limit: int
    ) -> Page[PhoneNumber]:
        wanted = PhoneNumberRecord.account_id == account_id if account_id else None
        records, next_cursor = page_of(
            PhoneNumberRecord.query,
            space_id,
            cursor=cursor,
            limit=limit,
            filter_condition=wanted,
            page_size=max(limit, 50),
        )
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def replace(self, number: PhoneNumber, *, revision: int) -> None:
        with storage_errors("the number was changed meanwhile"):
            _row(number).save(PhoneNumberRecord.revision == revision)

    def delete(self, number: PhoneNumber) -> None:
        with (
            storage_errors("phone number"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.delete(_row(number))
            transaction.delete(_lookup(number))

    def bound_to(self, space_id: str, account_id: str) -> tuple[BoundNumber, ...]:
        with storage_errors("phone number"):
            numbers = [row.body for row in PhoneNumberRecord.query(space_id, consistent_read=True)]
        return tuple(
            BoundNumber(number=n.number, carrier_ref=n.carrier_ref)
            for n in numbers
            if account_id in (n.telephony_account_id, n.external_agent_id)
        )
