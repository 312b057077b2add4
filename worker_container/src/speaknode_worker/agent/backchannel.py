"""Small words while the caller speaks at length: somebody is listening."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession, UserStateChangedEvent

from speaknode.agents.conversation import BackchannelConfig
from speaknode_worker.agent.ambience import choose

FIRST_S, NEXT_S = 4.0, 5.0


class Backchannel:
    def __init__(
        self,
        config: Callable[[], BackchannelConfig],
        *,
        words: Callable[[], list[str]],
        say: Callable[[AgentSession[Any], str], None],
        dice: random.Random | None = None,
    ) -> None:
        self._config, self._words, self._say = config, words, say
        self._dice = dice or random.Random()
        self._session: AgentSession[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("user_state_changed", self._on_user)
        session.on("close", lambda _: self._stop())

    def _on_user(self, event: UserStateChangedEvent) -> None:
        self._stop()
        if event.new_state == "speaking" and self._config().enabled:
            self._timer = asyncio.get_running_loop().call_later(FIRST_S, self._chance)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _chance(self) -> None:
        session = self._session
        assert session is not None
        is_free = session.agent_state == "listening" and session.current_speech is None
        if is_free and (word := choose(self._words(), self._config().frequency, self._dice)):
            self._say(session, word)
        self._timer = asyncio.get_running_loop().call_later(NEXT_S, self._chance)
