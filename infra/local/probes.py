"""Tells when a child is ready."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

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


def said(log: Path, words: str) -> Probe:
    """For what no address tells: whether the log has `words` since now."""
    start = log.stat().st_size if log.exists() else 0

    async def probe() -> bool:
        return words in await asyncio.to_thread(_from, log, start)

    return probe


def both(first: Probe, second: Probe) -> Probe:
    async def probe() -> bool:
        return await first() and await second()

    return probe


def _from(log: Path, start: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as opened:
        # A log that was rotated since begins anew.
        opened.seek(start if log.stat().st_size >= start else 0)
        return opened.read().decode(errors="replace")


async def wait(probe: Probe, within_s: float, died: asyncio.Event) -> bool:
    """True once ready; False when the time is over or the process `died`."""
    deadline = asyncio.get_running_loop().time() + within_s
    while asyncio.get_running_loop().time() < deadline and not died.is_set():
        if await probe():
            return True
        await asyncio.sleep(_EVERY_S)
    return False
