"""Serves the dashboard, the widget and the built-in page: `python -m infra.local.web`."""

from pathlib import Path

from aiohttp import web
from infra.local.home import PROJECT, Home, read_json
from infra.local.ports import HOST, Ports
from infra.local.web_dashboard import DASHBOARD
from infra.local.web_dashboard import routes as dashboard_routes
from infra.local.web_widget import routes as widget_routes

PAGE = PROJECT / "web" / "builtin"
LIVEKIT_CLIENT = (
    PROJECT / "web" / "node_modules" / "livekit-client" / "dist" / "livekit-client.umd.js"
)
# What a browser may know; the API key is not among it.
_PUBLIC = ("api_url", "demo_agent_id", "notifications_url", "issuer_url", "livekit_url")
_CONNECT = (
    "connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*"
)
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # The dashboard's components set styles at run time.
        "style-src 'self' 'unsafe-inline'",
        _CONNECT,
        # Recordings come from the storage's own address, samples of voices from their vendors.
        "media-src 'self' blob: https: http://127.0.0.1:* http://localhost:*",
        "img-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def app(
    home: Home,
    page: Path = PAGE,
    client: Path = LIVEKIT_CLIENT,
    dashboard: Path = DASHBOARD,
) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def config(_: web.Request) -> web.Response:
        run = read_json(home.run_file)
        if not run:
            raise web.HTTPServiceUnavailable(text="The installation is still starting.")
        return web.json_response({name: run.get(name, "") for name in _PUBLIC})

    application = web.Application()
    application.on_response_prepare.append(_secure)
    application.add_routes(
        [
            web.get("/health", health),
            web.get("/config.json", config),
            *widget_routes(home),
            *_demo(page, client),
            *dashboard_routes(dashboard),
        ]
    )
    return application


def _demo(page: Path, client: Path) -> list[web.AbstractRouteDef]:
    """The built-in page: no build step, so it is there on a machine without the dashboard."""

    async def slash(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/demo/")

    async def index(_: web.Request) -> web.StreamResponse:
        return _file(page / "index.html", "The page is not part of this checkout.")

    async def livekit_client(_: web.Request) -> web.StreamResponse:
        return _file(client, "livekit-client is not installed: run `make setup`.")

    routes: list[web.AbstractRouteDef] = [
        web.get("/demo", slash),
        web.get("/demo/", index),
        web.get("/demo/livekit-client.js", livekit_client),
    ]
    return [*routes, web.static("/demo", page)] if page.is_dir() else routes


def _file(path: Path, missing: str) -> web.StreamResponse:
    if not path.is_file():
        raise web.HTTPNotFound(text=missing)
    return web.FileResponse(path)


async def _secure(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "microphone=(self)"
    response.headers.setdefault("Cache-Control", "no-cache")


if __name__ == "__main__":
    web.run_app(app(Home.from_env()), host=HOST, port=Ports.from_env().web, print=None)
