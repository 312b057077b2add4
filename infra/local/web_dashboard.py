"""The dashboard: a single-page application at the root of the web server."""

from pathlib import Path

from aiohttp import web
from infra.local.home import PROJECT

DASHBOARD = PROJECT / "web" / "dist" / "dashboard"
_FOREVER = "public, max-age=31536000, immutable"


def routes(dashboard: Path = DASHBOARD) -> list[web.RouteDef]:
    async def asset(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = dashboard / "assets" / name
        if "/" in name or name.startswith(".") or not path.is_file():
            raise web.HTTPNotFound
        # Their names carry a hash of what they are.
        return web.FileResponse(path, headers={"Cache-Control": _FOREVER})

    async def mark(_: web.Request) -> web.StreamResponse:
        path = dashboard / "mark.svg"
        return web.FileResponse(path) if path.is_file() else web.Response(status=404)

    async def page(request: web.Request) -> web.StreamResponse:
        """Every address of a screen is answered with the one page; the page knows its screens."""
        index = dashboard / "index.html"
        if not index.is_file():
            raise web.HTTPNotFound(text="The dashboard is not built: run `make setup`.")
        # What looks like a file is no screen.
        if "." in request.path.rsplit("/", 1)[-1]:
            raise web.HTTPNotFound
        return web.FileResponse(index)

    return [
        web.get("/assets/{name}", asset),
        web.get("/mark.svg", mark),
        web.get("/{screen:.*}", page),
    ]
