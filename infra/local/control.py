"""Starts, follows and stops a supervisor from a command."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from infra.local import process_tree, state
from infra.local.environment import MARK
from infra.local.errors import LocalError
from infra.local.home import PROJECT, Home
from infra.local.ports import Ports, require_free
from infra.local.state import Status, Step
from infra.local.target import Target

_POLL_S = 0.1
_STOP_WITHIN_S = 75.0


def require_ports(ports: Ports, target: Target, without: Iterable[str]) -> None:
    # The telephone is an extra: without its ports the rest comes up and says so.
    skipped = set(without) | {"redis", "sip", "rtp", "bridge"}
    skipped |= set() if target.embedded else {"aws"}
    if "livekit" in skipped:
        skipped |= {"livekit_tcp", "livekit_udp"}
    require_free(ports, {name for name, _ in ports} - skipped)


def launch(
    home: Home, livekit: Path | None, without: Iterable[str], parent: int = 0
) -> "subprocess.Popen[bytes]":
    home.create()
    # A killed supervisor leaves its children: they hold the ports and the state.
    process_tree.stop_strays(home)
    home.processes_file.unlink(missing_ok=True)
    arguments = [
        "--without",
        ",".join(without),
        "--parent",
        str(parent),
        "--livekit",
        str(livekit or ""),
    ]
    env = {
        **os.environ,
        MARK: str(home.root),
        "PYTHONPATH": str(PROJECT),
        "SPEAKNODE_HOME": str(home.root),
    }
    with home.log("supervisor").open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", "infra.local.supervisor", *arguments],
            cwd=PROJECT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )


def follow(
    home: Home, supervisor: "subprocess.Popen[bytes]", show: Callable[[Step], None]
) -> Status:
    """Calls `show` at each change of a step until all is up; raises if it does not come up."""
    shown: dict[str, str] = {}
    while True:
        gone = supervisor.poll() is not None
        status = state.read(home)
        for step in status.steps:
            if shown.get(step.name) != step.status:
                shown[step.name] = step.status
                show(step)
        if status.phase == "ready":
            return status
        if gone:
            raise LocalError(status.error or f"The supervisor ended; see {home.log('supervisor')}")
        time.sleep(_POLL_S)


def stop(home: Home) -> bool:
    """Stops everything of this installation; False when nothing ran."""
    status = state.read(home)
    supervised = status.supervised
    if supervised and status.supervisor:
        process_tree.stop_tree(status.supervisor, _STOP_WITHIN_S)
    left = process_tree.stop_strays(home)
    shutil.rmtree(home.scratch, ignore_errors=True)
    home.run_file.unlink(missing_ok=True)
    return supervised or left > 0
