from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from infra.local.home import Home, write_json
from infra.local.web_widget import routes

pytestmark = pytest.mark.enable_socket
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def widget(tmp_path: Path) -> Path:
    built = tmp_path / "widget"
    built.mkdir()
    for name in ("speaknode-widget.js", "livekit-abc.js", "page.html"):
        (built / name).write_text(name)
    return built


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


@pytest.fixture
async def client(home: Home, widget: Path) -> AsyncIterator[Client]:
    application = web.Application()
    application.add_routes(routes(home, widget))
    async with TestClient(TestServer(application)) as opened:
        yield opened


@pytest.fixture
async def api() -> AsyncIterator[TestServer]:
    async def echo(request: web.Request) -> web.Response:
        seen = {"path": request.path_qs, "origin": request.headers.get("Origin")}
        return web.json_response(
            seen | {"body": await request.text()},
            status=429,
            headers={"Retry-After": "7", "Access-Control-Allow-Origin": "*", "Set-Cookie": "a=b"},
        )

    application = web.Application()
    application.router.add_route("*", "/dev/{tail:.*}", echo)
    server = TestServer(application)
    async with server:
        yield server


@pytest.mark.parametrize(
    ("name", "kept"), [("speaknode-widget.js", "no-cache"), ("livekit-abc.js", "immutable")]
)
async def test_foreign_pages_may_load_it(client: Client, name: str, kept: str) -> None:
    answer = await client.get(f"/widget/{name}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "javascript" in answer.headers["Content-Type"]
    assert kept in answer.headers["Cache-Control"]


async def test_nothing_else_is_served(client: Client) -> None:
    for path in ("/widget/..%2F..%2Fhome%2Frun.json", "/widget/.hidden", "/widget/none.js"):
        assert (await client.get(path)).status == 404


async def test_the_public_page_has_a_strict_policy(client: Client, home: Home) -> None:
    write_json(home.run_file, {"livekit_url": "wss://lk.test"})
    answer = await client.get("/a/agt_1")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self' wss://lk.test https://lk.test" in policy
    assert "unsafe" not in policy


async def test_the_public_api_is_on_the_widgets_origin(
    client: Client, home: Home, api: TestServer
) -> None:
    assert (await client.get("/v1/public/agents/agt_1")).status == 503
    write_json(home.run_file, {"api_url": str(api.make_url("/dev"))})
    headers = {"Origin": "https://shop.test"}
    path = "/v1/public/agents/agt_1/sessions?a=%D0%B1"
    answer = await client.post(path, data="{}", headers=headers)
    assert answer.status == 429
    assert (answer.headers["Retry-After"], "Set-Cookie" in answer.headers) == ("7", False)
    assert await answer.json() == {
        "path": f"/dev{path}",
        "origin": "https://shop.test",
        "body": "{}",
    }


async def test_and_says_when_the_api_is_down(client: Client, home: Home) -> None:
    write_json(home.run_file, {"api_url": "http://127.0.0.1:9"})
    assert (await client.get("/v1/public/agents/agt_1")).status == 502


async def test_only_the_public_part(client: Client, home: Home, api: TestServer) -> None:
    write_json(home.run_file, {"api_url": str(api.make_url("/dev"))})
    assert (await client.get("/v1/agents")).status == 404
    # Written out or encoded, a path does not climb out of it.
    answer = await client.get("/v1/public/..%2Fagents")
    assert (await answer.json())["path"] == "/dev/v1/public/..%2Fagents"
