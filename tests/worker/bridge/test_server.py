"""The bridge's door: a token of ours, for this carrier, in time, once; nobody while it drains."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from tests.support.twilio.media import MediaStream

from speaknode.kit.errors import UnavailableError
from speaknode.telephony import announcement, media_token
from speaknode.telephony.announcement import Announcement
from speaknode.telephony.media_token import MediaGrant
from speaknode_worker.bridge.server import Bridge, OwnTokens, Rooms

SECRET = "a-secret-for-tests-that-is-longer-than-32"
pytestmark = [pytest.mark.livekit]


def token(
    *, secret: str = SECRET, age_s: float = 0, jti: str = "j1", carrier: str = "twilio"
) -> str:
    grant = MediaGrant(jti=jti, session_id="ses_1", room="ses_1", carrier=carrier)
    return media_token.issue(grant, secret=secret, now=datetime.now(UTC) - timedelta(seconds=age_s))


@pytest.fixture
async def server():
    # Nobody listens there: who gets in finds no room, and that is far enough.
    bridge = Bridge(Rooms("ws://127.0.0.1:9", "key", SECRET))
    async with TestServer(bridge.app()) as server:
        server.bridge = bridge  # type: ignore[attr-defined]
        yield server


async def status(server: TestServer, path: str) -> int:
    async with aiohttp.ClientSession() as http:
        try:
            async with http.ws_connect(server.make_url(path)):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def test_who_gets_in(server: TestServer) -> None:
    good = token()
    tries = {
        f"/media/twilio/{token(secret='x' * 40)}": 403,
        f"/media/twilio/{token(age_s=200)}": 403,
        f"/media/twilio/{token(carrier='voximplant')}": 403,
        f"/media/twilio/{good[:-3]}": 403,
        f"/media/nobody/{good}": 404,
        f"/media/twilio/{good}": 101,
    }
    for path, expected in tries.items():
        assert await status(server, path) == expected, path
    assert await status(server, f"/media/twilio/{good}") == 403, "a token is for once"


async def test_while_it_drains_nobody_comes_in(server: TestServer) -> None:
    await server.bridge.drain(0.1)  # type: ignore[attr-defined]
    assert await status(server, f"/media/twilio/{token()}") == 503
    async with aiohttp.ClientSession() as http, http.get(server.make_url("/")) as answer:
        assert answer.status == 503


async def test_a_room_that_is_not_there_closes_the_line(server: TestServer) -> None:
    url = str(server.make_url(f"/media/twilio/{token(jti='j2')}"))
    async with MediaStream(url) as phone:
        assert await phone.wait_closed(30)
    for _ in range(50):
        if not server.bridge._calls:  # type: ignore[attr-defined]
            return
        await asyncio.sleep(0.1)
    pytest.fail("the call is still held")


async def test_a_token_is_for_once_whichever_bridge_takes_it() -> None:
    shared = OwnTokens()
    good = token(jti="j3")
    for expected in (101, 403):
        bridge = Bridge(Rooms("ws://127.0.0.1:9", "key", SECRET), tokens=shared)
        server = TestServer(bridge.app())
        async with server:
            assert await status(server, f"/media/twilio/{good}") == expected


async def test_a_storage_that_is_down_keeps_no_caller_out(server: TestServer) -> None:
    class Down:
        def spend(self, jti: str, now: datetime) -> bool:
            raise UnavailableError("down")

    server.bridge._tokens = Down()  # type: ignore[attr-defined]
    good = token(jti="j4")
    assert await status(server, f"/media/twilio/{good}") == 101
    assert await status(server, f"/media/twilio/{good}") == 403, "this bridge knows it all the same"


async def test_a_word_is_said_once_and_for_us_only(server: TestServer) -> None:
    wanted = Announcement(jti="a1", room="call_1", language="en", text="Sorry.")
    good = announcement.issue(wanted, secret=SECRET, now=datetime.now(UTC))
    bad = announcement.issue(wanted, secret="x" * 40, now=datetime.now(UTC))
    answers = []
    async with aiohttp.ClientSession() as http:
        for token_ in (bad, good, good):
            async with http.post(server.make_url(f"/announcements/{token_}")) as answer:
                answers.append(answer.status)
    assert answers == [403, 202, 409]
