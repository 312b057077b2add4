"""The journal's rows: made once, never back to an earlier state, invisible among a session's parts."""

from typing import Any

import pytest
from tests.support.builders import NOON, session, spec_of

from speaknode import wiring
from speaknode.sessions.store import DynamoSessionStore
from speaknode.tools.journal import EntryState, JournalEntry, digest
from speaknode.tools.journal_dynamo import DynamoToolJournal
from speaknode.tools.outcome import Exchange, Received

pytestmark = pytest.mark.usefixtures("memory_aws")


def entry(call_id: str = "call_1", **fields: Any) -> JournalEntry:
    base = {"session_id": "ses_1", "call_id": call_id, "code": "book", "started_at": NOON}
    return JournalEntry.model_validate(base | {"digest": digest("book", {})} | fields)


def exchange(body: Any = None) -> Exchange:
    return Exchange(response=Received(status=200, body=body))


@pytest.fixture
def journal() -> DynamoToolJournal:
    return wiring.tool_journal()


def test_only_the_first_begins(journal: DynamoToolJournal) -> None:
    first = entry()
    assert journal.begin(first) == first
    assert journal.begin(entry(code="other")) == first


def test_a_state_never_goes_back(journal: DynamoToolJournal) -> None:
    journal.begin(entry())
    journal.save(entry(state=EntryState.DELIVERED, outcome=exchange(1)))
    journal.save(entry(state=EntryState.FINISHED, outcome=exchange(2)))
    (kept,) = journal.list("ses_1")
    assert (kept.state, kept.outcome) == (EntryState.DELIVERED, exchange(1))


def test_a_result_is_kept_though_its_beginning_was_not(journal: DynamoToolJournal) -> None:
    journal.save(entry(state=EntryState.FINISHED, outcome=exchange("x")))
    assert journal.begin(entry()).outcome == exchange("x")


def test_a_huge_answer_fits_into_an_item(journal: DynamoToolJournal) -> None:
    journal.save(entry(state=EntryState.FINISHED, outcome=exchange("д" * 1_000_000)))
    (kept,) = journal.list("ses_1")
    assert kept.outcome is not None
    assert kept.outcome.response is not None
    assert kept.outcome.response.body["truncated"].startswith("д")


def test_it_is_forgotten_with_all_that_it_holds_and_nothing_else(
    journal: DynamoToolJournal,
) -> None:
    made = session()
    store = DynamoSessionStore(wiring.connection())
    store.insert(made, spec_of(made))
    journal.begin(entry(session_id=made.id))
    journal.save(entry("call_2", session_id=made.id, outcome=exchange("x")))
    for _ in range(2):
        store.forget_journal(made.id)
        assert journal.list(made.id) == []
    assert store.get(made.id) is not None


def test_the_session_does_not_see_it(journal: DynamoToolJournal) -> None:
    made = session()
    store = DynamoSessionStore(wiring.connection())
    store.insert(made, spec_of(made))
    journal.begin(entry(session_id=made.id))
    parts = store.get_parts(made.id)
    assert (parts.turns, parts.tool_calls) == ([], [])
    assert store.get(made.id) is not None
