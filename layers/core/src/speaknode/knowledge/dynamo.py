"""Knowledge in DynamoDB: pk is the space."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.models import Page
from speaknode.knowledge.models import Knowledge, StoredKnowledge


class KnowledgeRecord(Model):
    class Meta:
        table_name = "knowledge"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    body = PydanticAttribute(StoredKnowledge)


def _row(stored: StoredKnowledge) -> KnowledgeRecord:
    knowledge = stored.knowledge
    return KnowledgeRecord(
        pk=knowledge.space_id, sk=knowledge.id, revision=knowledge.revision, body=stored
    )


class DynamoKnowledgeStore:
    def insert(self, stored: StoredKnowledge) -> None:
        with storage_errors("knowledge of that id exists"):
            _row(stored).save(condition=KnowledgeRecord.pk.does_not_exist())

    def get(self, space_id: str, knowledge_id: str) -> StoredKnowledge | None:
        row = find(KnowledgeRecord, space_id, knowledge_id)
        return row.body if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Knowledge]:
        records, next_cursor = page_of(KnowledgeRecord.query, space_id, cursor=cursor, limit=limit)
        return Page(items=[record.body.knowledge for record in records], next_cursor=next_cursor)

    def replace(self, stored: StoredKnowledge, *, previous_revision: int) -> None:
        with storage_errors("the knowledge was changed meanwhile"):
            _row(stored).save(condition=KnowledgeRecord.revision == previous_revision)

    def delete(self, space_id: str, knowledge_id: str) -> None:
        with storage_errors("knowledge"):
            KnowledgeRecord(pk=space_id, sk=knowledge_id).delete()
