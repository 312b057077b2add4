"""Gemini's `streamGenerateContent`, as server-sent events."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute


@dataclass
class FakeGemini(Vendor):
    key_header = "x-goog-api-key"
    call: tuple[str, Json] | None = None

    def refusal(self, status: int) -> Json:
        error = {"code": status, "message": f"refused with {status}", "status": "UNAVAILABLE"}
        return {"error": error}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if self.mood is Mood.MUTE:
            await stay_mute()
        for event in self._events():
            await response.write(f"data: {json.dumps(event)}\r\n\r\n".encode())
            if self.mood is Mood.DROPS:
                await asyncio.sleep(0)
                await drop(request)
                return response
            if self.mood is Mood.ERRS:
                error = json.dumps(self.refusal(503))
                await response.write(f"data: {error}\r\n\r\n".encode())
                return response
        return response

    def _events(self) -> Iterator[Json]:
        if self.mood is not Mood.EMPTY:
            for word in self.words:
                yield _said({"text": word})
            if self.call is not None:
                name, arguments = self.call
                yield _said({"functionCall": {"name": name, "args": arguments}})
        used = {"promptTokenCount": 15, "candidatesTokenCount": 8, "totalTokenCount": 23}
        last = {"content": {"role": "model", "parts": []}, "finishReason": "STOP", "index": 0}
        yield {"candidates": [last], "usageMetadata": used | {"cachedContentTokenCount": 3}}


def _said(part: Json) -> Json:
    return {"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]}
