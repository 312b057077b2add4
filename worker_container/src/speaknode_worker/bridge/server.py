"""The bridge's door: one WebSocket per call, each with its own token."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from aiohttp import WSMsgType, web

from speaknode.kit.errors import UnauthenticatedError, UnavailableError
from speaknode.telephony import announcement, media_token
from speaknode.telephony.media_token import MediaGrant
from speaknode_worker.bridge.announce import announce
from speaknode_worker.bridge.call import Call, Seat
from speaknode_worker.bridge.protocols import CODECS
from speaknode_worker.bridge.room import CallerInRoom, join_token

MAX_MESSAGE_BYTES = 64 * 1024
HEARTBEAT_S = 20.0
_SPEND_WITHIN_S = 2.0
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rooms:
    """The LiveKit that calls are brought to."""

    url: str
    key: str
    secret: str


class Socket:
    def __init__(self, ws: web.WebSocketResponse) -> None:
        self._ws = ws

    async def receive(self, timeout_s: float) -> str | None:
        async with asyncio.timeout(timeout_s):
            message = await self._ws.receive()
        if message.type is WSMsgType.TEXT:
            return str(message.data)
        if message.type is WSMsgType.BINARY:
            return ""  # no carrier of ours sends any: counts as garbage
        return None

    async def send(self, text: str) -> None:
        await self._ws.send_str(text)


class Tokens(Protocol):
    """Which media tokens were used, by whatever process of the bridge."""

    def spend(self, jti: str, now: datetime) -> bool:
        """False: it was used before. Raises UnavailableError; may block."""


class OwnTokens:
    """Those that this process has seen."""

    def __init__(self) -> None:
        self._spent: dict[str, datetime] = {}

    def spend(self, jti: str, now: datetime) -> bool:
        self._spent = {each: until for each, until in self._spent.items() if until > now}
        if jti in self._spent:
            return False
        self._spent[jti] = now + timedelta(seconds=2 * media_token.TTL_S)
        return True


class Bridge:
    """`tokens`: beside its own memory, which alone decides while that cannot be asked."""

    def __init__(
        self,
        rooms: Rooms,
        *,
        max_calls: int = 200,
        tokens: Tokens | None = None,
        seat: Callable[[Call], Seat] | None = None,
    ) -> None:
        self._rooms, self._max_calls = rooms, max_calls
        self._own, self._tokens = OwnTokens(), tokens
        self._seat = seat or take_seat
        self._calls: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self.draining = False

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._health)
        app.router.add_get("/media/{carrier}/{token}", self._media)
        app.router.add_post("/announcements/{token}", self._announce)
        return app

    async def drain(self, within_s: float) -> None:
        """No new calls; returns when the last one is over, or the time is up."""
        self.draining = True
        logger.info("bridge drains", extra={"calls": len(self._calls)})
        try:
            async with asyncio.timeout(within_s):
                await self._idle.wait()
        except TimeoutError:
            logger.warning("calls are cut", extra={"calls": len(self._calls)})
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _health(self, request: web.Request) -> web.Response:
        state = {"calls": len(self._calls), "max_calls": self._max_calls, "draining": self.draining}
        return web.json_response(state, status=503 if self.draining else 200)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        carrier = request.match_info["carrier"]
        if carrier not in CODECS:
            raise web.HTTPNotFound
        if self.draining or len(self._calls) >= self._max_calls:
            logger.warning("call refused", extra={"calls": len(self._calls)})
            raise web.HTTPServiceUnavailable
        grant = await self._admit(carrier, request.match_info["token"])
        ws = web.WebSocketResponse(
            protocols=("chat",),  # VoxImplant offers it and wants it back
            max_msg_size=MAX_MESSAGE_BYTES,
            heartbeat=HEARTBEAT_S,
            compress=False,
        )
        await ws.prepare(request)
        call = asyncio.create_task(self._hold(ws, grant))
        self._calls.add(call)
        self._idle.clear()
        try:
            await call
        finally:
            self._over(call)
        return ws

    async def _announce(self, request: web.Request) -> web.Response:
        """202: it will be said; 409: it was asked for before."""
        if self.draining:
            raise web.HTTPServiceUnavailable
        rooms = self._rooms
        try:
            wanted = announcement.read(request.match_info["token"], secret=rooms.secret)
        except UnauthenticatedError as error:
            raise web.HTTPForbidden from error
        if not await self._spend(wanted.jti):
            raise web.HTTPConflict
        said = asyncio.create_task(
            announce(wanted, url=rooms.url, key=rooms.key, secret=rooms.secret)
        )
        self._calls.add(said)
        self._idle.clear()
        said.add_done_callback(self._over)
        return web.Response(status=202)

    def _over(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        if not self._calls:
            self._idle.set()

    async def _admit(self, carrier: str, token: str) -> MediaGrant:
        try:
            grant = media_token.read(token, secret=self._rooms.secret)
        except UnauthenticatedError as error:
            logger.warning("socket refused", extra={"carrier": carrier})
            raise web.HTTPForbidden from error
        if grant.carrier != carrier or not await self._spend(grant.jti):
            logger.warning("token refused", extra={"session_id": grant.session_id})
            raise web.HTTPForbidden
        return grant

    async def _spend(self, jti: str) -> bool:
        now = datetime.now(UTC)
        if not self._own.spend(jti, now):
            return False
        if self._tokens is None:
            return True
        try:
            async with asyncio.timeout(_SPEND_WITHIN_S):
                return await asyncio.to_thread(self._tokens.spend, jti, now)
        except (UnavailableError, TimeoutError):
            # A caller waits: a token that is signed and two minutes old at most is good enough then.
            logger.warning("tokens cannot be compared with other bridges")
            return True

    async def _hold(self, ws: web.WebSocketResponse, grant: MediaGrant) -> None:
        fields = {"session_id": grant.session_id, "carrier": grant.carrier}
        logger.info("call begins", extra=fields)
        began = time.monotonic()
        token = join_token(grant, key=self._rooms.key, secret=self._rooms.secret)
        call = Call(Socket(ws), CODECS[grant.carrier](), self._seat)
        ended_by = "fault"
        try:
            ended_by = await call.run(self._rooms.url, token)
        except (ConnectionError, TimeoutError) as error:
            ended_by = "carrier lost"
            logger.warning("socket lost", extra={**fields, "reason": type(error).__name__})
        finally:
            took = round(time.monotonic() - began, 1)
            told = {**fields, "ended_by": ended_by, "took_s": took, **vars(call.figures)}
            logger.info("call over", extra=told)
            await ws.close()


def take_seat(call: Call) -> CallerInRoom:
    return CallerInRoom(call.rate_hz, hear=call.hear, clear=call.interrupted, digit=call.dial)


class JsonLines(logging.Formatter):
    """A log line as JSON: the message is constant, the fields beside it tell the case."""

    _OWN = frozenset(vars(logging.makeLogRecord({})))

    def format(self, record: logging.LogRecord) -> str:
        fields = {k: v for k, v in vars(record).items() if k not in self._OWN and k != "message"}
        line = {"level": record.levelname, "message": record.getMessage(), **fields}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
