"""The widget, an agent's public page, and the public API on the origin that the widget came from."""

from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from infra.local.home import PROJECT, Home, read_json

WIDGET = PROJECT / "web" / "dist" / "widget"
_TIMEOUT = ClientTimeout(total=30)
_FORWARDED = (
    "Content-Type",
    "Idempotency-Key",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
)
_RETURNED = ("Content-Type", "Cache-Control", "Location", "Retry-After", "X-Request-Id")
_MISSING = "The widget is not built: run `make setup`."


def routes(home: Home, widget: Path = WIDGET) -> list[web.RouteDef]:
    async def file(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = widget / name
        if "/" in name or name.startswith(".") or not path.is_file():
            raise web.HTTPNotFound(text=_MISSING)
        # Pages of other origins load it as a module, which needs leave.
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": _keep(name),
        }
        return web.FileResponse(path, headers=headers)

    async def page(_: web.Request) -> web.StreamResponse:
        path = widget / "page.html"
        if not path.is_file():
            raise web.HTTPNotFound(text=_MISSING)
        livekit = str(read_json(home.run_file).get("livekit_url", ""))
        return web.FileResponse(path, headers={"Content-Security-Policy": _policy(livekit)})

    async def api(request: web.Request) -> web.StreamResponse:
        base = read_json(home.run_file).get("api_url")
        if not base:
            raise web.HTTPServiceUnavailable(text="The installation is still starting.")
        return await _forward(request, f"{base}{request.rel_url}")

    return [
        web.get("/widget/{name}", file),
        web.get("/a/{agent_id}", page),
        web.route("*", "/v1/public/{tail:.*}", api),
    ]


def _keep(name: str) -> str:
    """Chunks carry a hash of what they are; the entries keep their names."""
    is_chunk = name.endswith(".js") and not name.startswith(("speaknode-", "page"))
    return "public, max-age=31536000, immutable" if is_chunk else "no-cache"


def _policy(livekit_url: str) -> str:
    """No `unsafe-inline` anywhere: the widget needs none."""
    host = urlsplit(livekit_url).netloc
    secure = livekit_url.startswith("wss")
    media = f"wss://{host} https://{host}" if secure else f"ws://{host} http://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self' {media}",
            "media-src blob: mediastream:",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


async def _forward(request: web.Request, url: str) -> web.Response:
    headers = {name: request.headers[name] for name in _FORWARDED if name in request.headers}
    try:
        async with (
            ClientSession(timeout=_TIMEOUT) as session,
            session.request(
                request.method, url, data=await request.read(), headers=headers
            ) as answer,
        ):
            kept = {
                name: value
                for name, value in answer.headers.items()
                if name in _RETURNED or name.startswith("Access-Control-")
            }
            return web.Response(body=await answer.read(), status=answer.status, headers=kept)
    except (ClientError, TimeoutError) as error:
        raise web.HTTPBadGateway(text="The API does not answer.") from error
