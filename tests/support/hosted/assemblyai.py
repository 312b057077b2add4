"""AssemblyAI: `/v3/ws`, streaming recognition."""

from aiohttp import web
from tests.support.hosted.wire import Json, Mood, Vendor, drop


class FakeAssemblyAI(Vendor):
    async def answer(self, request: web.Request) -> web.StreamResponse:
        socket = await self.socket(request)
        await socket.send_json({"type": "Begin", "id": "s1", "expires_at": 1_900_000_000})
        async for told in self.messages(socket):
            if isinstance(told, dict):
                if told["type"] == "Terminate":
                    await socket.send_json({"type": "Termination", "audio_duration_seconds": 1})
                    break
                continue
            if self.mood is Mood.MUTE:
                continue
            if self.mood is Mood.ERRS:
                await socket.close(code=3005, message=b"keyterms_prompt is too long")
                break
            await socket.send_json({"type": "SpeechStarted", "timestamp": 10})
            for index, text in enumerate(self.words, 1):
                await socket.send_json(_turn(text, is_final=index == len(self.words)))
                if self.mood is Mood.DROPS:
                    await drop(request)
                    return socket
        await socket.close()
        return socket


def _turn(text: str, *, is_final: bool) -> Json:
    words = [
        {"text": word, "start": n * 100, "end": n * 100 + 90, "confidence": 0.9}
        for n, word in enumerate(text.split())
    ]
    return {
        "type": "Turn",
        "turn_order": 0,
        "turn_is_formatted": is_final,
        "end_of_turn": is_final,
        "transcript": text if is_final else "",
        "end_of_turn_confidence": 1.0 if is_final else 0.1,
        "words": words,
        "utterance": "",
        "language_code": "es",
    }
