"""A lid on what an MCP server answers: its client reads whole responses, and whole events of a stream, before
anyone can look at them."""

import re
from collections.abc import AsyncIterator

import httpx2

_END_OF_EVENT = re.compile(rb"\n\n|\r\n\r\n|\r\r")
MAX_BYTES = 1_048_576
"""Of one answer; 16 times what the LLM is given of it, and room for a long list of tools."""


class Lidded(httpx2.AsyncByteStream):
    """Raises StreamError, which the client answers to the one call, before more than the cap was handed on."""

    def __init__(self, inner: httpx2.AsyncByteStream, max_bytes: int = MAX_BYTES) -> None:
        self._inner, self._left, self._max_bytes = inner, max_bytes, max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise httpx2.StreamError(f"the response is larger than {self._max_bytes} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


class LiddedEvents(httpx2.AsyncByteStream):
    """The same for the server's open line, which may be long: no single event of it is larger than the cap."""

    def __init__(self, inner: httpx2.AsyncByteStream, max_bytes: int = MAX_BYTES) -> None:
        self._inner, self._max_bytes = inner, max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size, last = 0, b""
        async for chunk in self._inner:
            ends = [end.end() for end in _END_OF_EVENT.finditer(last + chunk)]
            size = len(last + chunk) - ends[-1] if ends else size + len(chunk)
            if size > self._max_bytes:
                raise httpx2.StreamError(f"an event is larger than {self._max_bytes} bytes")
            last = (last + chunk)[-3:]
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
