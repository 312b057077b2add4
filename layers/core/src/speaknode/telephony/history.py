"""What carriers remember of conversations, taken into sessions every minute: each one once, whatever dies between."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from speaknode.kit.clock import Clock
from speaknode.kit.errors import ForbiddenError, SpeaknodeError
from speaknode.sessions.imports import Audio, PastConversation
from speaknode.telephony.models import OpenAccount
from speaknode.telephony.ports import CallHistory

LONGEST_CALL = timedelta(hours=4, minutes=30)
"""Lists go by when a conversation began, and it is taken when it has ended."""
FIRST_LOOK = timedelta(days=3)
KEPT = timedelta(days=8)
AT_ONCE = 40
"""New conversations of one account in one run; the rest comes with the next."""


class Imports(Protocol):
    def take(self, told: PastConversation) -> None: ...
    def wants_audio(self, told: PastConversation) -> bool: ...
    def attach(self, told: PastConversation, audio: Audio | None) -> None: ...


class Ledger(Protocol):
    """What has been taken."""

    def has(self, key: str) -> bool: ...
    def add(self, key: str, now: datetime) -> None: ...
    def looked(self, account_id: str) -> datetime | None: ...
    def look(self, account_id: str, now: datetime) -> None: ...


class HistorySync:
    def __init__(
        self,
        *,
        accounts: Callable[[], Iterator[tuple[OpenAccount, CallHistory]]],
        imports: Imports,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._accounts, self._imports = accounts, imports
        self._ledger, self._clock = ledger, clock

    def run(self) -> tuple[int, int]:
        """How many conversations were taken, and how many accounts could not be asked."""
        taken = failed = 0
        for account, history in self._accounts():
            try:
                taken += self._sync(account, history)
            except SpeaknodeError:
                failed += 1
        return taken, failed

    def _sync(self, account: OpenAccount, history: CallHistory) -> int:
        now = self._clock()
        last = self._ledger.looked(account.id)
        since = last - LONGEST_CALL if last else now - FIRST_LOOK
        new = (
            ref
            for ref in history.finished(account, since)
            if not self._ledger.has(f"{account.id}#{ref}")
        )
        refs = list(islice(new, AT_ONCE + 1))
        for ref in refs[:AT_ONCE]:
            self._take(account, history, ref)
            self._ledger.add(f"{account.id}#{ref}", now)
        if len(refs) <= AT_ONCE:
            self._ledger.look(account.id, now)
        return min(len(refs), AT_ONCE)

    def _take(self, account: OpenAccount, history: CallHistory, ref: str) -> None:
        told = history.conversation(account, ref)
        if told is None:
            return
        try:
            self._imports.take(told)
        except ForbiddenError:
            return  # it names a session that is not this space's
        if self._imports.wants_audio(told):
            self._imports.attach(told, history.audio(account, ref))


class DynamoLedger:
    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def has(self, key: str) -> bool:
        return self._read(f"history#{key}") is not None

    def add(self, key: str, now: datetime) -> None:
        self._write(f"history#{key}", now)

    def looked(self, account_id: str) -> datetime | None:
        return self._read(f"history-looked#{account_id}")

    def look(self, account_id: str, now: datetime) -> None:
        self._write(f"history-looked#{account_id}", now)

    def _read(self, key: str) -> datetime | None:
        answer = self._client.get_item(TableName=self._table, Key={"id": {"S": key}})
        item = answer.get("Item")
        return datetime.fromisoformat(item["at"]["S"]) if item else None

    def _write(self, key: str, now: datetime) -> None:
        until = str(int((now + KEPT).timestamp()))
        item = {"id": {"S": key}, "at": {"S": now.isoformat()}, "expiration": {"N": until}}
        self._client.put_item(TableName=self._table, Item=item)
