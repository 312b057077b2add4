"""What of a tool's definition must not leave the space."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

REASON = "is a secret that was left out of the export: set it again"
_NAMES = re.compile(
    r"auth|token|secret|passw|cookie|signature|credential|(^|[-_.])(api|x)?[-_]?key", re.I
)


def strip(tools: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """The definitions without what looks like a secret, and where something was taken away."""
    stripped, left_out = [], []
    for index, tool in enumerate(tools):
        kept, names = _headers(tool.get("headers") or {})
        url, is_cut = _url(str(tool.get("url", "")))
        left_out += [f"/tools/{index}/headers/{name}" for name in names]
        left_out += [f"/tools/{index}/url"] if is_cut else []
        stripped.append(tool | {"headers": kept, "url": url})
    return stripped, left_out


def _headers(headers: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    names = [name for name in headers if _NAMES.search(name)]
    return {name: value for name, value in headers.items() if name not in names}, names


def _url(url: str) -> tuple[str, bool]:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in query if not _NAMES.search(name)]
    if "@" not in parts.netloc and len(kept) == len(query):
        return url, False
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query=urlencode(kept))), True
