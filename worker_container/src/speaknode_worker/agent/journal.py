"""The journal at work in one conversation: a call outlives whoever waits for it, and is never made twice.

An execution runs in a task of its own. When the caller breaks in, the agent is changed or the worker
dies, its result stays undelivered: the same call with the same arguments, under whatever id the LLM
gives it then, is the same intention and gets that result.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from livekit.agents import StopResponse

from speaknode.kit.errors import SpeaknodeError
from speaknode.tools.journal import EntryState, JournalEntry, ToolJournal, digest
from speaknode.tools.outcome import Exchange, Failure
from speaknode_worker.agent.reports import now

_STORAGE_S = 2.0
"""A call waits no longer for its entry: a conversation goes on while storage is down."""
_LAST_RESULT_S = 0.8
"""What still runs when the conversation is over has this long: its result was meant, but nobody waits for it."""
CUT_OFF = Failure(
    code="cut_off",
    message="the conversation was over before it answered; it may have taken effect",
)
UNKNOWN = Failure(
    code="outcome_unknown",
    message="an earlier attempt was cut off and may have taken effect; check before trying again",
)
logger = logging.getLogger(__name__)
Execute = Callable[[JournalEntry], Awaitable[Exchange]]
"""With the entry's key; what is told of it, by the entry's id: one intention is one call, whoever makes it again."""


class Repeat(Enum):
    """Whether a call that was cut off may be sent again."""

    FREELY = auto()
    """It changes nothing there."""
    BY_KEY = auto()
    """Under the key of the first time, which must be on record before it is sent."""
    NEVER = auto()


@dataclass(frozen=True)
class _Held:
    entry: JournalEntry
    task: "asyncio.Task[Exchange] | None"
    """None: another worker's, of which only the entry is left."""


class Journal:
    """`over`: set when there is nobody any more to wait for a result.

    `told`: calls of an earlier worker whose results are in the history that the LLM has.
    """

    def __init__(
        self,
        session_id: str,
        store: ToolJournal | None = None,
        *,
        over: asyncio.Event | None = None,
        told: Collection[str] = frozenset(),
    ) -> None:
        self._session_id, self._store = session_id, store
        self._told = frozenset(told)
        self._over = over or asyncio.Event()
        self._undelivered: dict[str, _Held] = {}
        self._by_call: dict[str, _Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._recalled: asyncio.Task[None] | None = None

    def recall(self) -> None:
        """Look up, beside the greeting, what an earlier worker of this session left."""
        if self._recalled is None and self._store is not None:
            self._recalled = asyncio.create_task(self._recall(self._store))

    async def run(
        self,
        call_id: str,
        code: str,
        arguments: Mapping[str, Any],
        execute: Execute,
        *,
        repeat: Repeat,
    ) -> Exchange:
        """Raises StopResponse when the conversation is over first."""
        self.recall()
        if self._recalled is not None:
            await asyncio.shield(self._recalled)
        intention = digest(code, arguments)
        held = self._by_call.get(call_id)
        if held is not None and held.entry.digest != intention:
            # another worker's, whose LLM gave it the same id
            call_id, held = f"{call_id}.{intention[:8]}", None
        held = held or self._by_call.get(call_id) or self._undelivered.get(intention)
        if held is None or held.task is None:
            entry = held.entry if held else self._entry(call_id, code, arguments)
            held = self._start(entry, execute, is_new=held is None, repeat=repeat)
        self._by_call[call_id] = held
        exchange = await self._outcome(held)
        if self._undelivered.get(intention) is held:
            del self._undelivered[intention]
            self._spawn(self._save(held.entry, EntryState.DELIVERED, exchange))
        return exchange

    async def _outcome(self, held: _Held) -> Exchange:
        assert held.task is not None
        over = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait({held.task, over}, return_when=asyncio.FIRST_COMPLETED)
            if not held.task.done():
                raise StopResponse
            return held.task.result()
        finally:
            over.cancel()
            if held.task.done() and (held.task.cancelled() or held.task.exception()):
                self._undelivered.pop(held.entry.digest, None)  # our own fault: no result to keep

    def _entry(self, call_id: str, code: str, arguments: Mapping[str, Any]) -> JournalEntry:
        return JournalEntry(
            session_id=self._session_id,
            call_id=call_id,
            code=code,
            digest=digest(code, arguments),
            arguments=dict(arguments),
            started_at=now(),
        )

    def _start(
        self, entry: JournalEntry, execute: Execute, *, is_new: bool, repeat: Repeat
    ) -> _Held:
        if is_new or repeat is not Repeat.NEVER:
            work = self._execute(entry, execute, is_new=is_new, repeat=repeat)
        else:
            work = _unknown()
        held = _Held(entry, asyncio.create_task(work))
        self._undelivered[entry.digest] = held
        return held

    async def _execute(
        self, entry: JournalEntry, execute: Execute, *, is_new: bool, repeat: Repeat
    ) -> Exchange:
        if is_new and repeat is Repeat.FREELY:
            self._spawn(self._begin_in_background(entry))
        elif is_new:
            found = await self._begin(entry)
            is_anothers = found.started_at != entry.started_at
            if is_anothers and (found.outcome or repeat is Repeat.NEVER):
                return found.outcome or Exchange(error=UNKNOWN)
        exchange = await execute(entry)
        saving = self._save(entry, EntryState.FINISHED, exchange)
        if repeat is Repeat.FREELY:
            self._spawn(saving)
        else:
            await saving
        return exchange

    async def _begin_in_background(self, entry: JournalEntry) -> None:
        await self._begin(entry)

    async def _begin(self, entry: JournalEntry) -> JournalEntry:
        """The entry that now stands; ours too where there is no storage to say otherwise."""
        found: JournalEntry | None = None
        if self._store is not None:
            found = await self._ask(self._store.begin, entry)
        return found or entry

    async def _save(self, entry: JournalEntry, state: EntryState, exchange: Exchange) -> None:
        if self._store is not None:
            changed = entry.model_copy(update={"state": state, "outcome": exchange})
            await self._ask(self._store.save, changed)

    async def _ask(self, do: Callable[[JournalEntry], Any], entry: JournalEntry) -> Any:
        try:
            return await asyncio.wait_for(asyncio.to_thread(do, entry), _STORAGE_S)
        except (SpeaknodeError, TimeoutError) as error:
            logger.warning("a tool call is not in the journal", extra={"reason": str(error)})
            return None

    async def _recall(self, store: ToolJournal) -> None:
        try:
            found = await asyncio.wait_for(
                asyncio.to_thread(store.list, self._session_id), _STORAGE_S
            )
        except (SpeaknodeError, TimeoutError) as error:
            logger.warning("the journal cannot be read", extra={"reason": str(error)})
            return
        for entry in found:
            task = None
            if entry.outcome is not None:
                task = asyncio.create_task(_known(entry.outcome))
            held = _Held(entry, task)
            self._by_call[entry.call_id] = held
            # Delivered to an LLM that is gone, with nothing of it in the history: nobody has it.
            if entry.call_id not in self._told:
                self._undelivered[entry.digest] = held

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """What runs is waited for: it was meant, and its result belongs to the session. Not for long."""
        held = [held.task for held in self._undelivered.values() if held.task is not None]
        if held:
            _, running = await asyncio.wait(held, timeout=_LAST_RESULT_S)
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running, timeout=_STORAGE_S)
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=_STORAGE_S)


async def _known(outcome: Exchange) -> Exchange:
    return outcome


async def _unknown() -> Exchange:
    return Exchange(error=UNKNOWN)
