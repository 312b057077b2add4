"""Children are started, brought back and taken down, with small programs in their place."""

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from infra.local import state
from infra.local.child import Child, Spec, pause_s
from infra.local.errors import LocalError
from infra.local.home import Home
from infra.local.probes import Probe
from infra.local.state import Journal, Status

SLEEPER = "import subprocess, sys; subprocess.run(['sleep', '60'])"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


async def always() -> bool:
    return True


async def never() -> bool:
    return False


def spec(home: Home, code: str, ready: Probe = always, within_s: float = 5) -> Spec:
    argv = [sys.executable, "-c", code]
    return Spec("child", argv, dict(os.environ), home.log("child"), ready, ready_within_s=within_s)


async def until(condition: object, within_s: float = 10) -> None:
    assert callable(condition)
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the state of other processes
            await asyncio.sleep(0.02)


def test_pauses_grow_to_a_limit() -> None:
    assert [pause_s(n) for n in (1, 2, 3, 4)] == [0.5, 1, 2, 4]
    assert pause_s(50) == 15


async def test_a_killed_child_comes_back(home: Home) -> None:
    child = Child(spec(home, SLEEPER), Journal(home))
    await child.start()
    first = state.read(home).processes["child"].pid
    assert first
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(10):
        await child.restarted.wait()
    process = state.read(home).processes["child"]
    assert (process.restarts, process.last_exit, process.status) == (1, "signal 9", "ready")
    assert process.pid != first
    await child.stop()


async def test_stopping_takes_grandchildren_along(home: Home) -> None:
    child = Child(spec(home, SLEEPER), Journal(home))
    await child.start()
    pid = state.read(home).processes["child"].pid
    leader = psutil.Process(pid)
    await until(leader.children)
    grandchild = leader.children()[0]
    await child.stop()
    await until(lambda: not grandchild.is_running() or grandchild.status() == "zombie")
    assert state.read(home).processes["child"].status == "stopped"


async def test_orphans_of_a_killed_child_are_not_left(home: Home) -> None:
    child = Child(spec(home, SLEEPER), Journal(home))
    await child.start()
    leader = psutil.Process(state.read(home).processes["child"].pid)
    await until(leader.children)
    grandchild = leader.children()[0]
    leader.kill()
    await until(lambda: not grandchild.is_running() or grandchild.status() == "zombie")
    await child.stop()


async def test_a_child_that_dies_while_starting_is_told_in_one_line(home: Home) -> None:
    failing = "import sys; print('port taken', file=sys.stderr); sys.exit(7)"
    child = Child(spec(home, failing, ready=never), Journal(home))
    with pytest.raises(LocalError, match=r"child ended with code 7 while starting: port taken"):
        await child.start()


async def test_a_child_that_hangs_is_given_up(home: Home) -> None:
    child = Child(spec(home, SLEEPER, ready=never, within_s=0.3), Journal(home))
    with pytest.raises(LocalError, match=r"not ready within 0\.3 s"):
        await child.start()
    assert not state.read(home).processes["child"].alive


def test_state_of_another_boot_is_not_believed(home: Home) -> None:
    journal = Journal(home)
    journal.phase("ready")
    assert state.read(home).supervised
    journal.status.supervisor_created_at = 1.0
    journal.phase("ready")
    assert not state.read(home).supervised


def test_cut_short_state_reads_as_none(home: Home) -> None:
    home.processes_file.write_text('{"phase": "rea')
    assert state.read(home) == Status()


async def test_words_in_the_log_count_from_this_start_on(home: Home) -> None:
    home.log("child").write_text("registered worker\n")
    late = "import time; time.sleep(0.3); print('registered worker', flush=True); time.sleep(60)"
    child = Child(replace(spec(home, late), says="registered worker"), Journal(home))
    began = time.monotonic()
    await child.start()
    assert time.monotonic() - began >= 0.3
    await child.stop()
