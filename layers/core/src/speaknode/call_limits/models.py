"""The limits that a space sets itself, and what is counted against them."""

import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from speaknode.costs import money
from speaknode.costs.models import SessionCost
from speaknode.kit.models import Entity

RESERVED_S = 60
"""Of a call's time before it is known; its end puts the true time in its place."""
RESERVED_MICRO_USD = 100_000
"""Likewise of its cost, or the mean of the day's calls where that is more."""


class NumberLimit(Entity):
    """At most so many calls to one number in any so many days."""

    calls: int = Field(ge=1, le=50)
    days: int = Field(default=7, ge=1, le=90)


class CallLimits(Entity):
    """Of all campaigns of the space together; days are by UTC. What is null is not limited."""

    calls_per_day: int | None = Field(default=None, ge=1, le=10_000_000)
    minutes_per_day: int | None = Field(
        default=None,
        ge=1,
        le=10_000_000,
        description="A call begins only if a minute is left for it; calls that are held go on.",
    )
    spend_usd_per_day: Decimal | None = Field(
        default=None,
        ge=Decimal("0.1"),
        le=10_000_000,
        decimal_places=2,
        examples=["25.00"],
        description="A call begins only if $0.10, or the mean cost of the day's calls, is left for it.",
    )
    calls_per_number: NumberLimit | None = None

    @property
    def is_empty(self) -> bool:
        return self == CallLimits()


class Refusal(StrEnum):
    CALLS_PER_DAY = "calls_per_day"
    MINUTES_PER_DAY = "minutes_per_day"
    SPEND_PER_DAY = "spend_per_day"
    CALLS_PER_NUMBER = "calls_per_number"


class Taken(Entity):
    """What a change of a call's place adds to its day."""

    calls: int = 0
    seconds: int = 0
    micro_usd: int = 0
    settled_calls: int = 0
    settled_micro_usd: int = 0


class Used(Taken):
    """Of one day, what calls have taken, those that are held with what is reserved for each."""

    day: date

    @property
    def next_micro_usd(self) -> int:
        """What the next call is expected to cost."""
        mean = math.ceil(self.settled_micro_usd / max(1, self.settled_calls))
        return max(RESERVED_MICRO_USD, mean)

    def refusal(self, limits: CallLimits) -> Refusal | None:
        """Why no further call may begin."""
        if limits.calls_per_day is not None and self.calls >= limits.calls_per_day:
            return Refusal.CALLS_PER_DAY
        minutes = limits.minutes_per_day
        if minutes is not None and self.seconds > minutes * 60 - RESERVED_S:
            return Refusal.MINUTES_PER_DAY
        spend = limits.spend_usd_per_day
        if spend is not None and self.micro_usd + self.next_micro_usd > money.micro_usd(spend):
            return Refusal.SPEND_PER_DAY
        return None

    def plus(self, taken: Taken) -> "Used":
        added = {name: value + getattr(self, name) for name, value in taken.model_dump().items()}
        return self.model_copy(update=added)


class Reservation(Entity):
    """One call's place within the limits. `session_id` names the call: asked twice, it has one place."""

    space_id: str
    session_id: str
    number: str
    at: datetime
    seconds: int = RESERVED_S
    reserved_micro_usd: int = RESERVED_MICRO_USD
    micro_usd: int = RESERVED_MICRO_USD
    is_settled: bool = False

    def reserving(self, micro_usd: int) -> "Reservation":
        return self.model_copy(update={"reserved_micro_usd": micro_usd, "micro_usd": micro_usd})

    def settled(self, seconds: int, cost: SessionCost | None) -> "Reservation":
        """What is not known of its cost counts as was reserved for it, until the agent tells."""
        if self.is_settled and not (cost and cost.is_metered):
            return self
        spent = money.micro_usd(cost.total_usd) if cost else 0
        if cost is None or not cost.is_complete:
            spent = max(spent, self.reserved_micro_usd)
        return self.model_copy(update={"is_settled": True, "seconds": seconds, "micro_usd": spent})

    def since(self, was: "Reservation | None") -> Taken:
        """What the day counts more, now that it is this."""
        now = self._taken()
        if was is None:
            return now
        before = was._taken().model_dump()
        return Taken(**{name: value - before[name] for name, value in now.model_dump().items()})

    def _taken(self) -> Taken:
        return Taken(
            calls=1,
            seconds=self.seconds,
            micro_usd=self.micro_usd,
            settled_calls=int(self.is_settled),
            settled_micro_usd=self.micro_usd if self.is_settled else 0,
        )

    def gone(self) -> Taken:
        """What the day counts when no call comes of it."""
        return Taken(**{name: -value for name, value in self._taken().model_dump().items()})


class Recent(Entity):
    """The latest calls to one number: when, by session."""

    calls: dict[str, datetime] = Field(default_factory=dict)
    revision: int = 0

    def within(self, limit: NumberLimit, at: datetime) -> "Recent":
        since = at - timedelta(days=limit.days)
        kept = {session: began for session, began in self.calls.items() if began > since}
        return self.model_copy(update={"calls": kept})

    def with_call(self, session_id: str, at: datetime) -> "Recent":
        calls = {**self.calls, session_id: at}
        return Recent(calls=calls, revision=self.revision + 1)

    def without(self, session_id: str) -> "Recent":
        calls = {session: at for session, at in self.calls.items() if session != session_id}
        return Recent(calls=calls, revision=self.revision + 1)
