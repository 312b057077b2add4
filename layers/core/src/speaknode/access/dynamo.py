"""API keys in DynamoDB: pk is the key's id; index `by_space` lists a space's keys."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.models import Model

from speaknode.access.models import ApiKey
from speaknode.kit.dynamo import (
    PydanticAttribute,
    find,
    index,
    is_conflict,
    page_of,
    storage_errors,
)
from speaknode.kit.models import Page

_KEY = "key"


class ApiKeyRecord(Model):
    class Meta:
        table_name = "access"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    space_id = UnicodeAttribute(null=True)
    key_id = UnicodeAttribute(null=True)
    secret_hash = UnicodeAttribute(null=True)
    last_used_at = UTCDateTimeAttribute(null=True)
    body = PydanticAttribute(ApiKey, null=True)
    by_space = index("by_space", hash_key="space_id", range_key="key_id")

    def key(self) -> ApiKey:
        return self.body.model_copy(update={"last_used_at": self.last_used_at})


class DynamoApiKeyStore:
    def insert(self, key: ApiKey, secret_hash: str) -> None:
        row = ApiKeyRecord(
            pk=key.id,
            sk=_KEY,
            space_id=key.space_id,
            key_id=key.id,
            secret_hash=secret_hash,
            body=key,
        )
        with storage_errors("a key of that id exists"):
            row.save(ApiKeyRecord.pk.does_not_exist())

    def find(self, key_id: str) -> tuple[ApiKey, str] | None:
        row = find(ApiKeyRecord, key_id, _KEY)
        return (row.key(), str(row.secret_hash)) if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[ApiKey]:
        records, next_cursor = page_of(
            ApiKeyRecord.by_space.query, space_id, cursor=cursor, limit=limit, key_name="space_id"
        )
        return Page(items=[record.key() for record in records], next_cursor=next_cursor)

    def delete(self, key: ApiKey) -> None:
        with storage_errors("key"):
            ApiKeyRecord(pk=key.id, sk=_KEY).delete()

    def touch(self, key_id: str, at: datetime) -> None:
        try:
            ApiKeyRecord(pk=key_id, sk=_KEY).update(
                actions=[ApiKeyRecord.last_used_at.set(at)], condition=ApiKeyRecord.pk.exists()
            )
        except UpdateError as error:
            if not is_conflict(error):
                with storage_errors("key"):
                    raise
