"""Azure AI Speech: voices take SSML and answer with raw sound, ears speak the SDK's own protocol over a WebSocket."""

import json

from aiohttp import WSMsgType, web
from tests.support.hosted.wire import Json, Mood, Vendor, drop, stay_mute

_ENOUGH_SOUND = 3200
_TICKS = 10_000_000  # of a second


class FakeAzure(Vendor):
    key_header = "Ocp-Apim-Subscription-Key"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._listen(request)
        if self.mood is Mood.MUTE:
            await stay_mute()
        if self.mood is Mood.ERRS:
            return web.Response(status=400, text="voice not found")
        if self.mood is Mood.DROPS:
            await drop(request)
        sound = b"" if self.mood is Mood.EMPTY else b"\x01\x00" * 12_000
        return web.Response(body=sound, content_type="audio/basic")

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        socket, turn = await self.socket(request), ""
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                head, _, body = message.data.partition("\r\n\r\n")
                self.received.append({"head": head, "body": json.loads(body or "{}")})
                continue
            size = int.from_bytes(message.data[:2], "big")
            head, sound = message.data[2 : size + 2].decode(), message.data[size + 2 :]
            self.heard += len(sound)
            if not sound and turn:
                await _send(socket, turn, "turn.end", {})
                continue
            if not turn and self.heard >= _ENOUGH_SOUND and self.mood is not Mood.MUTE:
                turn = head.lower().split("x-requestid:")[1].split()[0]
                await self._tell(request, socket, turn)
        return socket

    async def _tell(self, request: web.Request, socket: web.WebSocketResponse, turn: str) -> None:
        if self.mood is Mood.ERRS:
            await socket.close(code=4429, message=b"Quota exceeded")
            return
        await _send(socket, turn, "turn.start", {"context": {"serviceTag": "t1"}})
        await _send(socket, turn, "speech.startDetected", {"Offset": 0})
        for text in self.words[:-1]:
            said = {"Text": text, "Offset": 0, "Duration": _TICKS}
            await _send(socket, turn, "speech.hypothesis", said)
            if self.mood is Mood.DROPS:
                return await drop(request)
        final = {"RecognitionStatus": "Success", "DisplayText": self.words[-1]}
        await _send(socket, turn, "speech.phrase", final | {"Offset": 0, "Duration": _TICKS})
        await _send(socket, turn, "speech.endDetected", {"Offset": _TICKS})


async def _send(socket: web.WebSocketResponse, turn: str, path: str, body: Json) -> None:
    head = f"X-RequestId:{turn}\r\nPath:{path}\r\nContent-Type:application/json; charset=utf-8"
    await socket.send_str(f"{head}\r\n\r\n{json.dumps(body)}")
