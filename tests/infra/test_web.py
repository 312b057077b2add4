from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web as aiohttp_web
from aiohttp.test_utils import TestClient, TestServer
from infra.local import web
from infra.local.home import Home, write_json

pytestmark = pytest.mark.enable_socket
Client = TestClient[aiohttp_web.Request, aiohttp_web.Application]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


@pytest.fixture
async def client(home: Home, tmp_path: Path) -> AsyncIterator[Client]:
    server = TestServer(web.app(home, tmp_path / "dashboard"))
    async with TestClient(server) as opened:
        yield opened


async def test_config_has_addresses_and_no_key(client: Client, home: Home) -> None:
    assert (await client.get("/config.json")).status == 503
    write_json(home.run_file, {"api_url": "http://api", "api_key": "sk_secret", "space_id": "spc"})
    answer = await client.get("/config.json")
    assert (await answer.json())["api_url"] == "http://api"
    assert "sk_secret" not in await answer.text()


async def test_without_a_dashboard_it_is_told_how_to_get_one(client: Client) -> None:
    answer = await client.get("/")
    assert answer.status == 404
    assert "make setup" in await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy


async def test_every_screen_is_the_dashboard_and_files_are_files(
    client: Client, tmp_path: Path
) -> None:
    (tmp_path / "dashboard" / "assets").mkdir(parents=True)
    (tmp_path / "dashboard" / "index.html").write_text("<div id=root>")
    (tmp_path / "dashboard" / "assets" / "a-1.js").write_text("1")
    for screen in ("/", "/agents/agt_1", "/sessions?status=active"):
        assert await (await client.get(screen)).text() == "<div id=root>"
    assert "immutable" in (await client.get("/assets/a-1.js")).headers["Cache-Control"]
    for absent in ("/assets/b.js", "/favicon.ico", "/assets/..%2Findex.html"):
        assert (await client.get(absent)).status == 404


async def test_nothing_outside_the_page_is_served(client: Client) -> None:
    assert (await client.get("/..%2Fhome%2Frun.json")).status == 404
