"""ElevenLabs: Scribe's realtime socket and upload, the multi-context socket of voices and their stream."""

import base64
import io
from functools import cache
from typing import Any

import av
from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute

_ENOUGH_SOUND = 3200


class FakeElevenLabs(Vendor):
    key_header = "xi-api-key"

    def refusal(self, status: int) -> Json:
        return {"detail": {"status": "invalid_api_key", "message": "Invalid API key"}}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.method == "POST" and request.path == "/v1/speech-to-text":
            heard = {"language_code": "eng", "text": self.words[-1], "words": []}
            return web.json_response(heard)
        if request.method == "POST":
            return web.Response(body=_mp3(), content_type="audio/mpeg")
        socket = await self.socket(request)
        if request.path == "/v1/speech-to-text/realtime":
            await self._listen(request, socket)
        else:
            await self._speak(request, socket)
        return socket

    async def _listen(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        await socket.send_json({"message_type": "session_started", "session_id": "s1"})
        by_vad = request.query["commit_strategy"] == "vad"
        told_of = 0
        async for told in self.messages(socket):
            assert isinstance(told, dict)
            self.heard += len(base64.b64decode(told["audio_base_64"]))
            if self.mood is Mood.MUTE:
                continue
            if self.mood is Mood.ERRS:
                await socket.send_json({"message_type": "quota_exceeded", "error": "no credits"})
                continue
            if self.heard - told_of >= _ENOUGH_SOUND:
                told_of = 10**9
                for text in self.words:
                    await socket.send_json({"message_type": "partial_transcript", "text": text})
                    if self.mood is Mood.DROPS:
                        return await drop(request)
                if by_vad:
                    await self._commit(socket)
            if told["commit"]:
                await self._commit(socket)

    async def _commit(self, socket: web.WebSocketResponse) -> None:
        committed = {"message_type": "committed_transcript", "text": self.words[-1]}
        await socket.send_json(committed)

    async def _speak(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        async for told in self.messages(socket):
            assert isinstance(told, dict)
            about = {"contextId": told["context_id"]}
            if self.mood is Mood.MUTE:
                await stay_mute()
            if self.mood is Mood.ERRS:
                error = {"message": "no such voice", "error": "voice_id_does_not_exist"}
                await socket.send_json(error | {"code": 1008})
                await socket.close(code=1008)
                return
            if told.get("close_context"):
                await socket.send_json(about | {"isFinal": True})
            elif told["text"].strip() and self.mood is not Mood.EMPTY:
                sound = base64.b64encode(_mp3()).decode()
                await socket.send_json(about | {"audio": sound} | _alignment(told["text"]))
                if self.mood is Mood.DROPS:
                    return await drop(request)


def _alignment(text: str) -> Json:
    starts = [n * 10 for n in range(len(text))]
    timed = {"chars": list(text), "charStartTimesMs": starts, "charDurationsMs": [10] * len(text)}
    return {"alignment": timed, "normalizedAlignment": timed}


@cache
def _mp3(seconds: float = 0.5, rate: int = 22_050) -> Any:
    """`mp3_22050_32`, as it is asked for."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=rate, bit_rate=32_000, layout="mono")
        frame = av.AudioFrame("s16p", "mono", int(rate * seconds))
        frame.sample_rate = rate
        frame.planes[0].update(b"\x10\x00" * int(rate * seconds))
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return made.getvalue()
