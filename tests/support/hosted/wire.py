"""What all fake vendors have in common: a server, a key, a mood, and a memory of what they were told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

Json = dict[str, Any]
KEY = "canary-5f1e-made-up-key"
"""Never to be seen again but in the header where it belongs."""
_ENOUGH_SOUND = 3200  # bytes: a tenth of a second; then the caller "has spoken"


class Mood(StrEnum):
    WELL = "well"
    MUTE = "mute"
    """Connected, and nothing comes: half open."""
    DROPS = "drops"
    """Goes away in the middle of it."""
    ERRS = "errs"
    """Says in the vendor's own words, on a connection that stands, that it cannot."""
    EMPTY = "empty"
    """Done, with nothing to show for it."""
    BUSY = "busy"
    BROKEN = "broken"


_STATUS = {Mood.BUSY: 429, Mood.BROKEN: 500}


@dataclass
class Asked:
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any = None


@dataclass
class Vendor:
    mood: Mood = Mood.WELL
    words: tuple[str, ...] = ("what time", "what time is it")
    """As they grow; the last ones are final."""
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    received: list[Json] = field(default_factory=list)
    """Messages over a socket."""
    heard: int = 0
    """Bytes of sound."""
    pieces: list[int] = field(default_factory=list)
    """How many bytes of it came at once."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody hung up."""

    key_header = "Authorization"
    key_prefix = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    def refusal(self, status: int) -> Json:
        return {"error": {"message": f"refused with {status}"}}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(
            path=request.path,
            query={name: request.query.getall(name) for name in request.query},
            headers=dict(request.headers),
        )
        self.asked.append(asked)
        if request.method == "POST":
            asked.body = await _body(request)
        if request.headers.get(self.key_header) != f"{self.key_prefix}{KEY}":
            return web.json_response(self.refusal(401), status=401)
        if self.mood in _STATUS:
            status = _STATUS[self.mood]
            return web.json_response(self.refusal(status), status=status)
        try:
            return await self.answer(request)
        finally:
            self.left.set()

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        made = web.WebSocketResponse()
        await made.prepare(request)
        return made

    async def messages(self, socket: web.WebSocketResponse) -> AsyncIterator[Json | bytes | str]:
        """JSON as it is; what is not JSON as text; sound as bytes, and only once enough has come."""
        waiting = 0
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                self.heard += len(message.data)
                self.pieces.append(len(message.data))
                waiting += len(message.data)
                if waiting >= _ENOUGH_SOUND:
                    waiting = -(10**9)
                    yield message.data
            elif message.type is WSMsgType.TEXT:
                yield self._told(message.data)

    def _told(self, text: str) -> Json | str:
        try:
            told = json.loads(text)
        except ValueError:
            self.received.append({"plain": text})
            return text
        self.received.append(told)
        return dict(told)


async def _body(request: web.Request) -> Any:
    if request.content_type.startswith("multipart/"):
        fields = await request.post()
        return {
            name: value if isinstance(value, str) else value.filename
            for name, value in fields.items()
            if isinstance(value, (str, web.FileField))
        }
    data = await request.read()
    return json.loads(data) if request.content_type == "application/json" else data


async def stay_mute() -> None:
    await asyncio.Event().wait()


async def drop(request: web.Request) -> None:
    """As a cable that is cut."""
    if request.transport is not None:
        request.transport.abort()


Made = TypeVar("Made", bound=Vendor)


@asynccontextmanager
async def serving(vendor: Made) -> AsyncIterator[Made]:
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", vendor.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    vendor.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield vendor
    finally:
        await runner.cleanup()
