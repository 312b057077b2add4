"""Use cases of call limits: people set them, campaigns ask before each call and tell how it ended."""

import math

from speaknode.call_limits.models import CallLimits, Refusal, Reservation
from speaknode.call_limits.ports import CallLimitStore
from speaknode.call_limits.schemas import CallLimitsInput, CallLimitsUsed
from speaknode.costs.models import SessionCost
from speaknode.costs.money import usd
from speaknode.kit.clock import Clock


class CallLimitService:
    def __init__(self, *, store: CallLimitStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def get(self, space_id: str) -> CallLimitsUsed:
        limits = self._store.limits(space_id)
        used = self._store.used(space_id, self._clock().date())
        return CallLimitsUsed(
            **limits.model_dump(),
            calls_today=used.calls,
            minutes_today=math.ceil(used.seconds / 60),
            spend_usd_today=usd(used.micro_usd),
        )

    def put(self, space_id: str, data: CallLimitsInput) -> CallLimitsUsed:
        """Calls are counted from the moment on at which the first limit is set."""
        self._store.put(space_id, CallLimits.model_validate(data.model_dump()))
        return self.get(space_id)

    def exhausted(self, space_id: str) -> Refusal | None:
        """Why no call of the space may begin today; None: some may."""
        limits = self._store.limits(space_id)
        if limits.is_empty:
            return None
        return self._store.used(space_id, self._clock().date()).refusal(limits)

    def reserve(self, space_id: str, session_id: str, number: str) -> Refusal | None:
        limits = self._store.limits(space_id)
        if limits.is_empty:
            return None
        wanted = Reservation(
            space_id=space_id, session_id=session_id, number=number, at=self._clock()
        )
        return self._store.reserve(wanted, limits)

    def settle(
        self, space_id: str, session_id: str, seconds: float, cost: SessionCost | None
    ) -> None:
        self._store.settle(space_id, session_id, math.ceil(seconds), cost)

    def give_back(self, space_id: str, session_id: str) -> None:
        self._store.give_back(space_id, session_id)
