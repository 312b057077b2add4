"""The built-in page in a real browser, over real media, with a stand-in for agent and API."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from infra.local import web as page_server
from infra.local.home import Home
from tests.support.browser import drive
from tests.support.livekit_server import LiveKitServer, free_ports, running
from tests.support.stand_in import agent_in

from speaknode_cli.caller.voice import Speech, synthesise, write_wav

pytestmark = pytest.mark.livekit
AGENT = "agt_demo"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKitServer]:
    with running(tmp_path_factory.mktemp("livekit")) as server:
        yield server


class FakeApi:
    """Dispatches into a room of the test's choosing."""

    def __init__(self, server: LiveKitServer, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.room = "page"
        self.refusal: dict[str, str] | None = None
        self.asked: list[dict[str, str]] = []
        self._server = server

    def app(self) -> web.Application:
        app = web.Application()
        path = f"/v1/public/agents/{AGENT}/sessions"
        app.router.add_post(path, self._dispatch)
        app.router.add_options(path, self._preflight)
        return app

    async def _preflight(self, _: web.Request) -> web.Response:
        return web.Response(headers=CORS)

    async def _dispatch(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        if self.refusal:
            return web.json_response(self.refusal, status=404, headers=CORS)
        token = self._server.token(self.room, "visitor")
        answer = {"id": "ses_1", "livekit_url": self._server.url, "token": token}
        return web.json_response(answer, status=201, headers=CORS)


CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type"}


@pytest.fixture
async def api(server: LiveKitServer) -> AsyncIterator[FakeApi]:
    [port] = free_ports(1)
    api = FakeApi(server, port)
    runner = web.AppRunner(api.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield api
    await runner.cleanup()


@pytest.fixture
async def page(api: FakeApi, tmp_path: Path) -> AsyncIterator[str]:
    (tmp_path / "run.json").write_text(json.dumps({"api_url": api.url, "demo_agent_id": AGENT}))
    [port] = free_ports(1)
    runner = web.AppRunner(page_server.app(Home(tmp_path)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://localhost:{port}/demo/"
    await runner.cleanup()


@pytest.fixture
def question(tmp_path: Path) -> Path:
    """A WAV for the microphone, with the silence that ends a turn (Chromium plays it in a loop)."""
    speech = synthesise("what is the weather today", "en")
    silence = bytes(2 * 24_000 * 2)
    write_wav(tmp_path / "question.wav", Speech(silence + speech.pcm + silence))
    return tmp_path / "question.wav"


async def test_voice(server: LiveKitServer, api: FakeApi, page: str, question: Path) -> None:
    async with agent_in(server, api.room) as agent:
        seen = await drive("voice", page, str(question), "i heard you")
    assert agent.heard_rms > 0.02
    assert seen["loudness"] > 0.02
    assert seen["muted"] == "true"
    assert agent.typed == ["goodbye"]
    assert seen["violations"] == []
    assert seen["errors"] == []
    assert api.asked == [{"locale": "en", "channel": "web"}]


async def test_text_by_keyboard(server: LiveKitServer, api: FakeApi, page: str) -> None:
    async with agent_in(server, api.room):
        seen = await drive("text", page, "absent", "read: what is the weather")
    assert seen["muteHidden"]
    assert seen["announced"] == "read: what is the weather today"
    assert [line["role"] for line in seen["transcript"]] == ["you", "agent"]
    assert seen["errors"] == []


@pytest.mark.parametrize(
    ("microphone", "said"),
    [("denied", "does not let this page"), ("absent", "There is no microphone")],
)
async def test_goes_on_in_text_without_a_microphone(
    server: LiveKitServer, api: FakeApi, page: str, microphone: str, said: str
) -> None:
    async with agent_in(server, api.room):
        seen = await drive("noMicrophone", page, microphone, "read: hello")
    assert said in seen["notice"]
    assert api.asked == [{"locale": "en", "channel": "text"}]


async def test_says_when_nobody_joins(api: FakeApi, page: str) -> None:
    api.room = "empty"
    seen = await drive("neverJoined", page, "absent")
    assert 9_500 < seen["afterMs"] < 14_000
    assert "не подключился" in seen["notice"]
    assert seen["language"] == "ru"


async def test_says_why_it_was_refused(api: FakeApi, page: str) -> None:
    api.refusal = {"title": "Not found", "detail": "there is no such agent"}
    seen = await drive("refused", page, "absent")
    assert seen["notice"].endswith("there is no such agent")
    assert seen["state"] == "ended"
