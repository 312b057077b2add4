"""Groq, and whoever speaks OpenAI's protocol over HTTP: chat, transcriptions, speech."""

import asyncio
import io
import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute


@dataclass
class FakeGroq(Vendor):
    key_prefix = "Bearer "
    call: tuple[str, Json] | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/chat/completions"):
            return await self._chat(request)
        if self.mood is Mood.MUTE:
            await stay_mute()
        if self.mood is Mood.DROPS:
            await drop(request)
        if self.mood is Mood.ERRS:
            return web.json_response({"error": {"message": "no such voice"}}, status=400)
        if request.path.endswith("/audio/transcriptions"):
            return web.json_response({"text": self.words[-1]})
        sound = b"" if self.mood is Mood.EMPTY else _wav()
        return web.Response(body=sound, content_type="audio/wav")

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if self.mood is Mood.MUTE:
            await stay_mute()
        for event in self._events():
            await response.write(f"data: {json.dumps(event)}\n\n".encode())
            if self.mood is Mood.DROPS:
                await asyncio.sleep(0)
                await drop(request)
                return response
            if self.mood is Mood.ERRS:
                error = {"error": {"message": "over capacity", "type": "server_error"}}
                await response.write(f"data: {json.dumps(error)}\n\n".encode())
                return response
        await response.write(b"data: [DONE]\n\n")
        return response

    def _events(self) -> Iterator[Json]:
        if self.mood is not Mood.EMPTY:
            for word in self.words:
                yield _chunk({"role": "assistant", "content": word})
            if self.call is not None:
                name, arguments = self.call
                function = {"name": name, "arguments": json.dumps(arguments)}
                call = {"index": 0, "id": "call_1", "type": "function", "function": function}
                yield _chunk({"tool_calls": [call]})
        yield _chunk({}, reason="tool_calls" if self.call else "stop")
        used: Json = {"prompt_tokens": 15, "completion_tokens": 8, "total_tokens": 23}
        used["prompt_tokens_details"] = {"cached_tokens": 3}
        yield _chunk(None) | {"choices": [], "usage": used}


def _chunk(delta: Json | None, *, reason: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    head = {"id": "chat_1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return head | {"choices": [choice]}


def _wav(seconds: float = 0.5, rate: int = 48_000) -> Any:
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"\x10\x00" * int(rate * seconds))
    return made.getvalue()
