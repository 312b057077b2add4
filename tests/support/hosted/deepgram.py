"""Deepgram: `/v1/listen` and `/v1/speak`, over WebSockets and (to speak) HTTP."""

from typing import Any

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute


class FakeDeepgram(Vendor):
    key_prefix = "Token "

    def refusal(self, status: int) -> Json:
        return {"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials.", "request_id": "r1"}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/v1/speak" and request.method == "POST":
            return web.Response(body=_sound(request), content_type="audio/l16")
        socket = await self.socket(request)
        if request.path == "/v1/listen":
            await self._listen(request, socket)
        elif request.path == "/v1/speak":
            await self._speak(request, socket)
        return socket

    async def _listen(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async for told in self.messages(socket):
            if isinstance(told, dict):
                if told["type"] == "CloseStream":
                    await socket.send_json({"type": "Metadata", "request_id": "r1"})
                    return
                continue
            if self.mood is Mood.MUTE:
                continue
            if self.mood is Mood.ERRS:
                error = {"type": "Error", "description": "no capacity", "message": "x"}
                await socket.send_json(error)
                await socket.close(code=1011, message=b"NET-0001")
                return
            await socket.send_json({"type": "SpeechStarted", "channel": [0], "timestamp": 0.1})
            for index, text in enumerate(self.words, 1):
                await socket.send_json(_result(text, is_final=index == len(self.words)))
                if self.mood is Mood.DROPS:
                    return await drop(request)

    async def _speak(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async for told in self.messages(socket):
            if not isinstance(told, dict) or told["type"] == "Close":
                return
            if self.mood is Mood.MUTE:
                await stay_mute()
            if told["type"] != "Flush":
                continue
            if self.mood is Mood.ERRS:
                await socket.send_json({"type": "Error", "description": "no", "code": "DATA-0001"})
                return
            if self.mood is not Mood.EMPTY:
                await socket.send_bytes(_sound(request))
            if self.mood is Mood.DROPS:
                return await drop(request)
            await socket.send_json({"type": "Flushed", "sequence_id": 0})


def _result(text: str, *, is_final: bool) -> Json:
    words: list[Json] = [
        {"word": word, "punctuated_word": word, "start": n, "end": n + 1, "confidence": 0.9}
        for n, word in enumerate(text.split())
    ]
    alternative: Json = {"transcript": text, "confidence": 0.9, "words": words}
    alternative["languages"] = ["ru"]
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "duration": 1.0,
        "start": 0.0,
        "is_final": is_final,
        "speech_final": is_final,
        "channel": {"alternatives": [alternative]},
        "metadata": {"request_id": "r1"},
    }


def _sound(request: web.Request) -> Any:
    return b"\x01\x00" * (int(request.query["sample_rate"]) // 2)
