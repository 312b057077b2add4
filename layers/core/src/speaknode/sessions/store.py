"""DynamoDB's side of `SessionStore`."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from speaknode.events.domain import DomainEvent
from speaknode.kit.dynamo import find, page_of, storage_errors
from speaknode.kit.errors import ConflictError
from speaknode.kit.ids import first_id_at
from speaknode.kit.models import Page
from speaknode.kit.outbox import put_events
from speaknode.sessions.dynamo import (
    ERROR,
    HANDOFF,
    OPEN,
    RECORDING,
    SESSION,
    SPEC,
    TARGET,
    TOOL,
    TURN,
    SessionRecord,
    due_shards,
    index_keys,
    part_row,
    recording_row,
)
from speaknode.sessions.models import (
    Recording,
    Session,
    SessionSpec,
    ToolCall,
    ToolCallStatus,
    Turn,
)
from speaknode.sessions.ports import Part, SessionParts, StoredSession
from speaknode.sessions.schemas import SessionQuery
from speaknode.tools.journal import JournalEntry
from speaknode.tools.journal_dynamo import JOURNAL, DynamoToolJournal


class DynamoSessionStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, session: Session, spec: SessionSpec) -> None:
        keys: dict[str, Any] = dict(index_keys(session))
        row = SessionRecord(pk=session.id, sk=SESSION, body=session, revision=1, **keys)
        with (
            storage_errors("a session of that id exists"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.save(row, condition=SessionRecord.pk.does_not_exist())
            alone = spec.model_copy(update={"handoff_targets": {}})
            transaction.save(SessionRecord(pk=session.id, sk=SPEC, spec=alone))
            for target in spec.handoff_targets.values():
                sk = f"{TARGET}{target.agent_id}"
                transaction.save(SessionRecord(pk=session.id, sk=sk, target=target))

    def get(self, session_id: str) -> StoredSession | None:
        row = find(SessionRecord, session_id, SESSION)
        if row is None:
            return None
        return StoredSession(
            session=row.session(), revision=int(row.revision), lease_renewed_at=row.lease_renewed_at
        )

    def get_spec(self, session_id: str) -> SessionSpec | None:
        row = find(SessionRecord, session_id, SPEC)
        if row is None or not row.spec.config.handoffs:
            return row.spec if row else None
        with storage_errors("session"):
            rows = SessionRecord.query(
                session_id, SessionRecord.sk.startswith(TARGET), consistent_read=True
            )
            targets = {found.target.agent_id: found.target for found in rows}
        spec: SessionSpec = row.spec
        return spec.model_copy(update={"handoff_targets": targets})

    def get_parts(self, session_id: str) -> SessionParts:
        with storage_errors("session"):
            rows = list(SessionRecord.query(session_id, consistent_read=True))
        calls = [row.tool_call for row in rows if row.sk.startswith(TOOL)]
        errors = [row.error for row in rows if row.sk.startswith(ERROR)]
        handoffs = [row.handoff for row in rows if row.sk.startswith(HANDOFF)]
        return SessionParts(
            turns=[row.turn for row in rows if row.sk.startswith(TURN)],
            tool_calls=sorted(calls, key=lambda call: call.started_at),
            errors=sorted(errors, key=lambda error: error.at),
            recordings=[row.recording for row in rows if row.sk.startswith(RECORDING)],
            handoffs=sorted(handoffs, key=lambda handoff: handoff.at),
        )

    def list(self, space_id: str, query: SessionQuery) -> Page[Session]:
        index, owner, value = _select_index(space_id, query)
        records, next_cursor = page_of(
            index.query,
            value,
            _date_range(query),
            cursor=query.cursor,
            limit=query.limit,
            key_name=owner,
            filter_condition=_filters(query, owner),
            page_size=max(query.limit, 50),
        )
        return Page(items=[record.session() for record in records], next_cursor=next_cursor)

    def list_turns(self, session_id: str, cursor: str | None, limit: int) -> Page[Turn]:
        records, next_cursor = self._part_page(session_id, TURN, cursor, limit)
        return Page(items=[record.turn for record in records], next_cursor=next_cursor)

    def list_tool_calls(self, session_id: str, cursor: str | None, limit: int) -> Page[ToolCall]:
        records, next_cursor = self._part_page(session_id, TOOL, cursor, limit)
        return Page(items=[record.tool_call for record in records], next_cursor=next_cursor)

    def _part_page(
        self, session_id: str, prefix: str, cursor: str | None, limit: int
    ) -> tuple[Sequence[SessionRecord], str | None]:
        return page_of(
            SessionRecord.query,
            session_id,
            SessionRecord.sk.startswith(prefix),
            cursor=cursor,
            limit=limit,
            newest_first=False,
        )

    def replace(
        self,
        session: Session,
        *,
        revision: int,
        events: tuple[DomainEvent, ...] = (),
        recordings: tuple[Recording, ...] = (),
    ) -> None:
        row = SessionRecord(pk=session.id, sk=SESSION)
        actions: list[Any] = [
            SessionRecord.body.set(session),
            SessionRecord.revision.set(revision + 1),
        ]
        for name, value in index_keys(session).items():
            attribute = getattr(SessionRecord, name)
            actions.append(attribute.remove() if value is None else attribute.set(value))
        with (
            storage_errors("the session was changed meanwhile"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            transaction.update(row, actions=actions, condition=SessionRecord.revision == revision)
            for recording in recordings:
                transaction.save(recording_row(session.id, recording))
            put_events(transaction, events)

    def add_part(self, session_id: str, part: Part, events: tuple[DomainEvent, ...] = ()) -> None:
        try:
            self._add_part(session_id, part, events)
        except ConflictError as error:
            if not _is_there_already(error):
                raise
            if isinstance(part, ToolCall) and part.status is not ToolCallStatus.INTERRUPTED:
                self._settle(session_id, part)

    def _settle(self, session_id: str, call: ToolCall) -> None:
        row, _ = part_row(session_id, call)
        with contextlib.suppress(ConflictError), storage_errors("part"):  # it was known before
            row.save(condition=SessionRecord.status == ToolCallStatus.INTERRUPTED.value)

    def _add_part(self, session_id: str, part: Part, events: tuple[DomainEvent, ...]) -> None:
        row, counter = part_row(session_id, part)
        session_row = SessionRecord(pk=session_id, sk=SESSION)
        with storage_errors("part"), TransactWrite(connection=self._connection) as transaction:
            transaction.save(row, condition=SessionRecord.pk.does_not_exist())
            if counter is not None:
                transaction.update(
                    session_row,
                    actions=[getattr(SessionRecord, counter).add(1)],
                    condition=SessionRecord.pk.exists(),
                )
            put_events(transaction, events)

    def renew_lease(self, session_id: str, at: datetime) -> None:
        with storage_errors("session"):
            SessionRecord(pk=session_id, sk=SESSION).update(
                actions=[SessionRecord.lease_renewed_at.set(at)],
                condition=SessionRecord.pk.exists(),
            )

    def list_open(self) -> Iterator[str]:
        return self._list_due(OPEN)

    def list_expired(self, day: date) -> Iterator[str]:
        return self._list_due(day.isoformat())

    def _list_due(self, what: str) -> Iterator[str]:
        with storage_errors("session"):
            for shard in due_shards(what):
                for row in SessionRecord.by_due.query(shard):
                    yield row.pk

    def delete(self, session_id: str) -> None:
        """The session itself last: what is left of a deletion that was cut short is found again by it."""
        with storage_errors("session"):
            rows = SessionRecord.query(session_id, consistent_read=True)
            rest = sorted(rows, key=lambda row: row.sk == SESSION)
            for row in rest:
                row.delete()

    def journal(self, session_id: str) -> Sequence[JournalEntry]:
        return DynamoToolJournal().list(session_id)

    def forget_journal(self, session_id: str) -> None:
        with storage_errors("session"):
            for row in SessionRecord.query(session_id, SessionRecord.sk.startswith(JOURNAL)):
                row.delete()


def _is_there_already(error: ConflictError) -> bool:
    cause = error.__cause__
    first = (
        cause.cancellation_reasons[0]
        if isinstance(cause, TransactWriteError) and cause.cancellation_reasons
        else None
    )
    return first is not None and first.code == "ConditionalCheckFailed"


def _select_index(space_id: str, query: SessionQuery) -> tuple[Any, str, str]:
    """The narrowest index that serves the query, the name of its hash key and the value."""
    if query.caller:
        return SessionRecord.by_caller, "space_caller", f"{space_id}#{query.caller}"
    if query.agent_id:
        return SessionRecord.by_agent, "space_agent", f"{space_id}#{query.agent_id}"
    if query.status:
        return SessionRecord.by_status, "space_status", f"{space_id}#{query.status}"
    return SessionRecord.by_space, "space_id", space_id


def _date_range(query: SessionQuery) -> Condition | None:
    first = first_id_at("ses", query.from_) if query.from_ else "ses_"
    last = first_id_at("ses", query.to) if query.to else "ses_~"
    return SessionRecord.session_id.between(first, last)


def _filters(query: SessionQuery, owner: str) -> Condition | None:
    wanted: list[Condition] = []
    if query.agent_id and owner != "space_agent":
        wanted.append(SessionRecord.agent_id == query.agent_id)
    if query.status and owner != "space_status":
        wanted.append(SessionRecord.status == query.status)
    if query.channel:
        wanted.append(SessionRecord.channel == query.channel)
    condition: Condition | None = None
    for extra in wanted:
        condition = extra if condition is None else condition & extra
    return condition
