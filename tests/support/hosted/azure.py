"""Azure AI Speech's voices: SSML in, raw sound out."""

from aiohttp import web
from tests.support.hosted.wire import Mood, Vendor, drop, stay_mute


class FakeAzure(Vendor):
    key_header = "Ocp-Apim-Subscription-Key"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.mood is Mood.MUTE:
            await stay_mute()
        if self.mood is Mood.ERRS:
            return web.Response(status=400, text="voice not found")
        if self.mood is Mood.DROPS:
            await drop(request)
        sound = b"" if self.mood is Mood.EMPTY else b"\x01\x00" * 12_000
        return web.Response(body=sound, content_type="audio/basic")
