"""Running a webhook tool: one exchange with the far side, whatever it does, within its caps."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
from pydantic import SecretStr

from speaknode.agents.variables import VariableValue
from speaknode.egress.fetch import Fetched, Limits
from speaknode.kit.errors import SpeaknodeError
from speaknode.tools import answer, request
from speaknode.tools.masking import MASK, Mask
from speaknode.tools.models import HttpMethod, WebhookTool
from speaknode.tools.outcome import Exchange, Failure, Received, SentRequest, ToolRunError
from speaknode.tools.parameters import check_arguments, with_defaults
from speaknode.tools.request import ToolRequest
from speaknode.tools.retry_after import retry_after_s

_TOLD_OF_ERROR = 1000
_AGAIN = frozenset({"unreachable", "response_invalid"})
"""A connection that breaks off in the middle of the answer, or before it, reads as an answer that is not whole."""


class Door(Protocol):
    """`speaknode.egress.fetch.Egress`."""

    async def fetch(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        limits: Limits = ...,
    ) -> Fetched: ...


@dataclass(frozen=True, slots=True)
class Call:
    arguments: Mapping[str, Any]
    variables: Mapping[str, VariableValue] = field(default_factory=dict)
    secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    idempotency_key: str = ""


def check(tool: WebhookTool, call: Call) -> None:
    """Whether it may be sent at all. Raises ToolRunError."""
    arguments = with_defaults(tool, call.arguments)
    check_arguments(tool, arguments)
    request.build(tool, arguments, call.variables, secrets=call.secrets)


async def execute(tool: WebhookTool, call: Call, door: Door) -> Exchange:
    """Never raises for what the far side does; nothing of a secret is in what it returns."""
    started = time.perf_counter()
    run = _Run(tool, call, door)
    error: Failure | None = None
    try:
        await run.go()
    except ToolRunError as failed:
        error = failed.failure
    return Exchange(
        request=run.shown_request(),
        response=run.received,
        error=error,
        assigned={} if error else run.assigned(),
        attempts=run.attempts,
        duration_ms=round((time.perf_counter() - started) * 1000, 1),
    )


class _Run:
    def __init__(self, tool: WebhookTool, call: Call, door: Door) -> None:
        self._tool, self._call, self._door = tool, call, door
        self._mask = Mask(secret.get_secret_value() for secret in call.secrets.values())
        self._sent: ToolRequest | None = None
        self._deadline = time.monotonic() + tool.timeout_ms / 1000
        self.attempts = 0
        self.received: Received | None = None

    async def go(self) -> None:
        tool, call = self._tool, self._call
        arguments = with_defaults(tool, call.arguments)
        check_arguments(tool, arguments)
        self._sent = request.build(
            tool,
            arguments,
            call.variables,
            secrets=call.secrets,
            idempotency_key=call.idempotency_key,
        )
        while True:
            self.attempts += 1
            try:
                return await self._attempt(self._sent)
            except ToolRunError as error:
                if not self._may_repeat(error.failure.code):
                    raise
                pause_s = self._pause_s()
                if time.monotonic() + pause_s >= self._deadline:
                    raise
                await asyncio.sleep(pause_s)

    def _pause_s(self) -> float:
        backoff_s: float = self._tool.retry.backoff_ms * 2 ** (self.attempts - 1) / 1000
        headers = self.received.headers if self.received else {}
        return max(backoff_s, retry_after_s(headers.get("retry-after", "")))

    def _may_repeat(self, code: str) -> bool:
        """POST only where the far side promises to know the key: what it did once, it may have done."""
        retry = self._tool.retry
        if self._tool.method is HttpMethod.POST and not retry.honours_idempotency_key:
            return False
        if self.attempts >= retry.attempts:
            return False
        status = self.received.status if self.received else None
        return code in _AGAIN or (code == "http_error" and status in retry.on_statuses)

    async def _attempt(self, sent: ToolRequest) -> None:
        self.received = None
        left_s = max(0.05, self._deadline - time.monotonic())
        try:
            fetched = await self._door.fetch(
                sent.method,
                sent.url,
                headers=sent.headers,
                params=sent.params,
                content=sent.content,
                limits=Limits(total_s=left_s, max_bytes=self._tool.max_response_bytes),
            )
        except SpeaknodeError as error:
            message = error.message
            if error.code == "fetch_timeout":
                message = f"no complete response within {self._tool.timeout_ms} ms"
            raise ToolRunError(error.code, self._mask.text(message)) from error
        self._take(fetched)

    def _take(self, fetched: Fetched) -> None:
        headers = self._mask.headers(dict(fetched.headers))
        try:
            body = answer.read(fetched, self._mask)
        except answer.NotJsonError as error:
            text = self._mask.text(fetched.text)[:_TOLD_OF_ERROR]
            self.received = Received(status=fetched.status, headers=headers, body=text)
            if fetched.status < 400:
                raise ToolRunError("invalid_json", "the tool's answer is not valid JSON") from error
        else:
            self.received = Received(status=fetched.status, headers=headers, body=body)
        if fetched.status >= 400:
            told = self._mask.text(fetched.text)[:_TOLD_OF_ERROR]
            raise ToolRunError("http_error", f"the tool answered {fetched.status}", data=told)

    def assigned(self) -> dict[str, VariableValue]:
        body = self.received.body if self.received else None
        return answer.assign(self._tool.response_mapping, body)

    def shown_request(self) -> SentRequest | None:
        sent = self._sent
        if sent is None:
            return None
        url = httpx.URL(sent.url)
        hidden = {use.name for use in self._tool.secrets if use.place == "query"}
        params = {n: MASK if n in hidden else v for n, v in sent.params.items()}
        url = url.copy_merge_params(params) if params else url
        return SentRequest(
            method=sent.method,
            url=self._mask.text(str(url).replace("%E2%80%A2" * 3, MASK)),
            headers=self._shown_headers(sent),
            body=self._shown_body(sent),
        )

    def _shown_headers(self, sent: ToolRequest) -> dict[str, str]:
        hidden = {use.name.lower() for use in self._tool.secrets if use.place == "header"}
        shown = self._mask.headers(sent.headers)
        return {name: MASK if name in hidden else value for name, value in shown.items()}

    def _shown_body(self, sent: ToolRequest) -> Any:
        body = self._mask.data(sent.body)
        hidden = {use.name for use in self._tool.secrets if use.place == "body"}
        if isinstance(body, dict) and hidden:
            return {name: MASK if name in hidden else value for name, value in body.items()}
        return body
