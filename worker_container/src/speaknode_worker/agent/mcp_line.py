"""The line to an MCP server for a whole conversation: one that broke is opened again when it is needed next.

livekit-agents' client opens it once; a server that was restarted, or a stream that was cut, would be lost to the
conversation for good.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from livekit.agents.llm import mcp
from mcp import MCPError
from mcp_types import INVALID_PARAMS, METHOD_NOT_FOUND, CallToolResult

FIRST_PAUSE_S, LAST_PAUSE_S = 1.0, 30.0
"""Between attempts, doubled each time; whoever calls meanwhile is told at once."""
_LEAVE_S = 1.0
_SERVER_IS_THERE = frozenset({INVALID_PARAMS, METHOD_NOT_FOUND})
"""It understood who we are, and refused the call. Any other failure may be the line's."""
logger = logging.getLogger(__name__)


class LineDownError(Exception):
    """Nothing was sent."""


class LastingServer(mcp.MCPServerHTTP):
    def __init__(self, *, clock: Callable[[], float] | None = None, **fields: Any) -> None:
        super().__init__(**fields)
        self._clock = clock or asyncio.get_running_loop().time
        self._opening = asyncio.Lock()
        self._is_broken = False
        self._calls = 0
        self._failures = 0
        self._again_at = 0.0

    async def call_lasting(self, name: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """Raises LineDownError, and whatever the call raises; it is never sent twice."""
        async with self._opening:
            if (self._is_broken or not self.initialized) and not self._calls:
                await self._open_again()
        with self._counted():
            try:
                return await self._call_tool(name, dict(arguments))
            except MCPError as error:
                self._is_broken = self._is_broken or error.code not in _SERVER_IS_THERE
                raise
            except (Exception, asyncio.CancelledError):  # a timeout arrives as a cancellation
                self._is_broken = True
                raise

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        """Others that still wait for their answers keep the line they have."""
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    async def _open_again(self) -> None:
        if self._clock() < self._again_at:
            raise LineDownError("the server is away; try again later")
        try:
            await self._leave()
            await self.initialize()
        except (Exception, asyncio.CancelledError) as error:
            pause_s = min(FIRST_PAUSE_S * 2**self._failures, LAST_PAUSE_S)
            self._failures += 1
            self._again_at = self._clock() + pause_s
            if isinstance(error, asyncio.CancelledError):
                raise
            raise LineDownError("the server is away; try again later") from error
        self._is_broken, self._failures = False, 0
        logger.info("an MCP server is there again", extra={"tool_server": self.url})

    async def _leave(self) -> None:
        """The old line's end may hang as the line does."""
        task, self._client_task = self._client_task, None
        if task is None:
            return
        self._closing_ev.set()
        await asyncio.wait({task}, timeout=_LEAVE_S)
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=_LEAVE_S)
        if task.done() and not task.cancelled():
            task.exception()  # it broke, which is why we are here
        self._closing_ev.clear()
