"""A call between a carrier and a room, both played by the test: who ends it, what is heard, what is taken back."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from tests.worker.bridge.test_codecs import CONNECTED, START, media

from speaknode_worker.bridge import call as calls
from speaknode_worker.bridge.call import Call
from speaknode_worker.bridge.protocols.codec import Codec
from speaknode_worker.bridge.protocols.twilio import TwilioCodec
from speaknode_worker.bridge.protocols.voximplant import VoxImplantCodec

VOICE = (np.sin(np.arange(160) * 0.3) * 8000).astype("<i2").tobytes()
SILENCE = bytes(320)
STOP = '{"event":"stop","sequenceNumber":"9","streamSid":"MZ1","stop":{"callSid":"CA1"}}'


class Carrier:
    """The carrier's end of the socket. `plays`: it gives marks back, as Twilio does when all is played."""

    def __init__(self, *, plays: bool = True) -> None:
        self.incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self._plays = plays

    async def receive(self, timeout_s: float) -> str | None:
        async with asyncio.timeout(timeout_s):
            return await self.incoming.get()

    async def send(self, text: str) -> None:
        message = json.loads(text)
        self.sent.append(message)
        if message.get("event") == "mark" and self._plays:
            self.tell(json.dumps({"event": "mark", "mark": message["mark"]}))

    def tell(self, *messages: str) -> None:
        for message in messages:
            self.incoming.put_nowait(message)

    def kinds(self) -> list[str]:
        return [message.get("event") or message["type"] for message in self.sent]


class Seat:
    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.heard, self.pressed = bytearray(), list[str]()
        self.joined = self.left = False

    async def join(self, url: str, token: str) -> None:
        self.joined = True

    async def speak(self, pcm: bytes) -> None:
        self.heard += pcm

    async def press(self, digit: str) -> None:
        self.pressed.append(digit)

    async def leave(self) -> None:
        self.left = True


class Scene:
    def __init__(self, carrier: Carrier, codec: Codec) -> None:
        self.carrier, self.seat = carrier, Seat()
        self.call = Call(carrier, codec, lambda _: self.seat)
        self.running = asyncio.create_task(self.call.run("ws://room", "token"))

    async def until(self, ready: Any, timeout_s: float = 3) -> None:
        deadline = time.monotonic() + timeout_s
        while not ready():
            assert time.monotonic() < deadline, self.carrier.kinds()
            await asyncio.sleep(0.005)

    def speak(self, frames: int) -> None:
        for _ in range(frames):
            self.call.hear(VOICE)

    def pause(self) -> None:
        for _ in range(25):
            self.call.hear(SILENCE)


@asynccontextmanager
async def talking(codec: Codec | None = None, *, plays: bool = True) -> AsyncIterator[Scene]:
    scene = Scene(Carrier(plays=plays), codec or TwilioCodec())
    scene.carrier.tell(CONNECTED, START)
    await scene.until(lambda: scene.seat.joined)
    yield scene
    scene.running.cancel()
    await asyncio.gather(scene.running, return_exceptions=True)
    assert scene.seat.left


async def test_the_caller_hangs_up() -> None:
    async with talking() as scene:
        scene.carrier.tell(media("/v4="), STOP)
        assert await scene.running == "caller"
        assert len(scene.seat.heard) == 4


async def test_the_socket_closes() -> None:
    async with talking() as scene:
        scene.carrier.incoming.put_nowait(None)
        assert await scene.running == "carrier closed"


async def test_a_line_without_sound_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MEDIA_SILENCE_S", 0.1)
    async with talking() as scene:
        assert await scene.running == "media silence"


async def test_marks_alone_do_not_keep_a_line_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MEDIA_SILENCE_S", 0.1)
    async with talking() as scene:
        while not scene.running.done():
            scene.carrier.tell('{"event":"mark","mark":{"name":"x"}}')
            await asyncio.sleep(0.02)
        assert scene.running.result() == "media silence"


async def test_without_a_start_nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "START_WITHIN_S", 0.1)
    scene = Scene(Carrier(), TwilioCodec())
    scene.carrier.tell(CONNECTED)
    assert await scene.running == "no start"
    assert not scene.seat.joined


async def test_endless_garbage_ends_the_call() -> None:
    async with talking() as scene:
        scene.carrier.tell(*["nonsense"] * 21)
        assert await scene.running == "garbage"


async def test_an_utterance_is_sent_with_one_mark() -> None:
    async with talking() as scene:
        scene.speak(10)
        scene.pause()
        await scene.until(lambda: scene.call.figures.played == ["g0u1"])
        assert scene.carrier.kinds().count("mark") == 1
        await asyncio.sleep(0.05)
        scene.pause()  # silence goes nowhere
        assert scene.carrier.kinds()[-1] == "mark"


async def test_an_interruption_clears_what_the_carrier_holds() -> None:
    async with talking(plays=False) as scene:
        scene.speak(100)
        await scene.until(lambda: len(scene.carrier.sent) >= 3)
        scene.call.interrupted()
        await scene.until(lambda: "clear" in scene.carrier.kinds())
        assert 0 < scene.call.figures.cleared_ms <= 200
        sent = len(scene.carrier.sent)
        await asyncio.sleep(0.1)
        assert len(scene.carrier.sent) == sent, "what was queued is gone as well"
        # The marks that the clear gives back are not taken for played.
        scene.carrier.tell('{"event":"mark","mark":{"name":"g0u1"}}')
        scene.speak(10)
        scene.pause()
        await scene.until(lambda: scene.carrier.sent[-1].get("mark") == {"name": "g1u1"})
        assert scene.call.figures.played == []


async def test_the_last_word_is_played_before_the_line_is_closed() -> None:
    async with talking(plays=False) as scene:
        scene.speak(20)
        began = time.monotonic()
        scene.seat.ended.set()
        await scene.until(lambda: "mark" in scene.carrier.kinds())
        assert not scene.running.done()
        name = scene.carrier.sent[-1]["mark"]["name"]
        await asyncio.sleep(0.3)
        scene.carrier.tell(json.dumps({"event": "mark", "mark": {"name": name}}))
        assert await scene.running == "agent"
        assert time.monotonic() - began > 0.4


async def test_a_mark_that_never_comes_does_not_hold_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "LAST_MARK_GRACE_S", 0.2)
    monkeypatch.setattr(calls, "LAST_SOUND_S", 0.05)
    async with talking(plays=False) as scene:
        scene.speak(10)
        scene.seat.ended.set()
        assert await asyncio.wait_for(scene.running, 2) == "agent"


async def test_keys_go_both_ways() -> None:
    async with talking() as scene:
        scene.carrier.tell('{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"#"}}')
        await scene.until(lambda: scene.seat.pressed == ["#"])
        scene.call.dial("5")  # Twilio takes no digits: they are sound
        await scene.until(lambda: scene.carrier.kinds()[-1:] == ["mark"])
        assert scene.carrier.kinds().count("media") >= 3


async def test_voximplant_is_told_instead_of_marked() -> None:
    scene = Scene(Carrier(), VoxImplantCodec())
    scene.carrier.tell(
        '{"event":"start","start":{"mediaFormat":{"encoding":"PCM16","sampleRate":16000}}}'
    )
    await scene.until(lambda: scene.carrier.kinds() == ["start"])
    scene.call.dial("12")
    scene.call.interrupted()
    await scene.until(lambda: len(scene.carrier.sent) == 3)
    assert sorted(scene.carrier.kinds()) == ["clear", "dtmf", "start"]
    scene.seat.ended.set()
    assert await scene.running == "agent"
    assert scene.carrier.kinds()[-1] == "hangup"
