"""OpenAI's Realtime API over a WebSocket, as far as a conversation needs it. It answers what a test gave it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]
KEY = "sk-made-up"
_RATE = 24_000
_ENOUGH_AUDIO = _RATE  # bytes: half a second; then the caller "has spoken"


@dataclass
class Answer:
    text: str = ""
    call: tuple[str, Json] | None = None
    usage: Json | None = None


@dataclass
class FakeOpenAI:
    answers: list[Answer]
    says: str = "what time is it"
    """What the caller's sound is taken for, once."""
    base_url: str = ""
    received: list[Json] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    _sockets: set[web.WebSocketResponse] = field(default_factory=set)
    _ids: Any = field(default_factory=count)
    _down = False

    def of(self, kind: str) -> list[Json]:
        return [event for event in self.received if event["type"] == kind]

    async def go_down(self) -> None:
        self._down = True
        for socket in list(self._sockets):
            await socket.close()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self._down or request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.Response(status=503 if self._down else 401)
        self.models.append(request.query["model"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            await _Line(self, socket).listen()
        finally:
            self._sockets.discard(socket)
        return socket


class _Line:
    def __init__(self, server: FakeOpenAI, socket: web.WebSocketResponse) -> None:
        self._server, self._socket = server, socket
        self._heard = 0
        self._previous: str | None = None

    async def listen(self) -> None:
        await self._send("session.created", session={"id": "sess_1", "type": "realtime"})
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await self._on(json.loads(message.data))

    async def _on(self, event: Json) -> None:
        self._server.received.append(event)
        match event["type"]:
            case "session.update":
                await self._send("session.updated", session=event["session"])
            case "conversation.item.create":
                await self._add(event["item"])
            case "input_audio_buffer.append":
                await self._hear(base64.b64decode(event["audio"]))
            case "response.create":
                await self._answer(event.get("response", {}).get("metadata"))

    async def _hear(self, sound: bytes) -> None:
        self._heard += len(sound)
        if not self._server.says or self._heard < _ENOUGH_AUDIO:
            return
        text, self._server.says = self._server.says, ""
        item = f"item_{next(self._server._ids)}"
        await self._send("input_audio_buffer.speech_started", item_id=item, audio_start_ms=0)
        await self._send("input_audio_buffer.speech_stopped", item_id=item, audio_end_ms=500)
        await self._send("input_audio_buffer.committed", item_id=item)
        content = [{"type": "input_audio", "transcript": None}]
        await self._add({"id": item, "type": "message", "role": "user", "content": content})
        await self._send(
            "conversation.item.input_audio_transcription.completed",
            item_id=item,
            content_index=0,
            transcript=text,
            usage={"type": "duration", "seconds": 1},
        )
        await self._answer(None)

    async def _answer(self, metadata: Json | None) -> None:
        answer = self._server.answers.pop(0)
        response: Json = {"id": f"resp_{next(self._server._ids)}", "object": "realtime.response"}
        response |= {"metadata": metadata, "status": "in_progress", "output": []}
        await self._send("response.created", response=response)
        if answer.text:
            await self._say(response["id"], answer.text)
        if answer.call:
            await self._call(response["id"], *answer.call)
        done = {"status": "completed", "usage": answer.usage}
        await self._send("response.done", response=response | done)

    async def _say(self, response: str, text: str) -> None:
        item = f"item_{next(self._server._ids)}"
        message = {"id": item, "type": "message", "role": "assistant", "content": []}
        place = {"response_id": response, "output_index": 0}
        inside = place | {"item_id": item, "content_index": 0}
        await self._send("response.output_item.added", item=message, **place)
        await self._add(message)
        part = {"type": "audio", "transcript": ""}
        await self._send("response.content_part.added", part=part, **inside)
        sound = base64.b64encode(b"\x00\x00" * (_RATE // 5)).decode()
        await self._send("response.output_audio_transcript.delta", delta=text, **inside)
        await self._send("response.output_audio.delta", delta=sound, **inside)
        await self._send("response.output_audio.done", **inside)
        await self._send("response.output_item.done", item=message, **place)

    async def _call(self, response: str, name: str, arguments: Json) -> None:
        number = next(self._server._ids)
        item = {"id": f"item_{number}", "type": "function_call", "call_id": f"call_{number}"}
        item |= {"name": name, "arguments": json.dumps(arguments)}
        place = {"response_id": response, "output_index": 0}
        await self._send("response.output_item.added", item=item, **place)
        await self._add(item)
        await self._send("response.output_item.done", item=item, **place)

    async def _add(self, item: Json) -> None:
        await self._send("conversation.item.added", previous_item_id=self._previous, item=item)
        self._previous = item["id"]

    async def _send(self, kind: str, **fields: Any) -> None:
        event = {"type": kind, "event_id": f"event_{next(self._server._ids)}", **fields}
        await self._socket.send_str(json.dumps(event))


@asynccontextmanager
async def openai_realtime(*answers: Answer) -> AsyncIterator[FakeOpenAI]:
    server = FakeOpenAI(list(answers))
    app = web.Application()
    app.router.add_get("/v1/realtime", server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.base_url = f"http://127.0.0.1:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


async def until(found: Any, *, within_s: float = 20) -> None:
    """Waits for it to be true."""
    async with asyncio.timeout(within_s):
        while not found():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
