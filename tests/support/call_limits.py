"""Call limits in memory, for worlds in which time and processes are made up."""

from datetime import date

from speaknode.call_limits.models import (
    CallLimits,
    Recent,
    Refusal,
    Reservation,
    Taken,
    Used,
)
from speaknode.costs.models import SessionCost


class MemoryCallLimits:
    def __init__(self) -> None:
        self.set: dict[str, CallLimits] = {}
        self.places: dict[str, Reservation] = {}
        self.days: dict[tuple[str, date], Used] = {}
        self.called: dict[tuple[str, str], Recent] = {}

    def limits(self, space_id: str) -> CallLimits:
        return self.set.get(space_id, CallLimits())

    def put(self, space_id: str, limits: CallLimits) -> None:
        self.set[space_id] = limits

    def used(self, space_id: str, day: date) -> Used:
        return self.days.get((space_id, day), Used(day=day))

    def recent(self, space_id: str, number: str) -> Recent:
        return self.called.get((space_id, number), Recent())

    def reserve(self, wanted: Reservation, limits: CallLimits) -> Refusal | None:
        if wanted.session_id in self.places:
            return None
        key = (wanted.space_id, wanted.number)
        if limit := limits.calls_per_number:
            recent = self.recent(*key).within(limit, wanted.at)
            if len(recent.calls) >= limit.calls:
                return Refusal.CALLS_PER_NUMBER
            self.called[key] = recent
        used = self.used(wanted.space_id, wanted.at.date())
        if refusal := used.refusal(limits):
            return refusal
        place = self.places[wanted.session_id] = wanted.reserving(used.next_micro_usd)
        self._count(place, place.since(None))
        self.called[key] = self.recent(*key).with_call(wanted.session_id, wanted.at)
        return None

    def settle(
        self, space_id: str, session_id: str, seconds: int, cost: SessionCost | None
    ) -> None:
        if place := self.places.get(session_id):
            settled = self.places[session_id] = place.settled(seconds, cost)
            self._count(place, settled.since(place))

    def give_back(self, space_id: str, session_id: str) -> None:
        place = self.places.get(session_id)
        if place and not place.is_settled:
            del self.places[session_id]
            self._count(place, place.gone())
            key = (space_id, place.number)
            self.called[key] = self.recent(*key).without(session_id)

    def _count(self, place: Reservation, taken: Taken) -> None:
        key = (place.space_id, place.at.date())
        self.days[key] = self.used(*key).plus(taken)
