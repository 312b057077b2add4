"""Keeps an installation running: `python -m infra.local.supervisor` (started by `speaknode up`)."""

import argparse
import asyncio
import fcntl
import logging
import signal
import sys
from pathlib import Path
from typing import IO

from infra.local.errors import LocalError
from infra.local.home import Home
from infra.local.installation import Installation
from infra.local.ports import Ports
from infra.local.process_tree import alive, created_at
from infra.local.state import Journal
from infra.local.target import Target

log = logging.getLogger("speaknode.supervisor")


class _Fields(logging.Formatter):
    """Static messages, then their fields."""

    _known = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        extra = {k: v for k, v in vars(record).items() if k not in self._known}
        return " ".join([super().format(record), *(f"{k}={v}" for k, v in extra.items())])


def _lock(home: Home) -> IO[str] | None:
    """Held as long as the supervisor lives; None when another one lives."""
    file = (home.root / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


async def _watch_parent(pid: int, stop: asyncio.Event) -> None:
    """A foreground command that was killed takes its installation along."""
    born = created_at(pid)
    while alive(pid, born):  # noqa: ASYNC110 - a process that is not ours tells nobody of its end
        await asyncio.sleep(0.5)
    stop.set()


async def supervise(home: Home, arguments: argparse.Namespace) -> int:
    journal = Journal(home)
    ports = Ports.from_env()
    binary = Path(arguments.livekit) if arguments.livekit else None
    without = frozenset(filter(None, arguments.without.split(",")))
    installation = Installation(home, ports, Target.from_env(ports), binary, without, journal)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    parent = (
        asyncio.create_task(_watch_parent(arguments.parent, stop)) if arguments.parent else None
    )
    error = await _until_stopped(installation, stop)
    journal.phase("stopping", error)
    await installation.stop()
    if parent:
        parent.cancel()
    journal.phase("failed" if error else "stopped", error)
    return 1 if error else 0


async def _until_stopped(installation: Installation, stop: asyncio.Event) -> str:
    """Runs until `stop`; returns why it could not start, if so."""
    starting = asyncio.create_task(installation.start(stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return ""
    failure = starting.exception()
    if failure is not None:
        stopping.cancel()
        log.error("the installation did not start", exc_info=failure)
        return _one_line(failure)
    installation.journal.phase("ready")
    log.info("ready")
    await stopping
    return ""


def _one_line(failure: BaseException) -> str:
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return (
        str(failure) if isinstance(failure, LocalError) else f"{type(failure).__name__}: {failure}"
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--livekit", default="", help="path of the LiveKit server")
    parser.add_argument("--without", default="", help="comma separated parts that are not started")
    parser.add_argument("--parent", type=int, default=0, help="stop when this process is gone")
    arguments = parser.parse_args()
    handler = logging.StreamHandler()
    handler.setFormatter(_Fields("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    home = Home.from_env().create()
    lock = _lock(home)
    if lock is None:
        log.error("another supervisor runs this installation")
        return 3
    with lock:
        return asyncio.run(supervise(home, arguments))


if __name__ == "__main__":
    sys.exit(main())
