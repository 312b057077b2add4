"""An event loop whose clock jumps to the next thing that is due: minutes of talk in milliseconds."""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec
from unittest.mock import patch

P = ParamSpec("P")
_START = 1_700_000_000.0
_REAL_WAIT_S = 0.02
"""For work of other threads: nothing is due, so only they can bring something."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def wall(self) -> float:
        return _START + self.now

    def elapsed(self) -> float:
        return self.now


class _Jumping(selectors.SelectSelector):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(_REAL_WAIT_S if timeout is None else 0)
        if not found and self.threads:
            found = super().select(_REAL_WAIT_S)
        elif not found and timeout:
            self._clock.now += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock: Clock) -> None:
        self._virtual = clock
        self._jumping = _Jumping(clock)
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._virtual.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Time stands still while a thread works."""
        future = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        future.add_done_callback(lambda _: self._thread_done())
        return future

    def _thread_done(self) -> None:
        self._jumping.threads -= 1


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        clock = Clock()
        loop = VirtualLoop(clock)
        asyncio.set_event_loop(loop)
        try:
            with (
                patch.object(time, "time", clock.wall),
                patch.object(time, "perf_counter", clock.elapsed),
            ):
                loop.run_until_complete(asyncio.wait_for(test(*args, **kwargs), 3600))
        finally:
            loop.close()
            asyncio.set_event_loop(None)

    return run


def now() -> float:
    return asyncio.get_running_loop().time()
