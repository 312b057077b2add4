"""A realtime model that does as a test tells it: hears nothing, and answers what it is told was said."""

# ruff: noqa: TID251  # fakes of livekit-agents' own parts, for the tests of the worker

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any, TypeVar

from livekit import rtc
from livekit.agents import APIConnectionError, llm
from tests.support.voice.models import LETTER_S, NEVER_S, Reply

_RATE = 24_000
_SPEAKS_S = 1.0


class FakeRealtime(llm.RealtimeModel):
    def __init__(self, *replies: Reply, label: str = "fake") -> None:
        super().__init__(
            capabilities=llm.RealtimeCapabilities(
                message_truncation=True,
                turn_detection=True,
                user_transcription=True,
                auto_tool_reply_generation=False,
                audio_output=True,
                manual_function_calls=True,
                can_disable_turn_detection=True,
                mutable_chat_context=True,
                mutable_instructions=True,
                mutable_tools=True,
                per_response_tool_choice=True,
            )
        )
        self.replies, self._name = list(replies), label
        self.sessions: list[FakeSession] = []

    @property
    def model(self) -> str:
        return self._name

    @property
    def running(self) -> "FakeSession":
        return self.sessions[-1]

    def session(self, *, turn_detection_disabled: bool = False) -> "FakeSession":
        made = FakeSession(self)
        self.sessions.append(made)
        return made

    def next(self) -> Reply:
        """The last one is given again and again."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    async def aclose(self) -> None:
        """Nothing is held."""


class FakeSession(llm.RealtimeSession[Any]):
    def __init__(self, model: FakeRealtime) -> None:
        super().__init__(model)
        self._fake = model
        self._chat_ctx, self._tools = llm.ChatContext.empty(), llm.ToolContext.empty()
        self.instructions = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self.interruptions = 0

    async def hear(self, text: str) -> None:
        """The caller has said it; the answer follows by itself."""
        self.emit("input_speech_started", llm.InputSpeechStartedEvent())
        await asyncio.sleep(_SPEAKS_S)
        self.emit("input_speech_stopped", llm.InputSpeechStoppedEvent(True))
        self.emit(
            "input_audio_transcription_completed",
            llm.InputTranscriptionCompleted(item_id=f"i{now()}", transcript=text, is_final=True),
        )
        self._spawn(self._answer(None))

    def die(self) -> None:
        error = APIConnectionError("gone", retryable=False)
        self.emit(
            "error",
            llm.RealtimeModelError(
                timestamp=time.time(), label="fake", error=error, recoverable=False
            ),
        )

    async def _answer(self, asked: "asyncio.Future[llm.GenerationCreatedEvent] | None") -> None:
        reply = self._fake.next()
        await asyncio.sleep(reply.after_s)
        event = llm.GenerationCreatedEvent(
            message_stream=self._messages(reply),
            function_stream=_calls(reply),
            user_initiated=asked is not None,
            response_id=f"r{now()}",
        )
        self.emit("generation_created", event)
        if asked is not None and not asked.done():
            asked.set_result(event)

    async def _messages(self, reply: Reply) -> AsyncIterator[llm.MessageGeneration]:
        if reply.text:
            modalities: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            modalities.set_result(["text", "audio"])
            yield llm.MessageGeneration(
                message_id=f"m{now()}",
                text_stream=_stalling(_words(reply.text), reply),
                audio_stream=_stalling(_sound(reply.text), reply),
                modalities=modalities,
            )

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def chat_ctx(self) -> llm.ChatContext:
        return self._chat_ctx

    @property
    def tools(self) -> llm.ToolContext:
        return self._tools

    async def update_instructions(self, instructions: str) -> None:
        self.instructions = str(instructions)

    async def update_chat_ctx(self, chat_ctx: llm.ChatContext) -> None:
        self._chat_ctx = chat_ctx.copy()

    async def update_tools(self, tools: list[llm.Tool]) -> None:
        self._tools = llm.ToolContext(tools)

    def update_options(self, **_: Any) -> None:
        """There are none."""

    def push_audio(self, frame: rtc.AudioFrame) -> None:
        """It is told what it hears."""

    def push_video(self, frame: rtc.VideoFrame) -> None:
        """It is told what it sees."""

    def generate_reply(self, **_: Any) -> "asyncio.Future[llm.GenerationCreatedEvent]":
        asked: asyncio.Future[llm.GenerationCreatedEvent] = (
            asyncio.get_running_loop().create_future()
        )
        self._spawn(self._answer(asked))
        return asked

    def commit_audio(self) -> None:
        """There is none."""

    def clear_audio(self) -> None:
        """There is none."""

    def interrupt(self) -> None:
        self.interruptions += 1

    def truncate(self, **_: Any) -> None:
        """It remembers nothing of its own."""

    async def aclose(self) -> None:
        for task in list(self._tasks):
            task.cancel()


def now() -> float:
    return asyncio.get_running_loop().time()


Item = TypeVar("Item")


async def _stalling(stream: AsyncIterator[Item], reply: Reply) -> AsyncIterator[Item]:
    async for item in stream:
        yield item
    if reply.stalls and not reply.calls:
        await asyncio.sleep(NEVER_S)


async def _words(text: str) -> AsyncIterator[str]:
    for word in text.split(" "):
        yield f"{word} "


async def _sound(text: str) -> AsyncIterator[rtc.AudioFrame]:
    samples = int(len(text) * LETTER_S * _RATE)
    yield rtc.AudioFrame(b"\x00\x00" * samples, _RATE, 1, samples)


async def _calls(reply: Reply) -> AsyncIterator[llm.FunctionCall]:
    """Without calls the answer stays open until it was heard, as Gemini's does."""
    if reply.stalls:
        await asyncio.sleep(NEVER_S)
    for index, (name, given) in enumerate(reply.calls):
        yield llm.FunctionCall(
            call_id=f"call_{now()}_{index}", name=name, arguments=json.dumps(given)
        )
    if not reply.calls:
        await asyncio.sleep(len(reply.text) * LETTER_S)
