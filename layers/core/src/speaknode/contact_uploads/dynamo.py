"""Uploads in DynamoDB: pk is the campaign."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.contact_uploads.models import ContactUpload, StoredUpload
from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.models import Page


class ContactUploadRecord(Model):
    class Meta:
        table_name = "contactuploads"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    body = PydanticAttribute(StoredUpload)


def _row(stored: StoredUpload) -> ContactUploadRecord:
    upload = stored.upload
    return ContactUploadRecord(
        pk=upload.campaign_id, sk=upload.id, revision=stored.revision, body=stored
    )


class DynamoUploadStore:
    def insert(self, stored: StoredUpload) -> None:
        with storage_errors("an upload of that id exists"):
            _row(stored).save(condition=ContactUploadRecord.pk.does_not_exist())

    def get(self, campaign_id: str, upload_id: str) -> StoredUpload | None:
        row = find(ContactUploadRecord, campaign_id, upload_id)
        return row.body if row else None

    def list(self, campaign_id: str, cursor: str | None, limit: int) -> Page[ContactUpload]:
        records, next_cursor = page_of(
            ContactUploadRecord.query, campaign_id, cursor=cursor, limit=limit
        )
        return Page(items=[record.body.upload for record in records], next_cursor=next_cursor)

    def replace(self, stored: StoredUpload, *, revision: int) -> None:
        with storage_errors("the upload was changed meanwhile"):
            _row(stored).save(ContactUploadRecord.revision == revision)
