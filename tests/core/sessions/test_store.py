"""One contract for every SessionStore: memory and DynamoDB keep the same promises."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.support.builders import NOON, session, spec_of, tool_call, turn
from tests.support.memory import MemorySessionStore

from speaknode import wiring
from speaknode.events.domain import DomainEvent, EventType
from speaknode.kit.errors import ConflictError, InvalidError
from speaknode.kit.outbox import OutboxRecord
from speaknode.sessions.models import (
    Channel,
    Recording,
    RecordingKind,
    RecordingStatus,
    Session,
    SessionStatus,
    ToolCallStatus,
)
from speaknode.sessions.ports import SessionStore
from speaknode.sessions.schemas import SessionQuery
from speaknode.sessions.store import DynamoSessionStore


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[SessionStore]:
    if request.param == "memory":
        yield MemorySessionStore()
        return
    request.getfixturevalue("memory_aws")
    yield DynamoSessionStore(wiring.connection())


def _insert(store: SessionStore, **fields: object) -> Session:
    made = session(**fields)
    store.insert(made, spec_of(made))
    return made


class TestReplace:
    def test_round_trip(self, store: SessionStore) -> None:
        made = _insert(store, variables={"name": "Ann", "n": 1.5, "nothing": None})
        stored = store.get(made.id)
        assert stored is not None
        assert (stored.session, stored.revision) == (made, 1)
        assert store.get_spec(made.id) == spec_of(made)

    def test_stale_revision_is_refused(self, store: SessionStore) -> None:
        made = _insert(store)
        active = made.model_copy(update={"status": SessionStatus.ACTIVE})
        store.replace(active, revision=1)
        with pytest.raises(ConflictError):
            store.replace(made, revision=1)
        stored = store.get(made.id)
        assert stored is not None
        assert stored.session.status is SessionStatus.ACTIVE

    def test_recordings_are_stored_with_it(self, store: SessionStore) -> None:
        made = _insert(store)
        recording = Recording(
            kind=RecordingKind.MIX, key="k", content_type="audio/ogg", size_bytes=9, duration_s=1.5
        )
        store.replace(made, revision=1, recordings=(recording,))
        assert store.get_parts(made.id).recordings == [recording]

    def test_an_ended_session_is_no_longer_open(self, store: SessionStore) -> None:
        made, other = _insert(store), _insert(store)
        assert set(store.list_open()) == {made.id, other.id}
        store.replace(made.model_copy(update={"status": SessionStatus.FAILED}), revision=1)
        assert set(store.list_open()) == {other.id}

    def test_an_ended_session_is_looked_after_until_its_recording_is_there(
        self, store: SessionStore
    ) -> None:
        made = _insert(store)
        over = {"status": SessionStatus.COMPLETED, "recording": RecordingStatus.EXPECTED}
        waits = made.model_copy(update=over)
        store.replace(waits, revision=1)
        assert list(store.list_open()) == [made.id]
        store.replace(waits.model_copy(update={"recording": RecordingStatus.FAILED}), revision=2)
        assert list(store.list_open()) == []


class TestParts:
    def test_what_became_of_a_call_takes_the_place_of_not_knowing(
        self, store: SessionStore
    ) -> None:
        made = _insert(store)
        cut = tool_call(id="call_1", status=ToolCallStatus.INTERRUPTED)
        known = tool_call(id="call_1")
        for told in (cut, cut, known, cut, tool_call(id="call_1", status=ToolCallStatus.FAILED)):
            store.add_part(made.id, told)
        stored = store.get(made.id)
        assert stored is not None
        assert stored.session.tool_call_count == 1
        assert store.get_parts(made.id).tool_calls == [known]

    def test_parts_come_in_order_and_are_counted_once(self, store: SessionStore) -> None:
        made = _insert(store)
        for index in (1, 0, 1):
            store.add_part(made.id, turn(index))
        call = tool_call()
        store.add_part(made.id, call)
        parts = store.get_parts(made.id)
        assert [part.index for part in parts.turns] == [0, 1]
        assert parts.tool_calls == [call]
        stored = store.get(made.id)
        assert stored is not None
        assert (stored.session.turn_count, stored.session.tool_call_count) == (2, 1)

    def test_a_part_of_no_session_is_refused(self, store: SessionStore) -> None:
        with pytest.raises(ConflictError):
            store.add_part("ses_none", turn())


class TestList:
    def test_filters(self, store: SessionStore) -> None:
        first = _insert(store, caller="+1555", agent_id="agt_2")
        second = _insert(store, channel=Channel.TEXT)
        _insert(store, space_id="spc_other")
        assert _ids(store, SessionQuery()) == [second.id, first.id]
        assert _ids(store, SessionQuery(agent_id="agt_2")) == [first.id]
        assert _ids(store, SessionQuery(caller="+1555", agent_id="agt_1")) == []
        assert _ids(store, SessionQuery(channel=Channel.TEXT)) == [second.id]
        assert _ids(store, SessionQuery(status=SessionStatus.PENDING)) == [second.id, first.id]
        assert _ids(store, SessionQuery(status=SessionStatus.ACTIVE)) == []


def _ids(store: SessionStore, query: SessionQuery) -> list[str]:
    return [item.id for item in store.list("spc_1", query).items]


@pytest.mark.usefixtures("memory_aws")
class TestDynamo:
    """What only the real adapter has: pages, date ranges, the outbox."""

    def test_pages_by_cursor(self) -> None:
        store = DynamoSessionStore(wiring.connection())
        made = [_insert(store).id for _ in range(5)][::-1]
        seen: list[str] = []
        query = SessionQuery(limit=2)
        while True:
            page = store.list("spc_1", query)
            seen += [item.id for item in page.items]
            if page.next_cursor is None:
                break
            query = SessionQuery(limit=2, cursor=page.next_cursor)
        assert seen == made

    def test_a_cursor_of_another_space_is_refused(self) -> None:
        store = DynamoSessionStore(wiring.connection())
        for _ in range(3):
            _insert(store)
        cursor = store.list("spc_1", SessionQuery(limit=1)).next_cursor
        for bad in (cursor, "!!", "eyJhIjoxfQ"):
            with pytest.raises(InvalidError) as raised:
                store.list("spc_2", SessionQuery(cursor=bad))
            assert raised.value.fields[0].pointer == "/cursor"

    def test_date_range_is_a_range_of_ids(self) -> None:
        store = DynamoSessionStore(wiring.connection())
        made = _insert(store)
        hour = timedelta(hours=1)
        from speaknode.kit.clock import utc_now

        now = utc_now()
        assert _ids(store, SessionQuery.model_validate({"from": now - hour, "to": now + hour})) == [
            made.id
        ]
        assert _ids(store, SessionQuery.model_validate({"to": now - hour})) == []
        assert _ids(store, SessionQuery.model_validate({"from": now + hour})) == []

    def test_events_lie_in_the_outbox_with_the_change(self) -> None:
        store = DynamoSessionStore(wiring.connection())
        made = _insert(store)
        event = DomainEvent(
            id="e1", type=EventType.SESSION_ENDED, space_id="spc_1", session_id=made.id, at=NOON
        )
        store.replace(made, revision=1, events=(event,))
        with pytest.raises(ConflictError):
            store.replace(made, revision=1, events=(event.model_copy(update={"id": "e2"}),))
        assert [record.body for record in OutboxRecord.scan()] == [event]


class TestDelete:
    def test_nothing_is_left_and_twice_is_once(self, store: SessionStore) -> None:
        gone, kept = _insert(store), _insert(store)
        for made in (gone, kept):
            store.add_part(made.id, turn(1))
        store.delete(gone.id)
        store.delete(gone.id)
        assert store.get(gone.id) is None
        assert store.get_spec(gone.id) is None
        assert store.get_parts(gone.id).turns == []
        assert store.get(kept.id) is not None
        assert len(store.get_parts(kept.id).turns) == 1

    def test_only_what_has_ended_is_due_on_its_day(self, store: SessionStore) -> None:
        over = NOON + timedelta(days=3)
        made = _insert(store, expires_at=over)
        ended = made.model_copy(update={"status": SessionStatus.COMPLETED})
        assert list(store.list_expired(over.date())) == []
        assert list(store.list_open()) == [made.id]
        store.replace(ended, revision=1)
        assert list(store.list_expired(over.date())) == [made.id]
        assert list(store.list_expired(NOON.date())) == []
        assert list(store.list_open()) == []
