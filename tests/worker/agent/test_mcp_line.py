"""A server that was away, or whose line broke, is used again once it is there."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from livekit.agents import ToolError
from tests.worker.agent.test_mcp_tools import SERVER, context, tools_of

from speaknode.egress.transport import tls_context
from speaknode_worker.agent import mcp_line
from speaknode_worker.agent.mcp_lid import MAX_BYTES
from speaknode_worker.agent.mcp_tools import McpTools

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
IDS = itertools.count(1)


class Server:
    """Of either transport. It knows only the sessions that it has opened since its last start."""

    def __init__(self) -> None:
        self.port = 0
        self.opened = 0
        self.asked: list[str] = []
        self.flood = ""
        self.headers: list[dict[str, str]] = []
        self.late_s = 0.0
        self._runner: web.AppRunner | None = None
        self._sessions: set[str] = set()
        self._lines: dict[str, asyncio.Queue[str]] = {}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/mcp", self._post)
        app.router.add_get("/sse", self._line)
        app.router.add_post("/messages", self._message)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._sessions.clear()
        self._lines.clear()
        if self._runner is not None:
            await self._runner.cleanup()

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(message["method"])
        tools = [{"name": "add", "inputSchema": {"type": "object"}}]
        if message["method"] == "initialize":
            result: dict[str, Any] = SERVER
        elif message["method"] == "tools/list":
            result = {"tools": tools}
        elif message["params"]["arguments"].get("bad"):
            error = {"code": -32602, "message": "bad arguments"}
            return {"jsonrpc": "2.0", "id": message["id"], "error": error}
        else:
            result = {"content": [{"type": "text", "text": "three" + self.flood}]}
        return {"jsonrpc": "2.0", "id": message["id"], "result": result}

    async def _post(self, request: web.Request) -> web.Response:
        message, session = await request.json(), request.headers.get("mcp-session-id", "")
        self._note(request)
        if message["method"] == "tools/call":
            await asyncio.sleep(self.late_s)
        headers: dict[str, str] = {}
        if message["method"] == "initialize":
            self.opened += 1
            session = headers["mcp-session-id"] = f"s{next(IDS)}"
            self._sessions.add(session)
        if session not in self._sessions:
            return web.Response(status=404)
        if "id" not in message:
            return web.Response(status=202)
        return web.json_response(self._answer(message), headers=headers)

    def _note(self, request: web.Request) -> None:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})

    async def _line(self, request: web.Request) -> web.StreamResponse:
        self.opened += 1
        self._note(request)
        session, line = f"s{next(IDS)}", asyncio.Queue[str]()
        self._lines[session] = line
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        await response.write(f"event: endpoint\ndata: /messages?session={session}\n\n".encode())
        while True:
            await response.write(f"event: message\ndata: {await line.get()}\n\n".encode())

    async def _message(self, request: web.Request) -> web.Response:
        message = await request.json()
        self._note(request)
        line = self._lines.get(request.query["session"])
        if line is None:
            return web.Response(status=404)
        if "id" in message:
            line.put_nowait(web.json_response(self._answer(message)).text or "")
        return web.Response(status=202)


async def served() -> AsyncIterator[Server]:
    tls_context()
    made = Server()
    await made.start()
    yield made
    await made.stop()


server = pytest.fixture(served)


async def call(tools: McpTools, number: int, **arguments: Any) -> str:
    (add,) = tools.tools
    told = context(f"call_{number}")
    return str(await add(raw_arguments={"n": number} | arguments, context=told))  # type: ignore[operator]


async def fails(tools: McpTools, number: int, **arguments: Any) -> str:
    with pytest.raises(ToolError) as raised:
        await call(tools, number, **arguments)
    return str(raised.value.message)


@pytest.mark.parametrize("transport", ["streamable_http", "sse"])
async def test_a_server_that_was_restarted_is_used_again(server: Server, transport: str) -> None:
    url = server.url("sse" if transport == "sse" else "mcp")
    tools = await tools_of(url, [], transport=transport, timeout_ms=2000).setup()
    try:
        assert await call(tools, 1) == "three"
        await server.stop()
        await server.start()
        await fails(tools, 2)  # so it is noticed
        assert await call(tools, 3) == "three"
        assert server.opened == 2
    finally:
        await tools.aclose()


async def test_who_calls_while_it_is_away_is_told_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = await tools_of(server.url("mcp"), [], timeout_ms=2000).setup()
    try:
        await server.stop()
        await fails(tools, 1)
        monkeypatch.setattr(mcp_line, "FIRST_PAUSE_S", 3600.0)
        monkeypatch.setattr(mcp_line, "LAST_PAUSE_S", 3600.0)
        assert "unreachable" in await fails(tools, 2)
        await server.start()
        assert "unreachable" in await fails(tools, 3), "its pause is not over"
        assert server.opened == 1
        tools._server._again_at = 0.0
        assert await call(tools, 4) == "three"
    finally:
        await tools.aclose()


async def test_a_flood_on_the_open_line_costs_one_call(server: Server) -> None:
    tools = await tools_of(server.url("sse"), [], transport="sse", timeout_ms=2000).setup()
    try:
        server.flood = "x" * 2 * MAX_BYTES
        await fails(tools, 1)
        server.flood = ""
        assert await call(tools, 2) == "three"
    finally:
        await tools.aclose()


async def test_a_call_that_the_server_refuses_keeps_the_line(server: Server) -> None:
    tools = await tools_of(server.url("mcp"), [], timeout_ms=2000).setup()
    try:
        await fails(tools, 1, bad=True)
        assert await call(tools, 2) == "three"
        assert server.opened == 1
    finally:
        await tools.aclose()
