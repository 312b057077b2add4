"""The limits that a space sets itself, and what is counted against them."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity

RESERVED_S = 60
"""Of a call's time before it is known; its end puts the true time in its place."""


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
    calls_per_number: NumberLimit | None = None

    @property
    def is_empty(self) -> bool:
        return self == CallLimits()


class Refusal(StrEnum):
    CALLS_PER_DAY = "calls_per_day"
    MINUTES_PER_DAY = "minutes_per_day"
    CALLS_PER_NUMBER = "calls_per_number"


class Used(Entity):
    """Of one day, what calls have taken, those that are held with `RESERVED_S` each."""

    day: date
    calls: int = 0
    seconds: int = 0

    def refusal(self, limits: CallLimits) -> Refusal | None:
        """Why no further call may begin."""
        if limits.calls_per_day is not None and self.calls >= limits.calls_per_day:
            return Refusal.CALLS_PER_DAY
        minutes = limits.minutes_per_day
        if minutes is not None and self.seconds > minutes * 60 - RESERVED_S:
            return Refusal.MINUTES_PER_DAY
        return None


class Reservation(Entity):
    """One call's place within the limits. `session_id` names the call: asked twice, it has one place."""

    space_id: str
    session_id: str
    number: str
    at: datetime
    is_settled: bool = False


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
