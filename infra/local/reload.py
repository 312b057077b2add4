"""Hot reload: functions take the working tree anew when a file of it changes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from infra.local.deploy.aftercare import functions_of
from infra.local.deploy.package import stub
from infra.local.target import Target
from watchfiles import PythonFilter, awatch

log = logging.getLogger("speaknode.reload")


def renew_functions(target: Target) -> None:
    """New code, even if a stub, is what makes the emulator let its warm processes go."""
    functions = target.client("lambda")
    code = stub()
    for name in functions_of(target):
        functions.update_function_code(FunctionName=name, ZipFile=code)


async def watch(
    paths: tuple[Path, ...], changed: Callable[[], Awaitable[None]], stop: asyncio.Event
) -> None:
    async for changes in awatch(
        *paths, watch_filter=PythonFilter(), stop_event=stop, debounce=400, recursive=True
    ):
        log.info("files changed", extra={"files": len(changes)})
        await changed()
