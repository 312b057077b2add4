"""The analysis in DynamoDB: one more part of the session, in the session's own item collection."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.analysis.models import StoredAnalysis
from speaknode.events.domain import DomainEvent
from speaknode.kit.dynamo import PydanticAttribute, find, storage_errors
from speaknode.kit.outbox import put_events

ANALYSIS = "analysis"


class AnalysisRecord(Model):
    """Sessions read their whole collection: what is here must not bear a name that means something else there."""

    class Meta:
        table_name = "sessions"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default=ANALYSIS)
    analysis_revision = NumberAttribute()
    analysis = PydanticAttribute(StoredAnalysis)


class DynamoAnalysisStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, session_id: str) -> StoredAnalysis | None:
        row = find(AnalysisRecord, session_id, ANALYSIS)
        return row.analysis if row else None

    def put(
        self,
        stored: StoredAnalysis,
        *,
        previous_revision: int | None,
        events: tuple[DomainEvent, ...] = (),
    ) -> None:
        row = AnalysisRecord(
            pk=stored.analysis.session_id,
            sk=ANALYSIS,
            analysis_revision=stored.revision,
            analysis=stored,
        )
        unchanged = (
            AnalysisRecord.pk.does_not_exist()
            if previous_revision is None
            else AnalysisRecord.analysis_revision == previous_revision
        )
        with (
            storage_errors("the analysis was changed meanwhile"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.save(row, condition=unchanged)
            put_events(transaction, events)
