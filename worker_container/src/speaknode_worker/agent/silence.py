"""What happens when nobody says anything: a word or two from the agent, and then the end."""

import asyncio
from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession, UserStateChangedEvent

from speaknode.agents.models import AgentConfig

_AGAIN_S = 1.0


class Silence:
    def __init__(
        self,
        config: Callable[[], AgentConfig],
        *,
        prompt: Callable[[], str | None],
        end: Callable[[], None],
    ) -> None:
        self._config, self._prompt, self._end = config, prompt, end
        self._session: AgentSession[Any] | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._prompted = 0
        self.held = False

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("agent_state_changed", lambda _: self._changed())
        session.on("user_state_changed", self._on_user)

    def heard(self) -> None:
        """The caller is there: patience starts anew."""
        self._prompted = 0
        self._changed()

    def hold(self, *, held: bool) -> None:
        """While the caller waits for somebody else, nothing is expected of them."""
        self.held = held
        self._changed()

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _on_user(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._prompted = 0
        self._changed()

    def _changed(self) -> None:
        self.stop()
        if self._quiet():
            loop = asyncio.get_running_loop()
            self._timers.append(loop.call_later(self._config().silence_timeout_s, self._give_up))
            if self._prompted < self._config().idle.max_count:
                self._timers.append(
                    loop.call_later(self._config().idle.after_ms / 1000, self._say_something)
                )

    def _quiet(self) -> bool:
        session = self._session
        return (
            session is not None
            and not self.held
            and session.agent_state == "listening"
            and session.user_state != "speaking"
        )

    def _busy(self) -> bool:
        """A tool may run without a state that says so."""
        session = self._session
        return session is None or session.current_speech is not None

    def _say_something(self) -> None:
        if self._busy():
            loop = asyncio.get_running_loop()
            self._timers.append(loop.call_later(_AGAIN_S, self._say_something))
        elif (text := self._prompt()) and self._session is not None:
            self._prompted += 1
            self._session.say(text)

    def _give_up(self) -> None:
        if self._busy():
            self._changed()
        else:
            self._end()
