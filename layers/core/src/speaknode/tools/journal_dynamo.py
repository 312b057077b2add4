"""The journal in DynamoDB: rows `journal#…` in the session's own item collection."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.tools.journal import EntryState, JournalEntry

JOURNAL = "journal#"
_RANK = {EntryState.STARTED: 0, EntryState.FINISHED: 1, EntryState.DELIVERED: 2}
_LARGEST = 200_000
"""Bytes of a kept response: an item of DynamoDB holds 400 KB."""


class JournalRecord(Model):
    class Meta:
        table_name = "sessions"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    rank = NumberAttribute(null=True)
    journal = PydanticAttribute(JournalEntry, null=True)


class DynamoToolJournal:
    """Writes by UpdateItem alone: workers have no right to put whole items into the sessions table."""

    def begin(self, entry: JournalEntry) -> JournalEntry:
        try:
            with storage_errors("tool call"):
                self._row(entry).update(
                    actions=[JournalRecord.rank.set(0), JournalRecord.journal.set(entry)],
                    condition=JournalRecord.pk.does_not_exist(),
                )
        except ConflictError:
            with storage_errors("tool call"):
                found = JournalRecord.get(
                    entry.session_id, f"{JOURNAL}{entry.call_id}", consistent_read=True
                )
            kept: JournalEntry = found.journal
            return kept
        return entry

    def save(self, entry: JournalEntry) -> None:
        rank = _RANK[entry.state]
        try:
            with storage_errors("tool call"):
                self._row(entry).update(
                    actions=[JournalRecord.rank.set(rank), JournalRecord.journal.set(_fit(entry))],
                    condition=JournalRecord.rank.does_not_exist() | (JournalRecord.rank < rank),
                )
        except ConflictError:
            return  # it is there already, and further

    def list(self, session_id: str) -> list[JournalEntry]:
        with storage_errors("tool call"):
            rows = JournalRecord.query(
                session_id, JournalRecord.sk.startswith(JOURNAL), consistent_read=True
            )
            entries = [row.journal for row in rows]
        return sorted(entries, key=lambda entry: entry.started_at)

    def _row(self, entry: JournalEntry) -> JournalRecord:
        return JournalRecord(pk=entry.session_id, sk=f"{JOURNAL}{entry.call_id}")


def _fit(entry: JournalEntry) -> JournalEntry:
    outcome = entry.outcome
    if outcome is None or outcome.response is None:
        return entry
    if len(entry.model_dump_json().encode()) <= _LARGEST:
        return entry
    text = str(outcome.response.body).encode()[: _LARGEST // 4].decode(errors="ignore")
    response = outcome.response.model_copy(update={"body": {"truncated": text}})
    return entry.model_copy(update={"outcome": outcome.model_copy(update={"response": response})})
