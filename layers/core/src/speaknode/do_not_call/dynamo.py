"""Do-not-call lists in DynamoDB: pk is the space (or `platform`), sk the number."""

from collections.abc import Sequence

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from speaknode.do_not_call.models import DoNotCallEntry
from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.models import Page


class DoNotCallRecord(Model):
    class Meta:
        table_name = "donotcall"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = PydanticAttribute(DoNotCallEntry)


class DynamoDoNotCallStore:
    def put(self, space_id: str, entries: Sequence[DoNotCallEntry]) -> None:
        with storage_errors("do-not-call list"), DoNotCallRecord.batch_write() as batch:
            for entry in entries:
                batch.save(DoNotCallRecord(pk=space_id, sk=entry.number, body=entry))

    def get(self, space_id: str, number: str) -> DoNotCallEntry | None:
        row = find(DoNotCallRecord, space_id, number)
        return row.body if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[DoNotCallEntry]:
        records, next_cursor = page_of(
            DoNotCallRecord.query, space_id, cursor=cursor, limit=limit, newest_first=False
        )
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def delete(self, space_id: str, number: str) -> None:
        with storage_errors("do-not-call list"):
            DoNotCallRecord(pk=space_id, sk=number).delete()

    def listed(self, space_id: str, numbers: Sequence[str]) -> set[str]:
        keys = [(space_id, number) for number in dict.fromkeys(numbers)]
        with storage_errors("do-not-call list"):
            found = DoNotCallRecord.batch_get(
                keys, consistent_read=True, attributes_to_get=["pk", "sk"]
            )
            return {record.sk for record in found}
