"""Tools of a spoken conversation: a slow webhook with a secret, and an MCP server's."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from aiohttp import web
from tests.support.conversations import ended, join, said, start
from tests.support.installation import Installation

pytestmark = [pytest.mark.livekit, pytest.mark.timeout(300)]

SECRET = "tok-e2e-1234567890"
ARGUMENTS = {"kind": "parcel", "password": "hunter2"}
ANSWERS_AFTER_S = 4.0
MCP_INFO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {"tools": {}},
    "serverInfo": {"name": "clock", "version": "1"},
}


class Outside:
    """Somebody's server: a slow order desk, and a clock that speaks MCP."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, str, Any]] = []

    async def order(self, request: web.Request) -> web.Response:
        authorization = request.headers.get("Authorization", "")
        self.orders.append((authorization, request.match_info["kind"], await request.json()))
        await asyncio.sleep(ANSWERS_AFTER_S)
        return web.json_response({"order": {"state": "on its way"}, "echo": SECRET})

    async def mcp(self, request: web.Request) -> web.Response:
        message = await request.json()
        if "id" not in message:
            return web.Response(status=202)
        schema = {"type": "object", "properties": {}}
        results: dict[str, Any] = {
            "initialize": MCP_INFO,
            "tools/list": {"tools": [{"name": "tell_time", "inputSchema": schema}]},
            "tools/call": {"content": [{"type": "text", "text": '{"time": "noon"}'}]},
        }
        result = results.get(message["method"], {})
        return web.json_response({"jsonrpc": "2.0", "id": message["id"], "result": result})


@asynccontextmanager
async def serving(port: int) -> AsyncIterator[Outside]:
    outside, app = Outside(), web.Application()
    app.router.add_post("/orders/{kind}", outside.order)
    app.router.add_post("/mcp", outside.mcp)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield outside
    finally:
        await runner.cleanup()


def _tool(api: httpx.Client, port: int) -> str:
    api.put("/v1/credentials/orders", json={"value": SECRET}).raise_for_status()
    body = {
        "code": "find_order",
        "description": "finds an order",
        "method": "POST",
        "url": f"http://127.0.0.1:{port}/orders/{{kind}}",
        "parameters": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ARGUMENTS},
        },
        "body": {"who": "{{system.session_id}}", "password": "{password}"},
        "secrets": [{"secret_ref": "orders", "prefix": "Bearer "}],
        "pre_speech": "Let me look.",
        "progress_speech": [{"after_ms": 2000, "text": "Still looking."}],
        "response_mapping": {"state": "$.order.state"},
    }
    answer = api.post("/v1/tools", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _rule(name: str, pattern: str, tool: str, reply: str, **arguments: str) -> dict[str, Any]:
    step = {"name": tool, "arguments": arguments, "reply": {"en": reply}}
    step["error_reply"] = {"en": "Failed."}
    return {"name": name, "patterns": {"en": [pattern]}, "tool": step}


def _agent(api: httpx.Client, port: int) -> str:
    rules = [
        _rule(
            "order",
            "where is my order",
            "find_order",
            "Your order is {result.order.state}.",
            **ARGUMENTS,
        ),
        _rule("clock", "what time is it", "tell_time", "It is {result.time} now."),
    ]
    body = {
        "name": "Orders",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Order desk."}},
        "tool_ids": [_tool(api, port)],
        "mcp_servers": [{"name": "clock", "url": f"http://127.0.0.1:{port}/mcp"}],
        "privacy": {"redact": ["password"]},
        "variables": [{"name": "state", "type": "string", "nullable": True}],
    }
    answer = api.post("/v1/agents", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_slow_tool_is_bridged_by_words(
    installation: Installation, api: httpx.Client
) -> None:
    async with serving(installation.tools_port) as outside:
        made = start(api, _agent(api, installation.tools_port))
        async with join(made) as caller:
            await caller.wait_for_agent(60)
            await caller.wait_for_agent_reply(60, containing="Order desk")
            await caller.say("where is my order")
            await caller.wait_for_agent_reply(60, containing="on its way")
            await caller.say("what time is it")
            await caller.wait_for_agent_reply(60, containing="noon")
    session = ended(api, made["id"])
    heard = said(session, "agent")
    assert heard.index("let me look") < heard.index("still looking") < heard.index("on its way")
    sent = {"who": made["id"], "password": "hunter2"}
    assert outside.orders == [(f"Bearer {SECRET}", "parcel", sent)]
    calls = [(call["code"], call["status"]) for call in session["tool_calls"]]
    assert calls == [("find_order", "succeeded"), ("tell_time", "succeeded")]
    assert session["tool_calls"][0]["assigned"] == {"state": "on its way"}
    kept = session["tool_calls"][0]
    assert kept["arguments"] == {"kind": "parcel", "password": "[password]"}
    for private in (SECRET, "hunter2"):
        assert private not in str(session)
        assert not logged(installation, private)
    assert not logged(installation, "Your order is")


def logged(installation: Installation, text: str) -> list[str]:
    """Lines that hold it outside of the fields for personal data."""
    found = []
    for file in installation.home.logs.iterdir():
        for line in file.read_text(errors="replace").splitlines():
            if text in line and text in str(_without_pii(line)):
                found.append(f"{file.name}: {line[:500]}")
    return found


def _without_pii(line: str) -> Any:
    try:
        fields = json.loads(line[line.index("{") :])
    except ValueError:
        return line
    return {name: value for name, value in fields.items() if ".pii." not in name}
