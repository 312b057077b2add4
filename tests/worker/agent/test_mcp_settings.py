"""Each setting of an MCP server has its effect."""

from typing import Any

import pytest
from livekit.agents import ToolError
from tests.worker.agent.test_mcp_line import Server, served
from tests.worker.agent.test_mcp_tools import context, tools_of

from speaknode.agents.abilities import McpServer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


server = pytest.fixture(served)


async def asked(server: Server, path: str = "mcp", **fields: Any) -> str:
    """What came of a call; "" where there is no tool to call."""
    tools = await tools_of(server.url(path), [], **fields).setup()
    try:
        for tool in tools.tools:
            return str(await tool(raw_arguments={}, context=context()))  # type: ignore[operator]
    except ToolError as error:
        return error.message
    finally:
        await tools.aclose()
    return ""


TABLE: list[tuple[str, str, dict[str, Any], str]] = [
    ("url", "mcp", {}, "three"),
    ("url", "nowhere", {}, ""),
    ("transport", "sse", {"transport": "sse"}, "three"),
    ("transport", "sse", {"transport": "streamable_http"}, ""),
    ("allowed_tools", "mcp", {"allowed_tools": ["add"]}, "three"),
    ("allowed_tools", "mcp", {"allowed_tools": ["other"]}, ""),
    ("allowed_tools", "mcp", {"allowed_tools": []}, ""),
]


@pytest.mark.parametrize(("setting", "path", "fields", "expected"), TABLE)
async def test_it_has_its_effect(
    server: Server, setting: str, path: str, fields: dict[str, Any], expected: str
) -> None:
    assert await asked(server, path, **fields) == expected


@pytest.mark.parametrize("transport", ["streamable_http", "sse"])
async def test_what_is_sent_with_each_request(server: Server, transport: str) -> None:
    path = "sse" if transport == "sse" else "mcp"
    await asked(server, path, transport=transport, headers={"X-Shop": "7"}, secret_ref="calc")
    assert server.headers
    assert {(of["x-shop"], of["authorization"]) for of in server.headers} == {
        ("7", "Bearer tok-secret-1")
    }
    server.headers.clear()
    await asked(server, path, transport=transport, secret_ref=None)
    assert not any("authorization" in of for of in server.headers)


async def test_how_long_is_waited(server: Server) -> None:
    server.late_s = 30
    assert "fetch_timeout" in await asked(server, timeout_ms=1000)


async def test_it_is_told_by_its_name() -> None:
    reports: list[Any] = []
    tools = await tools_of("http://127.0.0.1:1/mcp", reports, name="stock").setup()
    await tools.aclose()
    assert "stock" in reports[0].error.message
    assert tools.id == "mcp_stock"


def test_no_setting_is_without_a_proof() -> None:
    proved = {setting for setting, *_ in TABLE}
    apart = {"headers", "secret_ref", "timeout_ms", "name"}
    assert proved | apart == set(McpServer.model_fields)
