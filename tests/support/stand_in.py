"""An agent's stand-in on real media, without the worker: greets, and answers whoever speaks."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from livekit import rtc
from tests.support.livekit_server import LiveKitServer

from speaknode_cli.caller.ear import rms
from speaknode_cli.caller.microphone import Microphone
from speaknode_cli.caller.voice import Speech, synthesise

PAUSE_S = 0.6


class StandIn:
    """Says its greeting; then, when a voice falls silent for PAUSE_S, says its answer."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.microphone = Microphone()
        self.heard_rms = 0.0
        self.typed: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.room.on("track_subscribed", lambda track, *_: self.spawn(self._listen(track)))
        self.room.register_text_stream_handler(
            "lk.chat", lambda reader, _: self.spawn(self._read(reader))
        )

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def speak(self, text: str, speech: Speech | None = None) -> None:
        writer = await self.room.local_participant.stream_text(topic="lk.transcription")
        await writer.write(text)
        await writer.aclose()
        if speech is not None:
            await self.microphone.speak(speech)

    async def close(self) -> None:
        await self.microphone.aclose()
        await self.room.disconnect()
        for task in self._tasks:
            task.cancel()

    async def _read(self, reader: rtc.TextStreamReader) -> None:
        self.typed.append(await reader.read_all())
        await self.speak(f"read: {self.typed[-1]}")

    async def _listen(self, track: rtc.Track) -> None:
        heard_at: float | None = None
        async for event in rtc.AudioStream(track, sample_rate=16_000, num_channels=1):
            level = rms(bytes(event.frame.data))
            self.heard_rms = max(self.heard_rms, level)
            if level > 0.01:
                heard_at = time.monotonic()
            elif heard_at and time.monotonic() - heard_at > PAUSE_S:
                heard_at = None
                self.spawn(self.speak("I heard you", synthesise("I heard you", "en")))


@asynccontextmanager
async def agent_in(server: LiveKitServer, room: str) -> AsyncIterator[StandIn]:
    agent = StandIn()
    await agent.room.connect(server.url, server.token(room, "agent", kind="agent"))
    await agent.microphone.publish(agent.room)
    await agent.room.local_participant.set_attributes({"lk.agent.state": "listening"})
    try:
        yield agent
    finally:
        await agent.close()
