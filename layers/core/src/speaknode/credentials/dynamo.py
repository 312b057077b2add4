"""Credentials in DynamoDB: pk is the space (or `platform`), sk the name; what is sealed lies beside the body."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.credentials.models import Credential, Sealed
from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.kit.models import Page


class CredentialRecord(Model):
    class Meta:
        table_name = "credentials"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(Credential)
    sealed = PydanticAttribute(Sealed)


class DynamoCredentialStore:
    def get(self, space_id: str, name: str) -> tuple[Credential, Sealed] | None:
        row = find(CredentialRecord, space_id, name)
        return (row.body, row.sealed) if row else None

    def put(self, credential: Credential, sealed: Sealed, *, previous_revision: int) -> None:
        row = CredentialRecord(
            pk=credential.space_id,
            sk=credential.name,
            revision=credential.revision,
            body=credential,
            sealed=sealed,
        )
        unchanged = (
            CredentialRecord.revision == previous_revision
            if previous_revision
            else CredentialRecord.pk.does_not_exist()
        )
        try:
            with storage_errors("credential"):
                row.save(unchanged)
        except ConflictError as error:
            raise StaleRevisionError("credential") from error

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Credential]:
        records, next_cursor = page_of(
            CredentialRecord.query, space_id, cursor=cursor, limit=limit, newest_first=False
        )
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def delete(self, credential: Credential) -> None:
        with storage_errors("credential"):
            CredentialRecord(pk=credential.space_id, sk=credential.name).delete()
