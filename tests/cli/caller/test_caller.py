"""The caller over real media: a stand-in agent repeats what it hears, after a known pause."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager

import pytest
from livekit import rtc
from tests.support.livekit_server import LiveKitServer, running

from speaknode_cli.caller import AgentSilentError, Caller, CallerError
from speaknode_cli.caller.ear import rms
from speaknode_cli.caller.microphone import Microphone
from speaknode_cli.caller.voice import Speech, synthesise

pytestmark = pytest.mark.livekit
PAUSE_S = 0.6


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    with running(tmp_path_factory.mktemp("livekit")) as server:
        yield server


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
    try:
        yield agent
    finally:
        await agent.close()


async def test_speaks_is_heard_and_times_the_answer(server: LiveKitServer) -> None:
    async with (
        agent_in(server, "voice") as agent,
        Caller(server.url, server.token("voice", "caller")) as caller,
    ):
        await caller.wait_for_agent()
        await caller.say("what is the weather today")
        reply = await caller.wait_for_agent_reply(timeout_s=15)
    assert reply.text == "I heard you"
    assert reply.latency_ms is not None
    # The stand-in's pause, the network and buffers; never before the pause is over.
    assert PAUSE_S * 1000 * 0.9 < reply.latency_ms < PAUSE_S * 1000 + 1500
    assert agent.heard_rms > 0.02
    assert caller.ear.voiced_s > 0.4
    assert caller.ear.rms > 0.005


async def test_types_and_reads(server: LiveKitServer) -> None:
    async with (
        agent_in(server, "text") as agent,
        Caller(server.url, server.token("text", "caller"), voice=False) as caller,
    ):
        await caller.wait_for_agent()
        await caller.send_text("привет")
        reply = await caller.wait_for_agent_reply(timeout_s=10, quiet_s=0.3)
    assert agent.typed == ["привет"]
    assert reply.text == "read: привет"
    assert reply.latency_ms is None


async def test_nobody_in_the_room(server: LiveKitServer) -> None:
    async with Caller(server.url, server.token("empty", "caller")) as caller:
        with pytest.raises(AgentSilentError, match=r"within 0\.5 s"):
            await caller.wait_for_agent(timeout_s=0.5)


async def test_notices_that_the_room_is_gone(server: LiveKitServer) -> None:
    async with Caller(server.url, server.token("gone", "caller"), voice=False) as caller:
        assert caller.is_connected
        async with Caller(server.url, server.token("gone", "caller"), voice=False):
            # The same identity again: the server puts the first one out.
            assert await caller.wait_for_hang_up(timeout_s=10)
        assert not caller.is_connected


async def test_a_token_that_is_not_ours(server: LiveKitServer) -> None:
    with pytest.raises(CallerError, match="cannot join"):
        async with Caller(server.url, "not.a.token"):
            pass
