"""Where limits and what was used of them are kept."""

from datetime import date
from typing import Protocol

from speaknode.call_limits.models import CallLimits, Recent, Refusal, Reservation, Used
from speaknode.costs.models import SessionCost


class CallLimitStore(Protocol):
    def limits(self, space_id: str) -> CallLimits: ...
    def put(self, space_id: str, limits: CallLimits) -> None: ...
    def used(self, space_id: str, day: date) -> Used: ...
    def recent(self, space_id: str, number: str) -> Recent: ...
    def reserve(self, wanted: Reservation, limits: CallLimits) -> Refusal | None:
        """Take its place under all limits, or under none: two that ask at once never both get the last one."""

    def settle(
        self, space_id: str, session_id: str, seconds: int, cost: SessionCost | None
    ) -> None:
        """Its call is over and took so much; told twice, it counts once. Nothing where no place was taken."""

    def give_back(self, space_id: str, session_id: str) -> None:
        """No call came of it."""
