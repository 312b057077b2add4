"""From a tool's definition and one call's arguments to the HTTP request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from speaknode.tools.models import WebhookTool
from speaknode.tools.outcome import ToolRunError
from speaknode.tools.parameters import PLACES, names, names_in
from speaknode.tools.templates import Filler, plain

IDEMPOTENCY_KEY = "idempotency-key"
_LONGEST_HEADER = 8000


Params = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """With its secrets in it: goes out, and nowhere else."""

    method: str
    url: str
    headers: dict[str, str]
    params: Params
    body: Any

    @property
    def content(self) -> bytes | None:
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


def build(
    tool: WebhookTool,
    arguments: Mapping[str, Any],
    variables: Mapping[str, Any],
    *,
    secrets: Mapping[str, SecretStr] | None = None,
    idempotency_key: str = "",
) -> ToolRequest:
    """Raises ToolRunError for values that would break out of their place."""
    declared = frozenset(arguments) | names_in(tool.parameters)
    declared |= {name for place in PLACES for name in names(tool, place)}
    filler = Filler(arguments, variables, declared)
    url = _url(tool.url, filler)
    headers = {name.lower(): filler.text(value) for name, value in tool.headers.items()}
    params: Params = {name: filler.text(value) for name, value in tool.query.items()}
    body = filler.data(tool.body)
    free = {name: value for name, value in arguments.items() if name not in filler.used}
    headers |= {
        name.lower(): plain(value)
        for name, value in free.items()
        if name in names(tool, "header") and value is not None
    }
    params |= _in_query({n: v for n, v in free.items() if n in names(tool, "query")})
    bodily = {n: v for n, v in free.items() if n in names(tool, "body")}
    left = {n: v for n, v in free.items() if not any(n in names(tool, place) for place in PLACES)}
    if tool.method.has_body:
        bodily |= left if tool.body is None else {}
        body = {**body, **bodily} if isinstance(body, dict) else (bodily if body is None else body)
    else:
        params |= _in_query(left)
        body = bodily or body
    _add_secrets(tool, secrets or {}, headers, params, body)
    if body is not None:
        headers.setdefault("content-type", "application/json")
    if idempotency_key:
        headers[IDEMPOTENCY_KEY] = idempotency_key
    _check_headers(headers)
    return ToolRequest(tool.method.value, url, headers, params, body)


def _in_query(arguments: Mapping[str, Any]) -> Params:
    """A list is its name again and again, as OpenAPI has it; null is not there."""
    return {
        name: [plain(item) for item in value] if isinstance(value, list) else plain(value)
        for name, value in arguments.items()
        if value is not None
    }


def _url(template: str, filler: Filler) -> str:
    """An argument stays within its segment of the path: no slash, no `..`, no query of its own.

    And fills it: without the id, what deletes an order would delete all of them.
    """
    url = filler.text(template, lambda value: quote(value, safe=""))
    before, after = (urlsplit(text).path.split("/") for text in (template, url))
    if any(part in (".", "..") and part not in before for part in after):
        raise ToolRunError("invalid_arguments", "a value leaves its place in the path")
    if after.count("") > before.count(""):
        raise ToolRunError("invalid_arguments", "a value that the path needs is empty")
    return url


def _add_secrets(
    tool: WebhookTool,
    secrets: Mapping[str, SecretStr],
    headers: dict[str, str],
    params: Params,
    body: Any,
) -> None:
    for use in tool.secrets:
        if use.secret_ref not in secrets:
            raise ToolRunError("secret_missing", "a credential that the tool needs is not set")
        value = use.prefix + secrets[use.secret_ref].get_secret_value()
        if use.place == "header":
            headers[use.name.lower()] = value
        elif use.place == "query":
            params[use.name] = value
        elif isinstance(body, dict):
            body[use.name] = value


def _check_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if len(value) > _LONGEST_HEADER or not value.isprintable() or not value.isascii():
            raise ToolRunError("invalid_arguments", f"the header {name} cannot have such a value")
