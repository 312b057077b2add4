"""Webhook tools as livekit-agents function tools. Whatever the far side does, the LLM gets an answer in time."""

import json
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from livekit.agents import RunContext, ToolError, function_tool
from livekit.agents.llm import RawFunctionTool

from speaknode.agents.models import VariableValue
from speaknode.egress.fetch import Egress, Fetched, Limits
from speaknode.kit.errors import SpeaknodeError
from speaknode.sessions.models import ToolCall, ToolCallStatus
from speaknode.tools.models import HttpMethod, Tool
from speaknode_worker.agent.prompt import fill
from speaknode_worker.agent.reports import Reporter, now

_BODY_METHODS = (HttpMethod.POST, HttpMethod.PUT)
_KEPT_RESPONSE = 16_384
"""Of an answer in the session's record; the LLM gets all that the tool's own cap lets through."""
logger = logging.getLogger(__name__)


class ToolFailedError(Exception):
    """`code` tells the LLM what kind of failure it was; the message is safe for it to read."""

    def __init__(self, code: str, message: str, *, http_status: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.http_status = code, message, http_status


@dataclass(frozen=True)
class ToolRequest:
    method: str
    url: str
    headers: dict[str, str]
    params: dict[str, str]
    body: dict[str, Any] | None

    def record(self) -> dict[str, Any]:
        """For the session's record: headers may carry secrets and stay out."""
        shown = {"method": self.method, "url": self.url, "query": self.params, "body": self.body}
        return {name: value for name, value in shown.items() if value not in (None, {})}


@dataclass(frozen=True)
class ToolContext:
    """What all tools of one conversation share."""

    reporter: Reporter
    egress: Egress
    variables: dict[str, VariableValue] = field(default_factory=dict)


@dataclass
class _Exchange:
    call_id: str
    arguments: dict[str, Any]
    started_at: datetime = field(default_factory=now)
    started: float = field(default_factory=time.perf_counter)
    request: ToolRequest | None = None
    response: Any = None
    http_status: int | None = None


def webhook_tool(tool: Tool, shared: ToolContext) -> RawFunctionTool[..., Any]:
    validator = Draft202012Validator(tool.parameters)

    async def call(raw_arguments: dict[str, object], context: RunContext[Any]) -> str:
        exchange = _Exchange(context.function_call.call_id, dict(raw_arguments))
        try:
            _check(validator, exchange.arguments)
            exchange.request = request_of(tool, exchange.arguments, shared.variables)
            if tool.pre_speech:
                context.session.say(fill(tool.pre_speech, shared.variables))
            exchange.response = await _exchange(tool, exchange, shared.egress)
        except ToolFailedError as error:
            shared.reporter.tool_call(_record(tool, exchange, error))
            raise ToolError(
                json.dumps({"error": {"code": error.code, "message": error.message}})
            ) from error
        shared.reporter.tool_call(_record(tool, exchange, None))
        return json.dumps(exchange.response, ensure_ascii=False)

    schema = {
        "name": tool.code,
        "description": tool.description,
        "parameters": {"type": "object", "properties": {}, **tool.parameters},
    }
    return function_tool(call, raw_schema=schema)


def _check(validator: Draft202012Validator, arguments: dict[str, Any]) -> None:
    found = next(iter(validator.iter_errors(arguments)), None)
    if found is not None:
        path = "/".join(str(part) for part in found.absolute_path)
        raise ToolFailedError("invalid_arguments", f"{path or 'arguments'}: {found.message}"[:500])


def request_of(
    tool: Tool, arguments: dict[str, Any], variables: dict[str, VariableValue]
) -> ToolRequest:
    """`{name}` in the URL takes an argument; the others go to the query or the body."""
    url, left = str(tool.url), dict(arguments)
    for name, value in arguments.items():
        for place in (f"{{{name}}}", f"%7B{name}%7D"):
            if place in url:
                url = url.replace(place, quote(_plain(value), safe=""))
                left.pop(name, None)
    has_body = tool.method in _BODY_METHODS
    headers = {name: fill(value, variables) for name, value in tool.headers.items()}
    return ToolRequest(
        method=tool.method.value,
        url=url,
        headers=headers | ({"content-type": "application/json"} if has_body else {}),
        params={} if has_body else {name: _plain(value) for name, value in left.items()},
        body=left if has_body else None,
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def _exchange(tool: Tool, exchange: _Exchange, egress: Egress) -> Any:
    request = exchange.request
    assert request is not None
    try:
        fetched = await egress.fetch(
            request.method,
            request.url,
            headers=request.headers,
            params=request.params,
            content=None if request.body is None else json.dumps(request.body).encode(),
            limits=Limits(total_s=tool.timeout_ms / 1000, max_bytes=tool.max_response_bytes),
        )
    except SpeaknodeError as error:
        raise ToolFailedError(error.code, error.message) from error
    exchange.http_status, exchange.response = fetched.status, _answer(fetched)
    if fetched.status >= 400:
        raise ToolFailedError(
            "http_error", f"the tool answered {fetched.status}", http_status=fetched.status
        )
    return exchange.response


def _answer(fetched: Fetched) -> Any:
    """JSON where it is JSON, else the text as it came: many a webhook answers `OK`."""
    try:
        return json.loads(fetched.body)
    except ValueError:
        if fetched.content_type == "application/json" and fetched.status < 400:
            raise ToolFailedError(
                "invalid_json", "the tool's answer is not valid JSON", http_status=fetched.status
            ) from None
        return fetched.text


def _record(tool: Tool, exchange: _Exchange, error: ToolFailedError | None) -> ToolCall:
    response = exchange.response
    text = json.dumps(response, ensure_ascii=False)
    if len(text) > _KEPT_RESPONSE:
        response = {"truncated": text[:_KEPT_RESPONSE]}
    return ToolCall(
        id=exchange.call_id,
        code=tool.code,
        arguments=exchange.arguments,
        status=ToolCallStatus.FAILED if error else ToolCallStatus.SUCCEEDED,
        request=exchange.request.record() if exchange.request else None,
        response=response,
        http_status=exchange.http_status,
        error=f"{error.code}: {error.message}" if error else None,
        started_at=exchange.started_at,
        duration_ms=round((time.perf_counter() - exchange.started) * 1000, 1),
    )
