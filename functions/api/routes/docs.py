"""The API's own description: the OpenAPI document and a page made from it."""

import json
from functools import cache

from chalice.app import Blueprint, Response

from api.endpoint import endpoint

routes = Blueprint(__name__)
_TITLE = "Speaknode API"
_VERSION = "1"
_ABOUT = (
    "Build, run and operate AI voice agents. "
    "Lists are pages: pass `next_cursor` back as `cursor`. Errors are problem documents."
)
_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
}


@cache
def openapi_text() -> str:
    from api import openapi

    document = openapi.document(
        routes.current_app, title=_TITLE, version=_VERSION, description=_ABOUT
    )
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@endpoint(routes, "GET", "/openapi.json")
def get_openapi() -> Response:
    """Get the OpenAPI 3.1 document of this API."""
    return Response(
        openapi_text(), headers={"Content-Type": "application/json", "Cache-Control": "no-cache"}
    )


@endpoint(routes, "GET", "/docs", media_type="text/html")
def get_docs() -> Response:
    """Show the reference page."""
    from api import reference

    return Response(reference.render(json.loads(openapi_text())), headers=dict(_PAGE_HEADERS))
