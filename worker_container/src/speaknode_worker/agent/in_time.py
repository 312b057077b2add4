"""A stream that must say something useful in time: connected but mute is a failure like any other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

Item = TypeVar("Item")


class TooLateError(Exception):
    """Nothing useful came within the budget."""


async def in_time(
    source: AsyncIterator[Item],
    *,
    useful: Callable[[Item], bool],
    first_s: float,
    next_s: float | None = None,
    begun: asyncio.Event | None = None,
) -> AsyncIterator[Item]:
    """Passes on what comes. The clock of the first useful item starts with `begun`, where one is given."""
    items: asyncio.Queue[Item | None] = asyncio.Queue()
    pump = asyncio.create_task(_pump(source, items))
    clock = _Clock(first_s, next_s)
    starting = asyncio.create_task(_start(clock, begun))
    try:
        while True:
            item = await clock.wait(items)
            if item is None:
                break
            if useful(item):
                clock.useful()
            yield item
        await pump
    finally:
        for task in (starting, pump):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task  # a failure of the pump was raised above, or nobody wants it any more


async def _pump(source: AsyncIterator[Item], items: "asyncio.Queue[Item | None]") -> None:
    try:
        async for item in source:
            items.put_nowait(item)
    finally:
        items.put_nowait(None)
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


async def _start(clock: "_Clock", begun: asyncio.Event | None) -> None:
    if begun is not None:
        await begun.wait()
    clock.start()


class _Clock:
    def __init__(self, first_s: float, next_s: float | None) -> None:
        self._first_s, self._next_s = first_s, next_s
        self._deadline: float | None = None
        self._timeout: asyncio.Timeout | None = None
        self._is_first = True

    def start(self) -> None:
        if self._is_first:
            self._set(self._first_s)

    def useful(self) -> None:
        self._is_first = False
        self._set(self._next_s)

    def _set(self, within_s: float | None) -> None:
        now = asyncio.get_running_loop().time()
        self._deadline = None if within_s is None else now + within_s
        if self._timeout is not None:
            self._timeout.reschedule(self._deadline)

    async def wait(self, items: "asyncio.Queue[Item | None]") -> Item | None:
        if not self._is_first and self._next_s is not None:
            self._set(self._next_s)
        try:
            async with asyncio.timeout_at(self._deadline) as self._timeout:
                return await items.get()
        except TimeoutError as error:
            raise TooLateError from error
        finally:
            self._timeout = None
