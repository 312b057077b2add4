"""A call's media stream as Twilio runs it: 20 ms of µ-law each way, played from a buffer, marks when played.

What it is sent is checked as Twilio checks it: an unknown event, another stream's id, a missing or an extra field
is warning 31951.
"""

import asyncio
import base64
import contextlib
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import numpy as np

from speaknode_worker.bridge import mulaw

FRAME = 160
SILENCE = b"\xff" * FRAME
FIELDS = {
    "media": {"event", "streamSid", "media"},
    "mark": {"event", "streamSid", "mark"},
    "clear": {"event", "streamSid"},
}
VOICED_RMS = 200


@dataclass
class Heard:
    """What the person at the phone heard, 20 ms by 20 ms, with the moment of each."""

    frames: list[tuple[float, bytes]] = field(default_factory=list)

    def voiced_s(self, since: float = 0.0) -> float:
        return 0.02 * sum(at >= since and _is_voice(frame) for at, frame in self.frames)

    def last_voice_at(self) -> float:
        return max((at for at, frame in self.frames if _is_voice(frame)), default=0.0)

    def pcm(self, since: float = 0.0) -> bytes:
        return mulaw.decode(b"".join(frame for at, frame in self.frames if at >= since))


def _is_voice(frame: bytes) -> bool:
    samples = np.frombuffer(mulaw.decode(frame), "<i2").astype(float)
    return float(np.sqrt(np.mean(samples**2))) > VOICED_RMS


class MediaStream:
    """`async with MediaStream(url, {…}) as phone: await phone.say(mulaw_bytes)`."""

    def __init__(
        self, url: str, parameters: dict[str, str] | None = None, call_sid: str = "CA" + "1" * 32
    ) -> None:
        self._url, self._parameters, self._call = url, parameters or {}, call_sid
        self.stream = "MZ" + call_sid[2:]
        self._sequence = self._chunk = 0
        self._microphone = deque[bytes]()
        self._quiet = asyncio.Event()
        # What is to be played, with the marks between.
        self._buffer = deque[bytes | str]()
        self._tasks: list[asyncio.Task[None]] = []
        self.heard, self.warnings = Heard(), list[str]()
        self.marks, self.clears = list[str](), list[float]()
        self.received: list[dict[str, Any]] = []
        self.longest_buffer_s = 0.0
        self.closed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        try:
            self._ws = await self._http.ws_connect(self._url, compress=0)
        except BaseException:
            await self._http.close()
            raise
        await self._ws.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self._send("start", start={
            "accountSid": "AC1", "streamSid": self.stream, "callSid": self._call,
            "tracks": ["inbound"], "customParameters": self._parameters,
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        })  # fmt: skip
        self._tasks = [asyncio.create_task(self._clock()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.hang_up()
        await self._http.close()

    async def say(self, audio: bytes) -> None:
        """Speaks µ-law audio; returns when it is said."""
        padded = audio + b"\xff" * (-len(audio) % FRAME)
        self._microphone.extend(padded[at : at + FRAME] for at in range(0, len(padded), FRAME))
        self._quiet.clear()
        await self._quiet.wait()

    async def press(self, digit: str) -> None:
        await self._send("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    async def hang_up(self) -> None:
        """The caller hangs up: `stop`, then the socket closes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if not self._ws.closed:
            with contextlib.suppress(ConnectionError):
                await self._send("stop", stop={"accountSid": "AC1", "callSid": self._call})
            await self._ws.close()

    async def cut(self) -> None:
        """The network is gone: no stop, no close frame, no more audio."""
        for task in self._tasks:
            task.cancel()
        transport = self._ws.get_extra_info("transport") if not self._ws.closed else None
        _ = transport  # kept open: the other side must notice by the silence

    async def wait_closed(self, timeout_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self.closed.wait()
        return self.closed.is_set()

    async def wait_for_voice(self, timeout_s: float, since: float = 0.0) -> float:
        """Until the agent is heard; the moment of its first sound after `since`."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            for at, frame in self.heard.frames[-25:]:
                if at >= since and _is_voice(frame):
                    return at
            if self.closed.is_set():
                break
            await asyncio.sleep(0.02)
        raise TimeoutError("the agent was not heard")

    async def wait_for_quiet(self, timeout_s: float, quiet_s: float = 1.0) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() - self.heard.last_voice_at() < quiet_s:
            if time.monotonic() > deadline:
                raise TimeoutError("the agent did not stop speaking")
            await asyncio.sleep(0.05)

    @property
    def buffered_s(self) -> float:
        return 0.02 * sum(isinstance(item, bytes) for item in self._buffer)

    async def _clock(self) -> None:
        """Every 20 ms: one frame of the caller's, and one frame played to them."""
        next_at = time.monotonic()
        while True:
            await self._send_frame()
            await self._play_frame()
            next_at += 0.02
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))

    async def _send_frame(self) -> None:
        frame = self._microphone.popleft() if self._microphone else SILENCE
        if not self._microphone:
            self._quiet.set()
        self._chunk += 1
        await self._send("media", media={
            "track": "inbound", "chunk": str(self._chunk), "timestamp": str(self._chunk * 20),
            "payload": base64.b64encode(frame).decode(),
        })  # fmt: skip

    async def _play_frame(self) -> None:
        while self._buffer and isinstance(self._buffer[0], str):
            await self._echo(str(self._buffer.popleft()))
        frame = self._buffer.popleft() if self._buffer else SILENCE
        assert isinstance(frame, bytes)
        self.heard.frames.append((time.monotonic(), frame))

    async def _echo(self, mark: str) -> None:
        self.marks.append(mark)
        await self._send("mark", mark={"name": mark})

    async def _listen(self) -> None:
        async for message in self._ws:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(json.loads(message.data))
        self.closed.set()

    async def _take(self, message: dict[str, Any]) -> None:
        self.received.append({k: v for k, v in message.items() if k != "media"})
        event = str(message.get("event"))
        if set(message) != FIELDS.get(event) or message["streamSid"] != self.stream:
            self.warnings.append(f"31951 {json.dumps(message)[:200]}")
        elif event == "media":
            self._queue(base64.b64decode(message["media"]["payload"], validate=True))
        elif event == "mark":
            self._buffer.append(message["mark"]["name"])
        else:
            self.clears.append(time.monotonic())
            dropped = [item for item in self._buffer if isinstance(item, str)]
            self._buffer.clear()
            for mark in dropped:
                await self._echo(mark)

    def _queue(self, audio: bytes) -> None:
        for at in range(0, len(audio), FRAME):
            self._buffer.append(audio[at : at + FRAME].ljust(FRAME, b"\xff"))
        self.longest_buffer_s = max(self.longest_buffer_s, self.buffered_s)

    async def _send(self, event: str, **content: Any) -> None:
        self._sequence += 1
        await self._ws.send_json({
            "event": event, "sequenceNumber": str(self._sequence),
            "streamSid": self.stream, **content,
        })  # fmt: skip
