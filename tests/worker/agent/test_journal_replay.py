"""Any sequence of calls, interruptions, hand-overs and deaths of workers: no intention is carried out twice."""

import asyncio
import threading
from dataclasses import dataclass, field
from enum import StrEnum

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.worker.agent.test_journal import BrokenJournal, MemoryJournal, World, body, book, cut_off

from speaknode.tools.journal import EntryState, JournalEntry
from speaknode.tools.outcome import Exchange, Received
from speaknode_worker.agent.journal import UNKNOWN, Journal, Repeat


class Moment(StrEnum):
    """At which a worker dies."""

    BEFORE_THE_RECORD = "begin"
    BEFORE_THE_REQUEST = "sent"
    REQUEST_IS_OUT = "out"
    BEFORE_THE_RESULT_IS_KEPT = "finished"
    BEFORE_THE_RESULT_IS_TOLD = "kept"


@dataclass
class Death:
    """Whoever comes to its moment stops there, and does nothing any more."""

    moment: Moment
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    over: threading.Event = field(default_factory=threading.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    async def at(self, moment: Moment) -> None:
        if moment is self.moment:
            self.reached.set()
            await asyncio.Event().wait()

    def strikes(self, moment: Moment) -> bool:
        """Of a thread that writes."""
        if self.over.is_set():
            return True
        if moment is self.moment:
            self.loop.call_soon_threadsafe(self.reached.set)
            self.over.wait(10)
        return self.over.is_set()


class MortalStore(MemoryJournal):
    """What a dead worker was about to write is not written."""

    def __init__(self, rows: dict[str, JournalEntry], death: Death) -> None:
        self.rows, self._death = rows, death

    def begin(self, entry: JournalEntry) -> JournalEntry:
        if self._death.strikes(Moment.BEFORE_THE_RECORD):
            return entry
        return super().begin(entry)

    def save(self, entry: JournalEntry) -> None:
        if entry.state is EntryState.FINISHED:
            if self._death.strikes(Moment.BEFORE_THE_RESULT_IS_KEPT):
                return
            super().save(entry)
            self._death.strikes(Moment.BEFORE_THE_RESULT_IS_TOLD)
        elif not self._death.over.is_set():
            super().save(entry)


class MortalWorld(World):
    death: Death | None = None

    async def do(self, entry: JournalEntry) -> Exchange:
        if self.death:
            await self.death.at(Moment.BEFORE_THE_REQUEST)
        self.keys.append(entry.key)
        if self.death:
            await self.death.at(Moment.REQUEST_IS_OUT)
        return Exchange(response=Received(status=200, body=len(self.keys)))


async def _dies(rows: dict[str, JournalEntry], world: MortalWorld, how: "Dying") -> None:
    """A worker begins the call and dies at that moment of it."""
    before = asyncio.all_tasks()
    death = world.death = Death(how.moment)
    journal = Journal("ses_1", MortalStore(rows, death))
    call = asyncio.create_task(book(journal, world, how.call_id, repeat=how.repeat))
    reached = asyncio.create_task(death.reached.wait())
    await asyncio.wait({call, reached}, return_when=asyncio.FIRST_COMPLETED)
    death.over.set()
    world.death = None
    own = asyncio.all_tasks() - before
    for task in own:
        task.cancel()
    await asyncio.gather(*own, return_exceptions=True)


@dataclass(frozen=True)
class Dying:
    call_id: str
    moment: Moment
    repeat: Repeat


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([None, *Moment]), max_size=8),
    st.sampled_from([Repeat.NEVER, Repeat.BY_KEY]),
)
@example([Moment.REQUEST_IS_OUT, Moment.REQUEST_IS_OUT, None, None], Repeat.BY_KEY)
@example([Moment.BEFORE_THE_RESULT_IS_KEPT, None], Repeat.NEVER)
@example([Moment.BEFORE_THE_RESULT_IS_TOLD, None, None], Repeat.NEVER)
def test_no_death_carries_an_intention_out_twice(
    steps: list[Moment | None], repeat: Repeat
) -> None:
    """A step is a worker that dies in the call, or (None) one that lives to tell its result."""

    async def run() -> None:
        rows: dict[str, JournalEntry] = {}
        world = MortalWorld()
        told: set[str] = set()
        since = 0
        for number, moment in enumerate(steps):
            if moment is not None:
                await _dies(rows, world, Dying(f"call_{number}", moment, repeat))
            else:
                journal = Journal("ses_1", MemoryJournal(*rows.values()), told=told)
                kept = _kept(rows, told)
                exchange = await book(journal, world, f"call_{number}", repeat=repeat)
                await journal.aclose()
                assert kept is None or exchange == kept, "a result was lost"
                assert exchange.error in (None, UNKNOWN)
            done = world.keys[since:]
            assert len(set(done)) <= 1, "one intention under two keys"
            assert repeat is Repeat.BY_KEY or len(done) <= 1, "carried out twice"
            if moment is None:
                rows = {entry.key: entry for entry in _rows(journal)}
                told, since = {entry.call_id for entry in rows.values()}, len(world.keys)

    asyncio.run(run())


def _kept(rows: dict[str, JournalEntry], told: set[str]) -> Exchange | None:
    left = [row.outcome for row in rows.values() if row.call_id not in told and row.outcome]
    return left[0] if left else None


def _rows(journal: Journal) -> list[JournalEntry]:
    store = journal._store
    assert store is not None
    return store.list("ses_1")


STEPS = st.lists(
    st.tuples(st.sampled_from(["call", "cut", "redispatch"]), st.integers(0, 2)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.booleans())
def test_replay_never_executes_twice(steps: list[tuple[str, int]], storage_works: bool) -> None:
    """Calls, interruptions and re-dispatches: each result is told before it is made again."""

    async def run() -> None:
        world = World(takes_s=0.001)
        store = MemoryJournal() if storage_works else BrokenJournal()
        journal, told, calls = Journal("ses_1", store), 0, 0
        in_history: set[str] = set()
        for step, pause in steps:
            if step == "redispatch" and storage_works:
                await journal.aclose()
                in_history = {
                    row.call_id for row in store.rows.values() if row.state is EntryState.DELIVERED
                }
                journal = Journal("ses_1", store, told=in_history)
            elif step == "cut":
                calls += 1
                before = len(world.keys)
                told += await cut_off(journal, world, f"call_{calls}", after_s=pause / 2000)
                assert len(world.keys) <= before + 1
            elif step == "call":
                calls += 1
                exchange = await book(journal, world, f"call_{calls}")
                told += 1
                assert body(exchange) == len(world.keys)
            # an execution beyond those told of is at most the one that still waits to be told
            assert len(world.keys) <= told + 1
            assert len(set(world.keys)) == len(world.keys)
        await journal.aclose()

    asyncio.run(run())
