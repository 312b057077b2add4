"""One conversation from the first word to the last: limits, silence, and an end that is always told."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine
from heapq import heappop, heappush
from itertools import count
from typing import Any

from livekit.agents import (
    AgentSession,
    CloseEvent,
    ConversationItemAddedEvent,
    ErrorEvent,
    RunContext,
    SessionUsageUpdatedEvent,
    StopResponse,
    function_tool,
    llm,
    stt,
    tts,
)
from livekit.agents.llm import RawFunctionTool
from livekit.agents.voice import SpeechHandle
from livekit.agents.voice.room_io import TextInputEvent

from speaknode.agents.conversation import FirstMessageMode
from speaknode.agents.models import AgentConfig, VariableValue
from speaknode.sessions.models import EndFault, EndReason
from speaknode_worker.agent.call_ids import CallIds
from speaknode_worker.agent.cast import Casting, emergency_voice
from speaknode_worker.agent.ending import Ending
from speaknode_worker.agent.floor import Floor
from speaknode_worker.agent.hearing import Attention
from speaknode_worker.agent.knowledge import KnowledgeLookup
from speaknode_worker.agent.languages import Languages
from speaknode_worker.agent.meanwhile import Meanwhile
from speaknode_worker.agent.metering import Meter
from speaknode_worker.agent.phrases import Phrases
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.silence import Silence
from speaknode_worker.agent.texts import Texts, last_words, put_through

MAX_TYPED = 10_000
"""Letters of one message; whoever pastes a book is answered to its beginning."""
_LAST_WORDS_S = 15
_HEAR_OUT_S = 60
_DEAF_AFTER = 3
"""Failures of the transcriber in a row: it is connected anew by itself."""
_GREET = "Greet the caller and open the conversation, in one or two short sentences."
END_CALL_SCHEMA = {
    "name": "end_call",
    "description": "End the call. Say goodbye first; after this nothing more can be said.",
    "parameters": {"type": "object", "properties": {}},
}
logger = logging.getLogger(__name__)


class Conversation:
    """The rules of one conversation; they stay when an agent hands over to another."""

    def __init__(
        self, config: AgentConfig, locale: str, variables: dict[str, VariableValue] | None = None
    ) -> None:
        self.variables: dict[str, VariableValue] = {} if variables is None else variables
        self.config, self.locale = config, locale
        self.texts = Texts(config, locale, self.variables)
        self.floor = Floor(lambda: self.config, lambda: self.texts)
        self.silence = Silence(
            lambda: self.config,
            prompt=lambda: self.texts.idle(),
            end=lambda: self.end_soon(EndReason.SILENCE),
        )
        self.attention, self.meter = Attention(), Meter()
        self.meanwhile = Meanwhile(self.attention)
        self.call_ids = CallIds()
        self.languages = Languages(self)
        self.knowledge: KnowledgeLookup | None = None
        self.casting: Casting | None = None
        self.rescue: Callable[[str], Coroutine[Any, Any, None]] | None = None
        self.human: Callable[[], Coroutine[Any, Any, bool]] | None = None
        """Takes a caller whom the agent fails, where there is somebody; False: nobody took the call."""
        self.session: AgentSession[Any] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._deadline: asyncio.TimerHandle | None = None
        self._deaf = 0
        self._reading = asyncio.Lock()
        self._typed: list[tuple[float, int, str]] = []
        self._numbers = count()
        self._said = ""
        """Last by the agent, to its end."""
        self._reported: str | None = None
        """The language that the transcriber heard."""
        self.gone = asyncio.Event()
        """The caller is not there any more."""
        self.wanted: Ending | None = None
        self.closed: asyncio.Future[CloseEvent] = asyncio.get_running_loop().create_future()

    def use(self, config: AgentConfig, locale: str) -> None:
        """Another agent, or another language, from now on."""
        self.config, self.locale = config, locale
        self.variables["system.locale"] = locale
        self.texts = Texts(config, locale, self.variables)

    def take_over(self, config: AgentConfig, locale: str, casting: Casting) -> None:
        """Another agent has the word: its settings rule, and its time begins."""
        self.use(config, locale)
        self.casting = casting
        self.silence.heard()
        if self.wanted is None:
            self._limit_duration()

    def realtime_lost(self, reason: str) -> None:
        """No realtime model is left."""
        if self.wanted is None and self.rescue is not None:
            self._spawn(self.rescue(reason))

    def watch(self, session: AgentSession[Any]) -> None:
        self.session = session
        self.floor.watch(session)
        self.meanwhile.watch(session)
        self.silence.watch(session)
        session.on(
            "user_state_changed",
            lambda event: self.attention.on_speech(speaking=event.new_state == "speaking"),
        )
        session.on("session_usage_updated", self._on_usage)
        session.on("conversation_item_added", self._on_item)
        session.on("error", self._on_error)
        session.on("close", self._on_close)

    @property
    def listens(self) -> bool:
        """Not to a caller on hold, nor once the end is decided."""
        return self.wanted is None and not self.silence.held

    @property
    def is_written(self) -> bool:
        return self.casting is not None and self.casting.ears is None

    @property
    def is_over(self) -> bool:
        return self.gone.is_set() or self.closed.done()

    def begin(self, first_message: str | None) -> None:
        """The session runs: greet, and let the clock tick."""
        self.start_clock()
        self._spawn(self._greet(first_message))

    def start_clock(self) -> None:
        if self._deadline is None:
            self._limit_duration()

    def _limit_duration(self) -> None:
        """Of the agent that has the word, from now on."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(
            self.config.max_duration_s, self.end_soon, EndReason.MAX_DURATION
        )

    async def _greet(self, first_message: str | None) -> None:
        mode, session = self.config.first_message_mode, self.session
        if mode is FirstMessageMode.USER or session is None:
            return
        if self.config.first_message_delay_ms:
            await asyncio.sleep(self.config.first_message_delay_ms / 1000)
        if self.wanted is not None:
            return
        if mode is FirstMessageMode.AGENT_GENERATED:
            self._protect(session.generate_reply, instructions=_GREET)
        elif first_message:
            self.say_first(first_message)

    def say_first(self, text: str) -> None:
        """What an agent opens with: it may be protected from interruptions."""
        if self.session is not None:
            self._protect(self.session.say, text=text)

    def _protect(self, speak: Callable[..., SpeechHandle], **what: str) -> None:
        interruptible = self.config.first_message_interruptible
        speech = speak(**what, allow_interruptions=interruptible)
        self.floor.protected = None if interruptible else speech

    def end_soon(
        self, reason: EndReason, fault: EndFault = EndFault.NONE, detail: str | None = None
    ) -> None:
        """Says goodbye where the reason has last words, then closes. The first reason stands."""
        if self.wanted is None:
            self.wanted = Ending(reason, fault, detail)
            self._spawn(self._leave(reason))

    async def _leave(self, reason: EndReason) -> None:
        is_given = False
        try:
            if reason is EndReason.LIMIT:
                await self._hear_out()
            if reason is EndReason.ERROR and self.human is not None:
                await self._say_to_the_end(put_through(self.locale))
                is_given = await self.human()
        finally:
            if not is_given:
                await self._end(self._last_words(reason))

    def _last_words(self, reason: EndReason) -> str | None:
        if reason is not EndReason.AGENT_HANGUP:
            return last_words(reason, self.locale, written=self.is_written)
        own = self.texts.end_call()
        return None if own and Phrases([own]).within(self._said) else own

    async def _end(self, text: str | None) -> None:
        assert self.session is not None
        if text:
            await self._say_to_the_end(text)
        self.silence.stop()
        self.session.shutdown(drain=True)

    async def _hear_out(self) -> None:
        """What the last tokens were spent on is said; nothing is thought of after it."""
        session = self.session
        speech = session.current_speech if session is not None else None
        if speech is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(speech.wait_for_playout(), _HEAR_OUT_S)

    async def _say_to_the_end(self, text: str) -> None:
        session = self.session
        assert session is not None
        self.silence.stop()
        with contextlib.suppress(RuntimeError):  # what may not be interrupted is played first
            await session.interrupt()
        try:
            handle = session.say(text, allow_interruptions=False)
            self.floor.protected = handle
            await asyncio.wait_for(handle.wait_for_playout(), _LAST_WORDS_S)
        except (TimeoutError, RuntimeError) as error:
            logger.warning("the last words were not heard", extra={"reason": str(error)})

    def caller_gone(self) -> None:
        """Nobody hears what is still said or found out; the session closes."""
        self.gone.set()
        if self.session is not None:
            self.session.shutdown(drain=False)

    def end_call_tool(self) -> RawFunctionTool[..., Any]:
        async def end_call(raw_arguments: dict[str, object], context: RunContext[Any]) -> None:
            await context.wait_for_playout()
            self.end_soon(EndReason.AGENT_HANGUP)
            raise StopResponse

        return function_tool(end_call, raw_schema=END_CALL_SCHEMA)

    def tools(self, config: AgentConfig | None = None) -> list[RawFunctionTool[..., Any]]:
        """Those that belong to the conversation itself; of the agent that has the word or will have it."""
        config = config or self.config
        made = [self.end_call_tool()] if config.end_call.tool else []
        return [*made, *self.languages.tools(config)]

    async def on_text(self, session: AgentSession[Any], event: TextInputEvent) -> None:
        """What was typed is a turn like any other; a protected message is read to its end first."""
        text = event.text.strip()[:MAX_TYPED]
        if not text:
            return
        self.silence.heard()
        sent_at_ms = event.info.timestamp if event.info else time.time() * 1000
        heappush(self._typed, (sent_at_ms, next(self._numbers), text))
        # A change of language takes its time: the next message does not overtake it, and those that wait are read
        # as they were sent.
        async with self._reading:
            *_, text = heappop(self._typed)
            await self._read(session, text)

    async def _read(self, session: AgentSession[Any], text: str) -> None:
        await self._break_in(session)
        if self.meanwhile.is_open:
            self.meanwhile.add(text)
            return
        self._reported = None
        await self.heard(text)
        if self.wanted is None:
            session.generate_reply(user_input=text)

    def on_keys(self, digits: str) -> None:
        """Keys are a turn like any other: whoever knows a menu does not hear it to its end."""
        if self.listens:
            self._spawn(self._keyed(digits))

    async def _keyed(self, digits: str) -> None:
        assert self.session is not None
        await self._break_in(self.session)
        if self.listens:
            self.session.generate_reply(user_input=f"(pressed {digits})")

    async def _break_in(self, session: AgentSession[Any]) -> None:
        try:
            await session.interrupt()
        except RuntimeError:
            logger.debug("typed during a message that may not be interrupted")

    # What `VoiceAgent` asks for

    @property
    def filler_after_s(self) -> float:
        return self.config.filler.after_ms / 1000

    def filler(self) -> str | None:
        return self.texts.filler() if self.wanted is None else None

    def lets_in(self, event: stt.SpeechEvent) -> bool:
        self._deaf = 0
        if event.alternatives and event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
            self._reported = event.alternatives[0].language or None
        return self.floor.lets_in(event)

    async def heard(self, text: str) -> None:
        reported, self._reported = self._reported, None
        await self.languages.follow(text, reported)

    async def enrich(self, chat_ctx: llm.ChatContext) -> llm.ChatContext:
        return chat_ctx if self.knowledge is None else await self.knowledge.enrich(chat_ctx)

    # What the session tells

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage) or item.role != "assistant" or item.interrupted:
            return
        self._said = item.text_content or ""
        if self.texts.goodbyes.within(self._said):
            self.end_soon(EndReason.AGENT_HANGUP)

    def _on_error(self, event: ErrorEvent) -> None:
        error = event.error
        if getattr(error, "recoverable", True) or self.wanted is not None:
            return
        if isinstance(error, stt.STTError):
            self._deaf += 1
            if self._deaf < _DEAF_AFTER:
                return
        detail = str(getattr(error, "error", error))[:500]
        if isinstance(error, tts.TTSError):
            self._borrow_voice()
        self.end_soon(EndReason.ERROR, EndFault.PROVIDER, detail)

    def _borrow_voice(self) -> None:
        """An apology that nobody can hear is none."""
        if self.session is None:
            return
        try:
            self.session.current_agent.update_options(tts=emergency_voice(self.locale))
        except ProviderError as error:
            logger.warning("there is no voice for the last words", extra={"reason": str(error)})

    def _on_usage(self, event: SessionUsageUpdatedEvent) -> None:
        limit = self.config.token_limit
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
        self.silence.stop()
        if self._deadline is not None:
            self._deadline.cancel()
        if not self.closed.done():
            self.closed.set_result(event)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
