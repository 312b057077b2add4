"""The agent as livekit-agents runs it: our turn rules laid into its pipeline's nodes."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

from livekit import rtc
from livekit.agents import Agent, FlushSentinel, ModelSettings, llm, stt
from livekit.agents.voice.generation import update_instructions

from speaknode_worker.agent.call_ids import CallIds

Said = llm.ChatChunk | str | FlushSentinel


class Rules(Protocol):
    """Of the conversation: they outlive a hand-off from one agent to the next."""

    @property
    def call_ids(self) -> CallIds: ...
    @property
    def filler_after_s(self) -> float: ...
    def filler(self) -> str | None: ...
    def lets_in(self, event: stt.SpeechEvent) -> bool: ...
    async def heard(self, text: str) -> None:
        """Before the words are answered."""

    async def enrich(self, chat_ctx: llm.ChatContext) -> llm.ChatContext:
        """What the LLM is told beside what was said."""


class VoiceAgent(Agent):
    def __init__(self, *, rules: Rules, **fields: Any) -> None:
        super().__init__(**fields)
        self._rules = rules
        self.entered: Callable[[], Awaitable[None]] | None = None
        """Awaited when it takes over by a hand-off."""
        self.leaving: Callable[[], Awaitable[None]] | None = None
        """Awaited before the next one takes over from it."""

    async def on_enter(self) -> None:
        if self.entered is not None:
            await self.entered()

    async def on_exit(self) -> None:
        if self.leaving is not None:
            await self.leaving()

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[stt.SpeechEvent]:
        async for event in Agent.default.stt_node(self, audio, model_settings):
            if self._rules.lets_in(event):
                yield event

    async def llm_node(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterator[Said]:
        answer = self._answer(chat_ctx, tools, model_settings)
        async for chunk in with_filler(answer, self._rules):
            yield chunk

    async def _answer(
        self, chat_ctx: llm.ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterator[Said]:
        call_ids = self._rules.call_ids
        call_ids.know(chat_ctx)
        enriched = await self._rules.enrich(chat_ctx)
        async for chunk in Agent.default.llm_node(self, enriched, tools, model_settings):
            if isinstance(chunk, llm.ChatChunk) and chunk.delta:
                call_ids.keep_apart(chunk.delta.tool_calls)
            yield chunk

    async def on_user_turn_completed(
        self, turn_ctx: llm.ChatContext, new_message: llm.ChatMessage
    ) -> None:
        before = self.instructions
        await self._rules.heard(new_message.text_content or "")
        if self.instructions != before:  # another language; this turn has its copy already
            update_instructions(turn_ctx, instructions=self.instructions, add_if_missing=True)


async def with_filler(answer: AsyncIterator[Said], rules: Rules) -> AsyncIterator[Said]:
    """A word while the LLM thinks: part of the same reply, so it is interrupted and remembered with it."""
    chunks: asyncio.Queue[Said | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(answer, chunks))
    loop = asyncio.get_running_loop()
    deadline: float | None = loop.time() + rules.filler_after_s
    try:
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    chunk = await chunks.get()
            except TimeoutError:
                deadline = None
                if text := rules.filler():
                    yield f"{text} "
                    yield FlushSentinel()
                continue
            if chunk is None:
                break
            if _is_something(chunk):
                deadline = None
            yield chunk
        await reading
    finally:
        reading.cancel()
        await asyncio.wait([reading])


async def _read(answer: AsyncIterator[Said], chunks: "asyncio.Queue[Said | None]") -> None:
    try:
        async for chunk in answer:
            chunks.put_nowait(chunk)
    finally:
        chunks.put_nowait(None)


def _is_something(chunk: Said) -> bool:
    if isinstance(chunk, llm.ChatChunk):
        return bool(chunk.delta and (chunk.delta.content or chunk.delta.tool_calls))
    return True
