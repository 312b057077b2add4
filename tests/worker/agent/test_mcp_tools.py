"""An MCP server of this machine: its tools, the policy on its URL, and a server that does not answer."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from aiohttp import web
from livekit.agents import ToolError
from livekit.agents.llm.tool_context import get_raw_function_info
from pydantic import SecretStr

from speaknode.agents.abilities import McpServer
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.egress.transport import tls_context
from speaknode.events.reports import AnyReport, SessionErrorReported, ToolCalled
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.mcp_lid import MAX_BYTES, Lidded, LiddedEvents
from speaknode_worker.agent.mcp_tools import McpTools
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.tools import ToolContext
from speaknode_worker.agent.tools_secrets import ToolSecrets

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}
SERVER = {
    "protocolVersion": "2025-06-18",
    "capabilities": {"tools": {}},
    "serverInfo": {"name": "t", "version": "1"},
}


def answer_of(message: dict[str, Any], authorization: str) -> dict[str, Any]:
    match message["method"]:
        case "initialize":
            return SERVER
        case "tools/list":
            names = ("add", "fail", "drop", "flood", "drop", "dotted.name", "n" * 65, "")
            return {"tools": [{"name": name, "inputSchema": SCHEMA} for name in names]}
        case _:
            name = message["params"]["name"]
            if name == "flood":
                return {"content": [{"type": "text", "text": "x" * 2 * MAX_BYTES}]}
            text = f"{message['params']['arguments']} by {authorization}"
            return {"content": [{"type": "text", "text": text}], "isError": name == "fail"}


@pytest.fixture
async def server() -> AsyncIterator[str]:
    tls_context()

    async def post(request: web.Request) -> web.Response:
        message = await request.json()
        if "id" not in message:
            return web.Response(status=202)
        result = answer_of(message, request.headers.get("authorization", ""))
        return web.json_response({"jsonrpc": "2.0", "id": message["id"], "result": result})

    app = web.Application()
    app.router.add_post("/mcp", post)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/mcp"
    await runner.cleanup()


class Vault:
    def reveal(self, space_id: str, name: str) -> SecretStr:
        assert (space_id, name) == ("spc_1", "calc")
        return SecretStr("tok-secret-1")


def tools_of(
    url: str,
    reports: list[AnyReport],
    *,
    opened: bool = True,
    taken: set[str] | None = None,
    **fields: Any,
) -> McpTools:
    policy = Policy(opened=frozenset({url.split("/")[2]} if opened else ()))
    shared = ToolContext(
        reporter=Reporter("ses_1", reports.append),
        egress=Egress(policy),
        journal=Journal("ses_1"),
        secrets=ToolSecrets("spc_1", Vault()),
    )
    base = {"name": "calc", "url": url, "timeout_ms": 3000, "secret_ref": "calc"}
    server = McpServer.model_validate(base | fields)
    return McpTools(server, shared, policy, set() if taken is None else taken)


def _counting(inner: Any, read: list[int]) -> Any:
    async def counted(self: Lidded) -> AsyncIterator[bytes]:
        async for chunk in inner(self):
            read.append(len(chunk))
            yield chunk

    return counted


def context(call_id: str = "call_1") -> Any:
    return SimpleNamespace(function_call=SimpleNamespace(call_id=call_id))


async def test_allowed_tools_are_called_and_recorded_without_the_token(server: str) -> None:
    reports: list[AnyReport] = []
    tools = await tools_of(server, reports, allowed_tools=["add", "fail"]).setup()
    try:
        made: dict[str, Any] = {get_raw_function_info(t).name: t for t in tools.tools}  # type: ignore[arg-type]
        assert sorted(made) == ["add", "fail"]
        assert (
            await made["add"](raw_arguments={"a": 1}, context=context()) == "{'a': 1} by Bearer •••"
        )
        with pytest.raises(ToolError, match="mcp_error"):
            await made["fail"](raw_arguments={}, context=context("call_2"))
    finally:
        await tools.aclose()
    calls = [report.tool_call for report in reports if isinstance(report, ToolCalled)]
    assert [(call.code, call.status) for call in calls] == [
        ("add", "succeeded"),
        ("fail", "failed"),
    ]
    assert "secret" not in str(reports)


async def test_a_name_that_is_taken_is_left_to_who_has_it(server: str) -> None:
    """livekit-agents begins no conversation with two tools of one name."""
    taken = {"add"}
    tools = await tools_of(server, [], taken=taken).setup()
    left = sorted(tool.id for tool in tools.tools)
    await tools.aclose()
    assert left == ["drop", "fail", "flood"]
    assert taken == {"add", "drop", "fail", "flood"}


async def test_a_flood_is_cut_while_it_is_read(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(Lidded, "__aiter__", _counting(Lidded.__aiter__, read))
    reports: list[AnyReport] = []
    tools = await tools_of(server, reports, allowed_tools=["flood"]).setup()
    try:
        (flood,) = tools.tools
        with pytest.raises(ToolError, match="mcp_error"):
            await flood(raw_arguments={}, context=context())  # type: ignore[operator]
    finally:
        await tools.aclose()
    assert MAX_BYTES / 2 < sum(read) <= MAX_BYTES + 16_384
    (report,) = reports
    assert isinstance(report, ToolCalled)
    assert report.tool_call.status == "failed"


@pytest.mark.parametrize("opened", [True, False])
async def test_a_server_that_cannot_be_reached_leaves_no_tools(server: str, opened: bool) -> None:
    """Nobody listens there, or the policy keeps the agent off a private network."""
    reports: list[AnyReport] = []
    url = "http://127.0.0.1:1/mcp" if opened else server
    tools = await tools_of(url, reports, opened=opened).setup()
    assert tools.tools == []
    (report,) = reports
    assert isinstance(report, SessionErrorReported)
    assert report.error.recoverable
    await tools.aclose()


class Line(httpx2.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


EVENT = b"data: " + b"x" * 50


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
async def test_an_open_line_may_be_long(end: bytes) -> None:
    whole = (EVENT + end) * 20
    for size in (1, 7, 64, len(whole)):
        chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
        read = [chunk async for chunk in LiddedEvents(Line(*chunks), max_bytes=100)]
        assert b"".join(read) == whole


async def test_but_no_event_of_it() -> None:
    """The older transport answers on it, so a flood may come here as well."""
    read = 0
    with pytest.raises(httpx2.StreamError):
        async for chunk in LiddedEvents(Line(EVENT, b"\n\n", *[b"y" * 10] * 1000), max_bytes=100):
            read += len(chunk)
    assert read <= len(EVENT) + 2 + 100
