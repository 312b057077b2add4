"""Serves the built-in page: `python -m infra.local.web`."""

from pathlib import Path

from aiohttp import web
from infra.local.home import PROJECT, Home, read_json
from infra.local.ports import HOST, Ports
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
        _CONNECT,
        # Presigned recordings come from the storage's own address.
        "media-src 'self' blob: http://127.0.0.1:* http://localhost:*",
        "img-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def app(home: Home, page: Path = PAGE, client: Path = LIVEKIT_CLIENT) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def config(_: web.Request) -> web.Response:
        run = read_json(home.run_file)
        if not run:
            raise web.HTTPServiceUnavailable(text="The installation is still starting.")
        return web.json_response({name: run.get(name, "") for name in _PUBLIC})

    async def index(_: web.Request) -> web.StreamResponse:
        return _file(page / "index.html", "The page is not part of this checkout.")

    async def livekit_client(_: web.Request) -> web.StreamResponse:
        return _file(client, "livekit-client is not installed: run `make setup`.")

    application = web.Application()
    application.on_response_prepare.append(_secure)
    application.add_routes(
        [
            web.get("/health", health),
            web.get("/config.json", config),
            web.get("/livekit-client.js", livekit_client),
            web.get("/", index),
            *widget_routes(home),
        ]
    )
    if page.is_dir():
        application.router.add_static("/", page)
    return application


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
