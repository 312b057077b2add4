"""The widget as a visitor meets it: real API over AWS in memory, real LiveKit, a page on a foreign origin."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from infra.local.home import Home, write_json
from infra.local.web_widget import WIDGET, routes
from tests.support.livekit_server import LiveKitServer, free_ports

from speaknode import wiring
from speaknode.agents.schemas import AgentCreate

SPACE_ID = "spc_widget"
LOADER = "speaknode-widget-loader.js"


@dataclass
class Site:
    """A page of somebody else's: `html` is its body, `policy` its Content-Security-Policy."""

    server: LiveKitServer
    widget_url: str = ""
    page_url: str = ""
    api_url: str = ""
    body: str = ""
    style: str = ""
    policy: str | None = None
    created: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def strict_policy(self) -> str:
        media = self.server.url.removeprefix("ws://")
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src {self.widget_url}",
                f"connect-src {self.widget_url} ws://{media} http://{media}",
                "media-src blob: mediastream:",
                "style-src 'none'",
                "img-src data:",  # the page's own icon
            )
        )

    def show(self, agent_id: str, attributes: str = "") -> None:
        self.body = (
            f'<speaknode-agent agent-id="{agent_id}" {attributes}></speaknode-agent>'
            f'<script src="{self.widget_url}/widget/{LOADER}"></script>'
        )

    def publish(self, **fields: Any) -> str:
        agents = wiring.agents()
        made = agents.create(SPACE_ID, AgentCreate.model_validate({"name": "Ada", **fields}))
        agents.publish(SPACE_ID, made.id)
        return made.id


@asynccontextmanager
async def site(server: LiveKitServer, directory: Path) -> AsyncIterator[Site]:
    home = Home(directory / "home").create()
    made = Site(server)
    async with AsyncExitStack() as stack:
        made.api_url = await _serve(stack, _api(made), "127.0.0.1")
        write_json(home.run_file, {"api_url": made.api_url, "livekit_url": server.url})
        widget = web.Application()
        widget.add_routes(routes(home, WIDGET))
        made.widget_url = await _serve(stack, widget, "127.0.0.1")
        made.page_url = await _serve(stack, _host(made), "localhost")
        yield made


async def _serve(stack: AsyncExitStack, application: web.Application, host: str) -> str:
    [port] = free_ports(1)
    runner = web.AppRunner(application)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return f"http://{host}:{port}"


def _host(site: Site) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        headers = {} if site.policy is None else {"Content-Security-Policy": site.policy}
        style = f"<style>{site.style}</style>" if site.style else ""
        head = f"<title>A shop</title><link rel=icon href=data:,>{style}"
        view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
        main = f"<main><h1>A shop</h1>{site.body}</main>"
        html = f'<!doctype html><html lang="en"><head>{view}{head}</head><body>{main}</body></html>'
        return web.Response(text=html, content_type="text/html", headers=headers)

    application = web.Application()
    application.router.add_get("/{tail:.*}", page)
    return application


def _api(site: Site) -> web.Application:
    """API Gateway's part: requests become events for the real handler."""

    async def call(request: web.Request) -> web.Response:
        from api.app import handler

        event = await _event(request)
        answer = await asyncio.to_thread(handler, event, _CONTEXT)
        if request.method == "POST" and answer["statusCode"] == 201:
            site.created.put_nowait(json.loads(answer["body"]))
        return web.Response(
            text=answer["body"], status=answer["statusCode"], headers=answer["headers"]
        )

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", call)
    return application


_CONTEXT = SimpleNamespace(
    aws_request_id="req-1", function_name="api", get_remaining_time_in_millis=lambda: 20_000
)


async def _event(request: web.Request) -> dict[str, Any]:
    headers = dict(request.headers)
    query = {name: request.query.getall(name) for name in request.query}
    return {
        "path": request.path,
        "httpMethod": request.method,
        "headers": headers,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": request.path.lstrip("/")},
        "requestContext": {"requestId": "req-1", "identity": {"sourceIp": request.remote}},
        "body": await request.text() or None,
        "isBase64Encoded": False,
    }
