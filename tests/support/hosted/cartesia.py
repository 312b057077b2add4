"""Cartesia: Ink's two sockets, Sonic's socket and `/tts/bytes`."""

import base64
from typing import Any

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute


class FakeCartesia(Vendor):
    key_header = "X-API-Key"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/tts/bytes":
            return web.Response(body=_sound(self.asked[-1].body), content_type="audio/pcm")
        socket = await self.socket(request)
        if request.path == "/tts/websocket":
            await self._speak(request, socket)
        elif request.path == "/stt/websocket":
            await self._write_down(request, socket)
        elif request.path == "/stt/turns/websocket":
            await self._take_turns(request, socket)
        return socket

    async def _take_turns(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        await socket.send_json({"type": "connected", "request_id": "r1"})
        async for told in self.messages(socket):
            if isinstance(told, dict):
                return
            if self.mood is Mood.MUTE:
                continue
            if self.mood is Mood.ERRS:
                error = {"type": "error", "status_code": 503, "title": "no capacity"}
                await socket.send_json(error)
                continue
            await socket.send_json({"type": "turn.start", "request_id": "r1"})
            for text in self.words:
                await socket.send_json({"type": "turn.update", "transcript": text})
                if self.mood is Mood.DROPS:
                    return await drop(request)
            await socket.send_json({"type": "turn.end", "transcript": self.words[-1]})

    async def _write_down(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async for told in self.messages(socket):
            if told == "close":
                await socket.send_json({"type": "done", "request_id": "r1"})
                return
            if isinstance(told, str) or self.mood is Mood.MUTE:
                continue
            if self.mood is Mood.ERRS:
                error = {"type": "error", "code": 503, "message": "no capacity"}
                await socket.send_json(error)
                continue
            if self.mood is Mood.DROPS:
                return await drop(request)
            transcript = {"type": "transcript", "is_final": True, "request_id": "r1"}
            await socket.send_json(transcript | {"text": self.words[-1], "duration": 0.5})

    async def _speak(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async for told in self.messages(socket):
            assert isinstance(told, dict)
            if self.mood is Mood.MUTE:
                await stay_mute()
            about = {"context_id": told["context_id"], "status_code": 206, "done": False}
            if self.mood is Mood.ERRS:
                error = {"type": "error", "error": "voice not found", "status_code": 404}
                await socket.send_json(about | error | {"done": True})
                continue
            if told["transcript"].strip() and self.mood is not Mood.EMPTY:
                sound = base64.b64encode(_sound(told)).decode()
                await socket.send_json(about | {"type": "chunk", "data": sound})
                await socket.send_json(about | _timestamps(told["transcript"]))
            if self.mood is Mood.DROPS:
                return await drop(request)
            if not told["continue"]:
                await socket.send_json(about | {"type": "done", "done": True})


def _timestamps(text: str) -> Json:
    words = text.split()
    starts = [n * 0.1 for n in range(len(words))]
    timed = {"words": words, "start": starts, "end": [start + 0.1 for start in starts]}
    return {"type": "timestamps", "word_timestamps": timed}


def _sound(told: Json) -> Any:
    return b"\x01\x00" * (told["output_format"]["sample_rate"] // 2)
