"""Serves the dashboard, the widget and the public pages: `python -m infra.local.web`."""

from pathlib import Path

from aiohttp import web
from infra.local.home import Home, read_json
from infra.local.ports import HOST, Ports
from infra.local.web_dashboard import DASHBOARD
from infra.local.web_dashboard import routes as dashboard_routes
from infra.local.web_widget import routes as widget_routes

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


def app(home: Home, dashboard: Path = DASHBOARD) -> web.Application:
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
            *dashboard_routes(dashboard),
        ]
    )
    return application


async def _secure(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "microphone=(self)"
    response.headers.setdefault("Cache-Control", "no-cache")


if __name__ == "__main__":
    web.run_app(app(Home.from_env()), host=HOST, port=Ports.from_env().web, print=None)
