"""Ends processes with everything that they started."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable

import psutil
from infra.local.environment import MARK
from infra.local.home import Home


def alive(pid: int | None, created_at: float | None = None) -> bool:
    """Whether `pid` runs; with `created_at`, whether it is still the same process."""
    if pid is None:
        return False
    try:
        process = psutil.Process(pid)
        if created_at is not None and abs(process.create_time() - created_at) > 1:
            return False
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def created_at(pid: int) -> float | None:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def stop_tree(pid: int, grace_s: float) -> None:
    """Asks `pid` to end; after `grace_s`, kills what is left of it and of its descendants."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        root.terminate()
    deadline = time.monotonic() + grace_s
    # Polled, not waited for: a wait would take the exit code from the event loop that started it.
    while time.monotonic() < deadline and alive(pid):
        time.sleep(0.05)
    _kill(family)


def kill_group(pid: int) -> None:
    """What a dead leader of a process group left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _kill(family: Iterable[psutil.Process]) -> None:
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def strays(home: Home) -> list[psutil.Process]:
    """Processes that carry this installation's mark, wherever they hang in the tree."""
    found = []
    me = psutil.Process()
    own = {me.pid, *(parent.pid for parent in me.parents())}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, OSError):
            if process.pid not in own and process.environ().get(MARK) == str(home.root):
                found.append(process)
    return [p for p in found if p.status() != psutil.STATUS_ZOMBIE]


def stop_strays(home: Home, grace_s: float = 3.0) -> int:
    left = strays(home)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=grace_s)
    _kill(stubborn)
    return len(left)
