"""What a call does with its models, done once: it speaks to one that hears, has another speak, asks a third."""

# ruff: noqa: TID251  # livekit-agents' own parts, for the tests of the worker

import asyncio
import json
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from livekit import rtc
from livekit.agents import llm, stt
from livekit.agents.llm import ChatContext, ChatMessage, FunctionCall, FunctionCallOutput
from tests.support.hosted.assembled import ONCE

WORDS = "what time is it"
TEXT = "Your appointment is at nine o'clock."
SOON_S = 15.0
"""Far below what a stream that is not left takes: for ever."""
_FINAL = stt.SpeechEventType.FINAL_TRANSCRIPT


class Speaking:
    """Somebody who speaks without a pause, and is heard to have ended once."""

    def __init__(self, made: stt.STT[Any]) -> None:
        self._made, self.stream = made, made.stream(conn_options=ONCE)
        self._task = asyncio.create_task(self._speak())

    async def __aenter__(self) -> stt.RecognizeStream:
        return self.stream

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await self.stream.aclose()
        await self._made.aclose()

    @staticmethod
    def frames(count: int) -> Iterator[rtc.AudioFrame]:
        return repeat(rtc.AudioFrame(b"\x01\x01" * 480, 48_000, 1, 480), count)

    async def _speak(self) -> None:
        """As livekit-agents does it: what is flushed by hand is flushed when the voice has ended."""
        for number, frame in enumerate(self.frames(10**6)):
            self.stream.push_frame(frame)
            if number == 50 and self._made.capabilities.manual_flush:
                self.stream.flush()
            await asyncio.sleep(0.005)


async def heard(stream: stt.RecognizeStream) -> list[stt.SpeechEvent]:
    """All that is told, until the last word of it: one that breaks off may have made its half of them final."""
    events = []
    async with asyncio.timeout(SOON_S):
        async for event in stream:
            events.append(event)
            if event.type is _FINAL and event.alternatives[0].text == WORDS:
                return events
    raise AssertionError("it ended without a word")


async def speak(made: Any, text: str = TEXT) -> list[rtc.AudioFrame]:
    async with asyncio.timeout(SOON_S), made.stream(conn_options=ONCE) as stream:
        for word in text.split(" "):
            stream.push_text(f"{word} ")
        stream.end_input()
        return [audio.frame async for audio in stream]


def conversation() -> ChatContext:
    """With a tool that was called, and what it answered."""
    arguments = json.dumps({"city": "Riga"})
    call = FunctionCall(call_id="call_0", name="get_weather", arguments=arguments)
    answer = FunctionCallOutput(
        call_id="call_0", name="get_weather", output="seven degrees", is_error=False
    )
    said = [("system", "You are Ada."), ("user", "What is the weather?")]
    messages = [ChatMessage(role=role, content=[text]) for role, text in said]  # type: ignore[arg-type]
    last = ChatMessage(role="user", content=["And the time?"])
    return ChatContext(items=[*messages, call, answer, last])


@llm.function_tool
async def get_time(city: str) -> str:
    """What time it is.

    Args:
        city: Where.
    """
    return "nine"


async def answer(made: Any, *, tools: Any = ()) -> tuple[str, list[Any], Any]:
    text, calls, usage = "", [], None
    async with asyncio.timeout(SOON_S):
        async with made.chat(
            chat_ctx=conversation(), tools=list(tools), conn_options=ONCE
        ) as stream:
            async for chunk in stream:
                usage = chunk.usage or usage
                if chunk.delta:
                    text += chunk.delta.content or ""
                    calls += chunk.delta.tool_calls
    return text, calls, usage
