"""Tells when a child is ready."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

Probe = Callable[[], Awaitable[bool]]
_EVERY_S = 0.1


def http(url: str) -> Probe:
    async def probe() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
                return (await client.get(url)).status_code < 400
        except httpx.HTTPError:
            return False

    return probe


async def wait(probe: Probe, within_s: float, died: asyncio.Event) -> bool:
    """True once ready; False when the time is over or the process `died`."""
    deadline = asyncio.get_running_loop().time() + within_s
    while asyncio.get_running_loop().time() < deadline and not died.is_set():
        if await probe():
            return True
        await asyncio.sleep(_EVERY_S)
    return False
