"""From `speaknode up` to ready: on a new state, and warm; beside a running installation."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import fields

from infra.local.ports import Ports

from bench.figures import Figures, table

WARM_RUNS = 3
LIMIT_S = 60


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="speaknode-bench-") as home:
        environment = {**os.environ, "SPEAKNODE_HOME": home, **free_ports()}
        try:
            new = _up(environment)
            warm = [_up(environment) for _ in range(WARM_RUNS)]
        finally:
            _speaknode("down", environment)
    figures = [Figures("new state", (new,)), Figures("warm", tuple(warm))]
    print(table(f"Start to ready (limit {LIMIT_S} s)", figures))
    if max(warm) > LIMIT_S * 1000:
        raise SystemExit(f"a warm start took more than {LIMIT_S} s")


def _up(environment: dict[str, str]) -> float:
    """Milliseconds; whatever ran there is stopped first."""
    _speaknode("down", environment)
    began = time.monotonic()
    _speaknode("up", environment)
    return (time.monotonic() - began) * 1000


def _speaknode(command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "speaknode_cli", command],
        env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"speaknode {command}: {done.stderr.strip()[-2000:]}")


def free_ports() -> dict[str, str]:
    with ExitStack() as held:
        free: dict[str, str] = {}
        for field in fields(Ports):
            probe = held.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            free[f"SPEAKNODE_PORT_{field.name.upper()}"] = str(probe.getsockname()[1])
        return {**free, "SPEAKNODE_PORT_LIVEKIT_TCP": "0"}
