"""One answer of a realtime model as it comes: told when it stands still before its end."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from livekit import rtc
from livekit.agents import llm
from livekit.agents.utils import aio

Item = TypeVar("Item")


class Progress:
    """Read as fast as it comes, whoever reads on: what waits to be played is not late.

    An answer may stay open after its words have ended (Gemini's does until it thinks they were heard), or
    because a tool call is to follow. So between its words and its end the clock begins when they were heard.
    """

    def __init__(self, within_s: float, stalled: Callable[[], None]) -> None:
        self._within_s, self._stalled = within_s, stalled
        self._begun = self._ended = self._over = False
        self._under_way = 0
        self._heard_at = 0.0
        """When all sound that has come so far will have been played."""
        self._due: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, event: llm.GenerationCreatedEvent) -> llm.GenerationCreatedEvent:
        self._tick()
        return replace(
            event,
            message_stream=self._read(self._messages(event.message_stream)),
            function_stream=self._read(event.function_stream, self._end),
        )

    def caller_goes_on(self) -> None:
        """Gemini opens its answer with the caller's first words: it owes nothing before their last."""
        self._tick()

    def stop(self) -> None:
        """It is heard of no more."""
        self._over = True
        self._tick()

    @property
    def is_read(self) -> bool:
        return bool(self._tasks)

    async def aclose(self) -> None:
        self.stop()
        await aio.cancel_and_wait(*self._tasks)

    async def _messages(
        self, source: AsyncIterable[llm.MessageGeneration]
    ) -> AsyncIterator[llm.MessageGeneration]:
        async for message in source:
            yield replace(
                message,
                text_stream=self._words(message.text_stream),
                audio_stream=self._words(self._heard(message.audio_stream)),
            )

    async def _heard(self, sound: AsyncIterable[rtc.AudioFrame]) -> AsyncIterator[rtc.AudioFrame]:
        async for frame in sound:
            self._heard_at = max(self._heard_at, _now()) + frame.duration
            yield frame

    def _words(self, source: AsyncIterable[Item]) -> AsyncIterable[Item]:
        self._under_way += 1
        return self._read(source, self._end_of_words)

    def _end_of_words(self) -> None:
        self._under_way -= 1
        self._tick()

    def _end(self) -> None:
        self._ended = True
        self._tick()

    def _read(
        self, source: AsyncIterable[Item], ended: Callable[[], None] = lambda: None
    ) -> AsyncIterable[Item]:
        items: aio.Chan[Item] = aio.Chan()
        self._spawn(self._pump(source, items, ended))
        return items

    async def _pump(
        self, source: AsyncIterable[Item], items: "aio.Chan[Item]", ended: Callable[[], None]
    ) -> None:
        try:
            async for item in source:
                self._begun = True
                self._tick()
                items.send_nowait(item)
        finally:
            items.close()
            ended()

    def _tick(self) -> None:
        """Something came: the clock begins anew, if more is owed."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        is_owed = self._under_way or not (self._begun and self._ended)
        if not self._over and is_owed:
            begins = _now() if self._under_way else max(_now(), self._heard_at)
            loop = asyncio.get_running_loop()
            self._due = loop.call_at(begins + self._within_s, self._stalled)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _now() -> float:
    return asyncio.get_running_loop().time()
