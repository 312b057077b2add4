"""One conversation from the first word to the last: limits, silence, and an end that is always told."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from livekit.agents import (
    AgentSession,
    CloseEvent,
    RunContext,
    SessionUsageUpdatedEvent,
    StopResponse,
    UserStateChangedEvent,
    function_tool,
)
from livekit.agents.llm import RawFunctionTool
from livekit.agents.voice.room_io import TextInputEvent

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import EndReason
from speaknode_worker.agent.ending import Ending

_LAST_WORDS_S = 15
END_CALL_SCHEMA = {
    "name": "end_call",
    "description": "End the call. Say goodbye first; after this nothing more can be said.",
    "parameters": {"type": "object", "properties": {}},
}
_LAST_WORDS: dict[EndReason, dict[str, str]] = {
    EndReason.SILENCE: {
        "en": "I cannot hear you, so I will end the call now. Goodbye.",
        "ru": "Я вас не слышу, поэтому завершаю разговор. До свидания.",
    },
    EndReason.MAX_DURATION: {
        "en": "I am sorry, our time is up. Goodbye.",
        "ru": "Извините, наше время истекло. До свидания.",
    },
    EndReason.LIMIT: {
        "en": "I am sorry, I have to end our conversation here. Goodbye.",
        "ru": "Извините, мне придётся закончить наш разговор. До свидания.",
    },
}
logger = logging.getLogger(__name__)


class Conversation:
    def __init__(self, config: AgentConfig, language: str) -> None:
        self._config, self._language = config, language[:2]
        self._session: AgentSession[Any] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._deadline: asyncio.TimerHandle | None = None
        self.wanted: Ending | None = None
        self.closed: asyncio.Future[CloseEvent] = asyncio.get_running_loop().create_future()

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("user_state_changed", self._on_user_state)
        session.on("session_usage_updated", self._on_usage)
        session.on("close", self._on_close)

    def begin(self, first_message: str | None) -> None:
        """The session runs: greet, and let the clock tick."""
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(
            self._config.max_duration_s, self.end_soon, EndReason.MAX_DURATION
        )
        if first_message and self._session is not None:
            self._session.say(
                first_message, allow_interruptions=self._config.first_message_interruptible
            )

    def end_soon(self, reason: EndReason) -> None:
        """Says goodbye where the reason has last words, then closes. The first reason stands."""
        if self.wanted is None:
            self.wanted = Ending(reason)
            self._spawn(self._end(reason))

    async def _end(self, reason: EndReason) -> None:
        session = self._session
        assert session is not None
        words = _LAST_WORDS.get(reason, {})
        if text := words.get(self._language) or words.get("en"):
            with contextlib.suppress(RuntimeError):  # what may not be interrupted is played first
                await session.interrupt()
            try:
                handle = session.say(text, allow_interruptions=False)
                await asyncio.wait_for(handle.wait_for_playout(), _LAST_WORDS_S)
            except (TimeoutError, RuntimeError) as error:
                logger.warning("the last words were not heard", extra={"reason": str(error)})
        session.shutdown(drain=True)

    def end_call_tool(self) -> RawFunctionTool[..., Any]:
        async def end_call(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
            await context.wait_for_playout()
            self.end_soon(EndReason.AGENT_HANGUP)
            raise StopResponse

        return function_tool(end_call, raw_schema=END_CALL_SCHEMA)

    async def on_text(self, session: AgentSession[Any], event: TextInputEvent) -> None:
        """What was typed is a turn like any other; a protected message is read to its end first."""
        try:
            await session.interrupt()
        except RuntimeError:
            logger.debug("typed during a message that may not be interrupted")
        if self.wanted is None:
            session.generate_reply(user_input=event.text)

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "away":
            self.end_soon(EndReason.SILENCE)

    def _on_usage(self, event: SessionUsageUpdatedEvent) -> None:
        limit = self._config.token_limit
        if limit is None:
            return
        used = sum(
            int(getattr(usage, "input_tokens", 0)) + int(getattr(usage, "output_tokens", 0))
            for usage in event.usage.model_usage
            if usage.type == "llm_usage"
        )
        if used >= limit:
            self.end_soon(EndReason.LIMIT)

    def _on_close(self, event: CloseEvent) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        if not self.closed.done():
            self.closed.set_result(event)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
