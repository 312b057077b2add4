"""Tools of MCP servers, by livekit-agents' client: through our door, in the journal, on the record."""

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from typing import Any, Self

import httpx2
from livekit.agents import RunContext, function_tool
from livekit.agents.llm import RawFunctionTool, Tool, Toolset, mcp

from speaknode.agents.abilities import McpServer
from speaknode.egress.policy import Policy
from speaknode.sessions.models import ErrorSource
from speaknode.sessions.tool_calls import record_of
from speaknode.tools.journal import JournalEntry
from speaknode.tools.masking import Mask
from speaknode.tools.outcome import Exchange, Failure, Received
from speaknode_worker.agent.guarded_transport import GuardedTransport
from speaknode_worker.agent.journal import CUT_OFF, Repeat
from speaknode_worker.agent.mcp_line import LastingServer, LineDownError
from speaknode_worker.agent.tools import (
    UNTRUSTED,
    ToolContext,
    arguments_of,
    told_as_error,
)

_LONGEST = 65_536
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
logger = logging.getLogger(__name__)


class McpTools(mcp.MCPToolset):
    """One server's. A server that does not answer leaves the agent without them, not without words."""

    def __init__(
        self, config: McpServer, shared: ToolContext, policy: Policy, taken: set[str]
    ) -> None:
        """`taken`: names of the agent's other tools; those of this server are added."""
        self._server = _Server(config, shared, policy)
        super().__init__(id=f"mcp_{config.name}", mcp_server=self._server)
        self._config, self._shared, self._taken = config, shared, taken

    async def setup(self, *, reload: bool = False) -> Self:
        try:
            async with asyncio.timeout(self._config.timeout_ms / 1000):
                if self._config.secret_ref and not self._initialized:
                    self._server.use(await self._shared.secrets.named(self._config.secret_ref))
                is_first = not self._initialized
                await super().setup(reload=reload)
                if is_first:
                    self._keep_apart()
                return self
        except Exception as error:  # noqa: BLE001 - its client raises groups of whatever happened
            logger.warning(
                "an MCP server is left out",
                extra={"server": self._config.name, "reason": type(error).__name__},
            )
            self._shared.reporter.error(
                ErrorSource.TOOL,
                f"the MCP server {self._config.name} cannot be used",
                recoverable=True,
            )
            return self

    def _keep_apart(self) -> None:
        """What it offers under another tool's name, or twice: the session would refuse to start."""
        free: list[Tool | Toolset] = []
        for tool in self._tools:
            if tool.id in self._taken:
                logger.warning("an MCP tool is left out", extra={"tool": tool.id})
                continue
            self._taken.add(tool.id)
            free.append(tool)
        self._tools = free


class _Server(LastingServer):
    def __init__(self, config: McpServer, shared: ToolContext, policy: Policy) -> None:
        super().__init__(
            url=str(config.url),
            transport_type=config.transport,
            allowed_tools=config.allowed_tools,
            headers=dict(config.headers),
            timeout=config.timeout_ms / 1000,
            client_session_timeout_seconds=config.timeout_ms / 1000,
        )
        if config.allowed_tools is not None:
            self._allowed_tools = set(config.allowed_tools)  # an empty list is none, not all
        self._config, self._shared, self._policy = config, shared, policy
        self._mask = Mask([])

    def use(self, token: str | None) -> None:
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
            self._mask = Mask([token])

    def _create_http_client(
        self,
        headers: dict[str, Any] | None = None,
        timeout: httpx2.Timeout | None = None,
        auth: httpx2.Auth | None = None,
    ) -> httpx2.AsyncClient:
        self._http_client = httpx2.AsyncClient(
            transport=GuardedTransport(self._policy),
            headers=self._headers if headers is None else headers,
            timeout=timeout or httpx2.Timeout(self._timeout, read=self._sse_read_timeout),
            auth=auth,
            trust_env=False,
        )
        return self._http_client

    async def _list_raw_tools(self) -> list[Any]:
        """Without those whose name no LLM takes: one of them would cost all the others."""
        found = await super()._list_raw_tools()
        for tool in found:
            if not _NAME.fullmatch(tool.name):
                logger.warning("an MCP tool is left out", extra={"tool": tool.name[:100]})
        return [tool for tool in found if _NAME.fullmatch(tool.name)]

    def _make_function_tool(
        self,
        name: str,
        description: str | None,
        input_schema: dict[str, Any],
        meta: dict[str, Any] | None,
        *,
        options: mcp.MCPToolOptions,
    ) -> RawFunctionTool[..., Any]:
        async def call(raw_arguments: dict[str, object], context: RunContext[Any]) -> str:
            arguments, call_id = arguments_of(raw_arguments), context.function_call.call_id

            async def execute(entry: JournalEntry) -> Exchange:
                def tell(exchange: Exchange) -> None:
                    record = record_of(name, entry.call_id, arguments, exchange, entry.started_at)
                    self._shared.reporter.tool_call(record)

                try:
                    exchange = await self._execute(name, arguments)
                except asyncio.CancelledError:
                    tell(Exchange(error=CUT_OFF))
                    raise
                tell(exchange)
                return exchange

            exchange = await self._shared.journal.run(
                call_id, name, arguments, execute, repeat=Repeat.NEVER
            )
            if exchange.error is not None:
                raise told_as_error(exchange.error)
            return str(exchange.response.body if exchange.response else "")

        schema = {
            "name": name,
            "description": (description or name) + UNTRUSTED,
            "parameters": input_schema,
        }
        return function_tool(call, raw_schema=schema)

    async def _execute(self, name: str, arguments: Mapping[str, Any]) -> Exchange:
        started = time.perf_counter()
        failure, text = None, ""
        try:
            async with asyncio.timeout(self._config.timeout_ms / 1000):
                result = await self.call_lasting(name, arguments)
            text = "\n".join(getattr(part, "text", "") for part in result.content)
            text = self._mask.text(text)[:_LONGEST]
            if result.is_error:
                failure = Failure(code="mcp_error", message="the tool failed", data=text[:1000])
        except TimeoutError:
            failure = Failure(code="fetch_timeout", message="no answer in time")
        except LineDownError as error:
            failure = Failure(code="unreachable", message=str(error))
        except Exception as error:
            logger.warning("an MCP tool failed", extra={"tool": name}, exc_info=error)
            failure = Failure(
                code="mcp_error", message=f"the server failed: {type(error).__name__}"
            )
        return Exchange(
            response=None if failure else Received(status=200, body=text),
            error=failure,
            attempts=1,
            duration_ms=round((time.perf_counter() - started) * 1000, 1),
        )
