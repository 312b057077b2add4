"""Call limits in DynamoDB, in the table of campaigns.

| pk | sk | |
|---|---|---|
| limits#space | `limits` | what the space set |
| used#space | day | what calls took |
| called#space | number | the latest calls to it |
| reserved#space | session | the call's place |
"""

from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any

import tenacity
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.call_limits.models import (
    CallLimits,
    Recent,
    Refusal,
    Reservation,
    Taken,
    Used,
)
from speaknode.costs.models import SessionCost
from speaknode.costs.money import micro_usd
from speaknode.kit.dynamo import PydanticAttribute, find, storage_errors
from speaknode.kit.errors import ConflictError, UnavailableError

_KEPT = timedelta(days=7)
"""After its call a place is of no more use; the call is long over by then."""


class CallLimitRecord(Model):
    class Meta:
        table_name = "campaigns"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    calls = NumberAttribute(null=True)
    seconds = NumberAttribute(null=True)
    micro_usd = NumberAttribute(null=True)
    settled_calls = NumberAttribute(null=True)
    settled_micro_usd = NumberAttribute(null=True)
    revision = NumberAttribute(null=True)
    is_settled = BooleanAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    limits = PydanticAttribute(CallLimits, null=True)
    recent = PydanticAttribute(Recent, null=True)
    reservation = PydanticAttribute(Reservation, null=True)


class DynamoCallLimits:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def limits(self, space_id: str) -> CallLimits:
        row = find(CallLimitRecord, f"limits#{space_id}", "limits")
        return row.limits if row else CallLimits()

    def put(self, space_id: str, limits: CallLimits) -> None:
        with storage_errors("call limits"):
            CallLimitRecord(f"limits#{space_id}", "limits", limits=limits).save()

    def used(self, space_id: str, day: date) -> Used:
        row = find(CallLimitRecord, f"used#{space_id}", day.isoformat())
        if row is None:
            return Used(day=day)
        counted = {name: int(getattr(row, name) or 0) for name in Taken.model_fields}
        return Used(day=day, **counted)

    def recent(self, space_id: str, number: str) -> Recent:
        row = find(CallLimitRecord, f"called#{space_id}", number)
        return row.recent if row else Recent()

    def reserve(self, wanted: Reservation, limits: CallLimits) -> Refusal | None:
        refused: Refusal | None = _again(self._reserve, wanted, limits)
        return refused

    def _reserve(self, wanted: Reservation, limits: CallLimits) -> Refusal | None:
        """Raises ConflictError when somebody else was faster and there may be room still."""
        recent = self.recent(wanted.space_id, wanted.number)
        per_number = limits.calls_per_number
        if per_number:
            recent = recent.within(per_number, wanted.at)
        if wanted.session_id in recent.calls or _place(wanted.space_id, wanted.session_id):
            return None
        if per_number and len(recent.calls) >= per_number.calls:
            return Refusal.CALLS_PER_NUMBER
        used = self.used(wanted.space_id, wanted.at.date())
        if refusal := used.refusal(limits):
            return refusal
        wanted = wanted.reserving(used.next_micro_usd)
        with (
            storage_errors("somebody else took a place"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            self._save(transaction, wanted, condition=CallLimitRecord.pk.does_not_exist())
            self._count(transaction, wanted, wanted.since(None), condition=_room(limits, wanted))
            if per_number:
                called = recent.with_call(wanted.session_id, wanted.at)
                self._save_recent(transaction, wanted, called, _KEPT + timedelta(per_number.days))
        return None

    def settle(
        self, space_id: str, session_id: str, seconds: int, cost: SessionCost | None
    ) -> None:
        _again(self._settle, space_id, session_id, seconds, cost)

    def _settle(
        self, space_id: str, session_id: str, seconds: int, cost: SessionCost | None
    ) -> None:
        place = _place(space_id, session_id)
        settled = place and place.settled(seconds, cost)
        if place is None or settled is None or settled == place:
            return
        with storage_errors("settled"), TransactWrite(connection=self._connection) as transaction:
            self._save(transaction, settled, condition=_is_still(place))
            self._count(transaction, place, settled.since(place))

    def give_back(self, space_id: str, session_id: str) -> None:
        _again(self._give_back, space_id, session_id)

    def _give_back(self, space_id: str, session_id: str) -> None:
        place = _place(space_id, session_id)
        if place is None or place.is_settled:
            return
        recent = self.recent(space_id, place.number)
        with (
            storage_errors("given back"),
            TransactWrite(connection=self._connection) as transaction,
        ):
            row = CallLimitRecord(f"reserved#{space_id}", session_id)
            transaction.delete(row, condition=_is_still(place))
            self._count(transaction, place, place.gone())
            if session_id in recent.calls:
                self._save_recent(transaction, place, recent.without(session_id), _KEPT * 14)

    def _save(
        self, transaction: TransactWrite, place: Reservation, *, condition: Condition
    ) -> None:
        row = CallLimitRecord(
            f"reserved#{place.space_id}",
            place.session_id,
            reservation=place,
            is_settled=place.is_settled,
            micro_usd=place.micro_usd,
            expires_at=int((place.at + _KEPT).timestamp()),
        )
        transaction.save(row, condition=condition)

    def _count(
        self,
        transaction: TransactWrite,
        place: Reservation,
        taken: Taken,
        *,
        condition: Condition | None = None,
    ) -> None:
        day = CallLimitRecord(f"used#{place.space_id}", place.at.date().isoformat())
        until = int((place.at + _KEPT).timestamp())
        actions: list[Action] = [
            *(getattr(CallLimitRecord, name).add(more) for name, more in taken),
            CallLimitRecord.expires_at.set(until),
        ]
        transaction.update(day, actions=actions, condition=condition)

    def _save_recent(
        self, transaction: TransactWrite, place: Reservation, recent: Recent, kept: timedelta
    ) -> None:
        row = CallLimitRecord(
            f"called#{place.space_id}",
            place.number,
            recent=recent,
            revision=recent.revision,
            expires_at=int((place.at + kept).timestamp()),
        )
        was = recent.revision - 1
        known = CallLimitRecord.revision == was if was else CallLimitRecord.pk.does_not_exist()
        transaction.save(row, condition=known)


def _is_still(place: Reservation) -> Condition:
    settled: Condition = CallLimitRecord.is_settled == place.is_settled
    spent: Condition = CallLimitRecord.micro_usd == place.micro_usd
    both: Condition = settled & spent
    return both


def _room(limits: CallLimits, wanted: Reservation) -> Condition | None:
    """What `Used.refusal` says, asked at the moment of the write."""
    conditions: list[Condition] = []
    if limits.calls_per_day is not None:
        calls = CallLimitRecord.calls
        conditions.append(calls.does_not_exist() | (calls < limits.calls_per_day))
    if limits.minutes_per_day is not None:
        seconds = CallLimitRecord.seconds
        most = limits.minutes_per_day * 60 - wanted.seconds
        conditions.append(seconds.does_not_exist() | (seconds <= most))
    if limits.spend_usd_per_day is not None:
        spent = CallLimitRecord.micro_usd
        most = micro_usd(limits.spend_usd_per_day) - wanted.micro_usd
        conditions.append(spent.does_not_exist() | (spent <= most))
    return reduce(and_, conditions) if conditions else None


def _place(space_id: str, session_id: str) -> Reservation | None:
    row = find(CallLimitRecord, f"reserved#{space_id}", session_id)
    return row.reservation if row else None


def _again(act: Any, *args: Any) -> Any:
    """Somebody else wrote meanwhile: look anew."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(12),
        wait=tenacity.wait_random_exponential(multiplier=0.005, max=0.2),
        retry=tenacity.retry_if_exception_type((ConflictError, UnavailableError)),
        reraise=True,
    )
    return retrying(act, *args)
