"""What of an agent's and its tools' definitions must not leave the space."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from speaknode.kit.validation import escaped
from speaknode.tools.masking import is_telling

REASON = "is a secret that was left out of the export: set it again"
_FILLED_IN = re.compile(r"\{\{.*?\}\}|\{\w+\}|\b(?:bearer|basic|token)\b|\s", re.I)


def strip(document: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """An exported document without what looks like a secret, and where something was taken away."""
    left_out: list[str] = []
    agent, tools = document["agent"], document["tools"]
    servers = [
        server | {"headers": _without(server["headers"], f"{place}/headers", left_out)}
        for index, server in enumerate(agent["mcp_servers"])
        if (place := f"/agent/mcp_servers/{index}")
    ]
    kept = [strip_tool(tool, f"/tools/{index}", left_out) for index, tool in enumerate(tools)]
    return document | {"agent": agent | {"mcp_servers": servers}, "tools": kept}, left_out


def strip_tool(tool: dict[str, Any], pointer: str, left_out: list[str]) -> dict[str, Any]:
    parts = {
        name: _without(tool[name], f"{pointer}/{name}", left_out)
        for name in ("headers", "query", "body")
        if name in tool
    }
    url = _url(tool["url"])
    left_out += [f"{pointer}/url"] if url != tool["url"] else []
    return tool | parts | {"url": url}


def _without(value: Any, pointer: str, left_out: list[str]) -> Any:
    if isinstance(value, list):
        return [_without(part, f"{pointer}/{i}", left_out) for i, part in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    kept = {}
    for name, part in value.items():
        place = f"{pointer}/{escaped(name)}"
        if is_telling(name) and _is_literal(part):
            left_out.append(place)
        else:
            kept[name] = _without(part, place, left_out)
    return kept


def _is_literal(value: Any) -> bool:
    """Not only what is filled in when the call is made."""
    if isinstance(value, str):
        return bool(_FILLED_IN.sub("", value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _url(url: str) -> str:
    parts = urlsplit(url)
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    kept = [
        f"{name}{sign}{value}"
        for name, sign, value in pairs
        if not (is_telling(unquote(name)) and _is_literal(unquote(value)))
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query="&".join(kept)))
