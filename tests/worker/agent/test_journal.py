"""The journal: whatever happens around it, an intended execution happens once and its result arrives."""

import asyncio
from typing import Any

import pytest
from livekit.agents import StopResponse
from tests.support.builders import NOON

from speaknode.kit.errors import UnavailableError
from speaknode.tools.journal import EntryState, JournalEntry, digest
from speaknode.tools.outcome import Exchange, Received
from speaknode_worker.agent import journal as module
from speaknode_worker.agent.journal import UNKNOWN, Journal, Repeat

RANK = list(EntryState)


class MemoryJournal:
    def __init__(self, *entries: JournalEntry) -> None:
        self.rows = {entry.key: entry for entry in entries}

    def begin(self, entry: JournalEntry) -> JournalEntry:
        return self.rows.setdefault(entry.key, entry)

    def save(self, entry: JournalEntry) -> None:
        stored = self.rows.get(entry.key)
        if stored is None or RANK.index(stored.state) < RANK.index(entry.state):
            self.rows[entry.key] = entry

    def list(self, session_id: str) -> list[JournalEntry]:
        return [entry for entry in self.rows.values() if entry.session_id == session_id]


class BrokenJournal(MemoryJournal):
    def begin(self, entry: JournalEntry) -> JournalEntry:
        raise UnavailableError("down")

    def save(self, entry: JournalEntry) -> None:
        raise UnavailableError("down")

    def list(self, session_id: str) -> list[JournalEntry]:
        raise UnavailableError("down")


class World:
    """Counts what was really done."""

    def __init__(self, *, takes_s: float = 0.01) -> None:
        self.keys: list[str] = []
        self.begun = asyncio.Event()
        self._takes_s = takes_s

    async def do(self, entry: JournalEntry) -> Exchange:
        self.keys.append(entry.key)
        self.begun.set()
        await asyncio.sleep(self._takes_s)
        return Exchange(response=Received(status=200, body=len(self.keys)))


def book(journal: Journal, world: World, call_id: str, **fields: Any) -> Any:
    arguments = {"day": "monday"}
    return journal.run(call_id, "book", arguments, world.do, **({"repeat": Repeat.NEVER} | fields))


def body(exchange: Exchange) -> Any:
    assert exchange.response is not None
    return exchange.response.body


async def cut_off(journal: Journal, world: World, call_id: str, after_s: float = 0.0) -> bool:
    """Whether the result was told before the cut."""
    waiting = asyncio.create_task(book(journal, world, call_id))
    await asyncio.sleep(after_s)
    waiting.cancel()
    results = await asyncio.gather(waiting, return_exceptions=True)
    return isinstance(results[0], Exchange)


async def test_interrupted_and_asked_again_is_one_execution() -> None:
    store, world = MemoryJournal(), World(takes_s=0.05)
    journal = Journal("ses_1", store)
    await cut_off(journal, world, "call_1", after_s=0.03)
    assert body(await book(journal, world, "call_2")) == 1
    assert world.keys == ["ses_1.call_1"]
    await journal.aclose()
    assert [entry.state for entry in store.rows.values()] == [EntryState.DELIVERED]


async def test_the_result_is_kept_though_nobody_waited_for_it() -> None:
    store, world = MemoryJournal(), World()
    journal = Journal("ses_1", store)
    waiting = asyncio.create_task(book(journal, world, "call_1"))
    await world.begun.wait()
    waiting.cancel()
    await journal.aclose()
    (entry,) = store.rows.values()
    assert entry.state is EntryState.FINISHED
    again = Journal("ses_1", store)  # another worker, after a re-dispatch
    assert body(await book(again, world, "call_9")) == 1
    assert len(world.keys) == 1


async def test_once_delivered_the_same_call_is_a_new_wish() -> None:
    world = World()
    journal = Journal("ses_1", MemoryJournal())
    assert [body(await book(journal, world, f"call_{n}")) for n in (1, 2)] == [1, 2]


async def test_one_id_is_one_execution_even_after_delivery() -> None:
    store, world = MemoryJournal(), World()
    for _ in range(2):  # the second time in another worker
        journal = Journal("ses_1", store)
        for _ in range(2):
            assert body(await book(journal, world, "call_1")) == 1
        await journal.aclose()
    assert len(world.keys) == 1


@pytest.mark.parametrize("repeat", Repeat)
async def test_a_worker_that_died_in_the_middle(repeat: Repeat) -> None:
    """Nobody knows what became of it: sent again only where that does no harm, and under its own key."""
    arguments = {"day": "monday"}
    left = JournalEntry(
        session_id="ses_1",
        call_id="call_1",
        code="book",
        digest=digest("book", arguments),
        started_at=NOON,
    )
    world = World()
    exchange = await book(Journal("ses_1", MemoryJournal(left)), world, "call_2", repeat=repeat)
    assert world.keys == ([] if repeat is Repeat.NEVER else ["ses_1.call_1"])
    assert exchange.error == (UNKNOWN if repeat is Repeat.NEVER else None)


async def test_what_is_made_again_is_the_same_call() -> None:
    """Under the first one's id the session tells of it, and the next worker knows it by that."""
    told: list[str] = []

    async def do(entry: JournalEntry) -> Exchange:
        told.append(entry.call_id)
        return Exchange()

    journal = Journal("ses_1", MemoryJournal(left_by_another_worker()))
    await journal.run("call_2", "book", {"day": "monday"}, do, repeat=Repeat.BY_KEY)
    assert told == ["call_1"]


async def test_a_conversation_goes_on_without_storage() -> None:
    world = World(takes_s=0.05)
    journal = Journal("ses_1", BrokenJournal())
    await cut_off(journal, world, "call_1", after_s=0.03)
    assert body(await book(journal, world, "call_2")) == 1
    assert len(world.keys) == 1


async def test_a_fault_of_ours_is_not_kept_for_ever() -> None:
    async def broken(entry: JournalEntry) -> Exchange:
        raise RuntimeError("bug")

    journal, world = Journal("ses_1", MemoryJournal()), World()
    with pytest.raises(RuntimeError):
        await journal.run("call_1", "book", {"day": "monday"}, broken, repeat=Repeat.NEVER)
    assert (await book(journal, world, "call_2")).error in (None, UNKNOWN)


async def test_who_waits_is_let_go_when_the_caller_is_gone_and_the_result_is_kept() -> None:
    over, store, world = asyncio.Event(), MemoryJournal(), World(takes_s=0.05)
    journal = Journal("ses_1", store, over=over)
    waiting = asyncio.create_task(book(journal, world, "call_1"))
    await world.begun.wait()
    over.set()
    with pytest.raises(StopResponse):
        await waiting
    await journal.aclose()
    (entry,) = store.rows.values()
    assert (entry.state, entry.outcome is not None) == (EntryState.FINISHED, True)


async def test_what_takes_too_long_for_a_caller_who_is_gone_is_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_LAST_RESULT_S", 0.01)
    over, store, world = asyncio.Event(), MemoryJournal(), World(takes_s=3600)
    journal = Journal("ses_1", store, over=over)
    waiting = asyncio.create_task(book(journal, world, "call_1"))
    await world.begun.wait()
    over.set()
    with pytest.raises(StopResponse):
        await waiting
    await journal.aclose()
    (entry,) = store.rows.values()
    assert entry.state is EntryState.STARTED, "nobody knows what became of it"
    assert len(asyncio.all_tasks()) == 1, "nothing runs any more"


def left_by_another_worker(**fields: Any) -> JournalEntry:
    done = {"session_id": "ses_1", "call_id": "call_1", "code": "book", "started_at": NOON}
    intention = {"digest": digest("book", {"day": "monday"})}
    return JournalEntry.model_validate(done | intention | fields)


async def test_what_was_delivered_to_a_worker_that_died_before_it_told_is_not_done_again() -> None:
    outcome = Exchange(response=Received(status=200, body="booked"))
    left = left_by_another_worker(state=EntryState.DELIVERED, outcome=outcome)
    world = World()
    assert body(await book(Journal("ses_1", MemoryJournal(left)), world, "call_9")) == "booked"
    assert world.keys == []


async def test_what_the_history_tells_is_done_again_when_it_is_wished_again() -> None:
    outcome = Exchange(response=Received(status=200, body="booked"))
    left = left_by_another_worker(state=EntryState.FINISHED, outcome=outcome)
    world = World()
    journal = Journal("ses_1", MemoryJournal(left), told={"call_1"})
    assert body(await book(journal, world, "call_9")) == 1


async def test_the_same_id_for_something_else_is_another_call() -> None:
    outcome = Exchange(response=Received(status=200, body="of tuesday"))
    left = left_by_another_worker(digest=digest("book", {"day": "tuesday"}), outcome=outcome)
    world = World()
    journal = Journal("ses_1", MemoryJournal(left))
    assert body(await book(journal, world, "call_1")) == 1
    (key,) = world.keys
    assert key.startswith("ses_1.call_1.")
