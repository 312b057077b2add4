"""Google's Gemini Live over a WebSocket with TLS, as far as a conversation needs it."""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from infra.local import sip_certificate

Json = dict[str, Any]
KEY = "AIza-made-up"
_PATH = "/{path:.*GenerativeService.BidiGenerateContent}"
_ENOUGH_AUDIO = 8_000  # bytes: a quarter of a second of 16 kHz; then the caller "speaks"


@dataclass
class Turn:
    """What the caller's sound is taken for, word by word as it comes, and what is answered."""

    hears: tuple[str, ...] = ("what time", " is it")
    every_s: float = 0.0
    says: str = ""
    sound_s: float = 0.2
    calls: tuple[str, Json] | None = None
    stays_mute: bool = False
    interrupted: bool = False


@dataclass
class FakeGemini:
    turns: list[Turn]
    base_url: str = ""
    setups: list[Json] = field(default_factory=list)
    received: list[Json] = field(default_factory=list)
    heard: int = 0
    _sockets: set[web.WebSocketResponse] = field(default_factory=set)
    _down = False

    def of(self, kind: str) -> list[Json]:
        return [message[kind] for message in self.received if kind in message]

    async def go_down(self) -> None:
        self._down = True
        for socket in list(self._sockets):
            await socket.close(code=1011, message=b"Internal error")

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self._down or request.headers.get("x-goog-api-key") != KEY:
            return web.Response(status=503 if self._down else 401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._on(socket, json.loads(message.data))
        finally:
            self._sockets.discard(socket)
        return socket

    async def _on(self, socket: web.WebSocketResponse, message: Json) -> None:
        if "setup" in message:
            self.setups.append(message["setup"])
            await _send(socket, setupComplete={})
            return
        sound = message.get("realtime_input", {}).get("audio")
        if sound:
            self.heard += len(base64.urlsafe_b64decode(sound["data"]))
            if self.heard >= _ENOUGH_AUDIO and self.turns:
                self.heard = -(10**9)
                await self._take(socket, self.turns.pop(0))
            return
        self.received.append(message)
        content = message.get("client_content", {})
        if content.get("turn_complete") and content.get("turns") and self.turns:
            await self._answer(socket, self.turns.pop(0))
        if "tool_response" in message and self.turns:
            await self._answer(socket, self.turns.pop(0))

    async def _take(self, socket: web.WebSocketResponse, turn: Turn) -> None:
        for index, text in enumerate(turn.hears):
            await asyncio.sleep(turn.every_s if index else 0)
            await _content(socket, inputTranscription={"text": text})
        await asyncio.sleep(turn.every_s)
        await self._answer(socket, turn)

    async def _answer(self, socket: web.WebSocketResponse, turn: Turn) -> None:
        if turn.stays_mute:
            return
        if turn.says:
            sound = base64.b64encode(b"\x01\x00" * int(24_000 * turn.sound_s)).decode()
            data = {"mimeType": "audio/pcm;rate=24000", "data": sound}
            await _content(socket, outputTranscription={"text": turn.says})
            await _content(socket, modelTurn={"role": "model", "parts": [{"inlineData": data}]})
        if turn.interrupted:
            await _content(socket, interrupted=True)
            await _content(socket, turnComplete=True)
            self.heard = 0  # what cut it short is a turn of its own
            return
        if turn.calls:
            name, given = turn.calls
            call = {"id": "call-1", "name": name, "args": given}
            await _send(socket, toolCall={"functionCalls": [call]})
            return
        await _content(socket, generationComplete=True)
        await _content(socket, turnComplete=True)


async def _content(socket: web.WebSocketResponse, **fields: Any) -> None:
    await _send(socket, serverContent=fields)


async def _send(socket: web.WebSocketResponse, **message: Any) -> None:
    await socket.send_bytes(json.dumps(message).encode())  # Google sends JSON in binary frames


@asynccontextmanager
async def gemini(certificate: Path, *turns: Turn) -> AsyncIterator[FakeGemini]:
    server = FakeGemini(list(turns))
    app = web.Application()
    app.router.add_get(_PATH, server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    server.base_url = f"https://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def write_certificate(path: Path) -> None:
    """Of 127.0.0.1, signed by itself, with its key: Google's client speaks TLS only."""
    certificate, key = sip_certificate.make("127.0.0.1")
    path.write_text(key + certificate)
