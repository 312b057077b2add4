"""A call's media socket as our scenario runs it at VoxImplant: PCM16 at 16 kHz each way, our own words beside it.

What comes back is checked as the platform needs it: `start` before media, numbers that rise, 10 s of buffer at most.
"""

import asyncio
import base64
import contextlib
import json
import time
from collections import deque
from typing import Any, Self

import aiohttp
import numpy as np

FRAME = 640
SILENCE = bytes(FRAME)
BUFFER_S = 10.0
VOICED_RMS = 200


class VoxSocket:
    def __init__(self, url: str, session: str) -> None:
        self._url, self._session = url, session
        self._microphone, self._buffer = deque[bytes](), deque[bytes]()
        self._said = asyncio.Event()
        self._sequence = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.voiced_at: list[float] = []
        self.faults, self.told = list[str](), list[dict[str, Any]]()
        self.hung_up = asyncio.Event()
        self._expected: tuple[int, int, int] | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        self._ws = await self._http.ws_connect(self._url, protocols=("chat",), compress=0)
        if self._ws.protocol != "chat":
            self.faults.append("the subprotocol was not accepted")
        await self._send("start", {
            "tag": "caller", "mediaFormat": {"encoding": "PCM16", "sampleRate": 16000, "channels": 1},
            "customParameters": json.dumps({"session": self._session}),
        })  # fmt: skip
        self._tasks = [asyncio.create_task(self._clock()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(ConnectionError):
            await self._send("stop", {"tag": "caller", "mediaInfo": {"duration": 1}})
        await self._ws.close()
        await self._http.close()

    async def say(self, pcm: bytes) -> float:
        """The moment all is said."""
        for at in range(0, len(pcm), FRAME):
            self._microphone.append(pcm[at : at + FRAME].ljust(FRAME, b"\0"))
        self._said.clear()
        await self._said.wait()
        return time.monotonic()

    async def press(self, digit: str) -> None:
        await self._ws.send_json({"type": "dtmf", "digit": digit})

    async def wait_for_voice(self, timeout_s: float, since: float = 0.0) -> None:
        deadline = time.monotonic() + timeout_s
        while not (self.voiced_at and self.voiced_at[-1] > since):
            if time.monotonic() > deadline or self.hung_up.is_set():
                raise TimeoutError("the agent was not heard")
            await asyncio.sleep(0.02)

    async def wait_for_quiet(self, timeout_s: float, quiet_s: float = 1.0) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() - self.voiced_at[-1] < quiet_s:
            if time.monotonic() > deadline:
                raise TimeoutError("the agent did not stop speaking")
            await asyncio.sleep(0.05)

    async def wait_hung_up(self, timeout_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self.hung_up.wait()
        return self.hung_up.is_set()

    async def _clock(self) -> None:
        next_at, chunk = time.monotonic(), 0
        while True:
            frame = self._microphone.popleft() if self._microphone else SILENCE
            if not self._microphone:
                self._said.set()
            payload = base64.b64encode(frame).decode()
            media = {"tag": "caller", "chunk": chunk, "timestamp": chunk * 320, "payload": payload}
            await self._send("media", media)
            self._play()
            chunk, next_at = chunk + 1, next_at + 0.02
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))

    def _play(self) -> None:
        samples = np.frombuffer(self._buffer.popleft() if self._buffer else SILENCE, "<i2")
        if float(np.sqrt(np.mean(samples.astype(float) ** 2))) > VOICED_RMS:
            self.voiced_at.append(time.monotonic())

    async def _listen(self) -> None:
        async for message in self._ws:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._take(json.loads(message.data))
        self.hung_up.set()

    def _take(self, message: dict[str, Any]) -> None:
        if "event" not in message:
            self.told.append(message)
            if message["type"] == "clear":
                self._buffer.clear()
            elif message["type"] == "hangup":
                self.hung_up.set()
            return
        if message["event"] == "start":
            wanted = {"encoding": "PCM16", "sampleRate": 16000, "channels": 1}
            if message["start"]["mediaFormat"] != wanted or message["sequenceNumber"] != 0:
                self.faults.append(f"start {message}")
            self._expected = (1, 0, 0)
            return
        media = message["media"]
        found = (message["sequenceNumber"], media["chunk"], media["timestamp"])
        if found != self._expected:
            self.faults.append(f"expected {self._expected}, got {found}")
        pcm = base64.b64decode(media["payload"], validate=True)
        self._expected = (found[0] + 1, found[1] + 1, found[2] + len(pcm) // 2)
        for at in range(0, len(pcm), FRAME):
            self._buffer.append(pcm[at : at + FRAME].ljust(FRAME, b"\0"))
        if len(self._buffer) * 0.02 > BUFFER_S:
            self.faults.append("more than the buffer holds")

    async def _send(self, event: str, content: dict[str, Any]) -> None:
        await self._ws.send_json({"event": event, "sequenceNumber": self._sequence, event: content})
        self._sequence += 1
