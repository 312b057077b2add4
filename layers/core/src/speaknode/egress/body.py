"""Reading a response with a lid on it: on the wire, and on what unpacks from it."""

import zlib
from collections.abc import AsyncIterator

import httpx

from speaknode.egress.errors import ResponseInvalidError, ResponseTooLargeError

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


async def read_capped(response: httpx.Response, max_bytes: int) -> bytes:
    """The decoded body. Raises ResponseTooLargeError before more than the cap is held."""
    _check_declared(response, max_bytes)
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    chunks = response.aiter_raw()
    if coding in ("identity", ""):
        return await _collect(chunks, max_bytes)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise ResponseInvalidError(f"its encoding {coding[:40]!r} was not asked for")
    return await _collect(_inflate(chunks, max_bytes), max_bytes)


def _check_declared(response: httpx.Response, max_bytes: int) -> None:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise ResponseTooLargeError(max_bytes)


async def _collect(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        if len(body) + len(chunk) > max_bytes:
            raise ResponseTooLargeError(max_bytes)
        body += chunk
    return bytes(body)


async def _inflate(chunks: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    """httpx's own decoder unpacks a chunk as a whole: 64 KB of zip bomb become 64 MB."""
    unpacker, is_empty = zlib.decompressobj(_GZIP_OR_ZLIB), True
    try:
        async for chunk in chunks:
            is_empty = False
            yield unpacker.decompress(chunk, max_bytes + 1)
            if unpacker.unconsumed_tail:
                raise ResponseTooLargeError(max_bytes)
    except zlib.error as error:
        raise ResponseInvalidError("it does not unpack") from error
    if not unpacker.eof and not is_empty:
        raise ResponseInvalidError("it does not unpack to its end")
