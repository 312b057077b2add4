"""Who speaks first, and when: how long somebody who was called waits for the agent is bounded by law."""

from datetime import datetime


class FirstWords:
    """Counted from the answer; until then nothing counts."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._began: datetime | None = None
        self._ended: datetime | None = None
        self._agent: datetime | None = None

    def count_from(self, at: datetime) -> None:
        self._since = self._since or at

    def on_agent(self, at: datetime) -> None:
        if self._since is not None:
            self._agent = self._agent or at

    def on_caller(self, at: datetime, *, speaking: bool) -> None:
        """What they say after the agent is an answer to it, not a greeting."""
        if speaking and self._since is not None and self._agent is None:
            self._began = self._began or at
        elif not speaking and self._began is not None:
            self._ended = self._ended or at

    @property
    def greeted_after_s(self) -> float | None:
        return self._after_s(self._agent)

    def greeting_ended_after_s(self, at: datetime) -> float | None:
        """`at` the end of all: who was cut short had spoken until then."""
        return self._after_s(self._ended or at) if self._began is not None else None

    def _after_s(self, at: datetime | None) -> float | None:
        if at is None or self._since is None:
            return None
        return round(max((at - self._since).total_seconds(), 0), 3)
