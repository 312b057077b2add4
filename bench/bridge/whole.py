"""Whole calls on one core: paced streams through our bridge, and through pipecat's echo pipeline, turn about.

The figure that a busy machine leaves alone is the CPU of a call. How many calls a core really holds is then searched:
a quarter more each time, until the 99th percentile of lateness says no twice; that is the neighbours' as well.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from tests.support.livekit_server import free_ports

from bench.bridge.echo_server import SECRET
from speaknode.telephony import media_token

CALLS = int(os.environ.get("BENCH_CALLS", "25"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "12"))
IN_TIME_MS = 20.0
MOST_CALLS = int(os.environ.get("BENCH_MOST_CALLS", "200"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
PIPECAT = os.environ.get("BENCH_PIPECAT_PYTHON", "")
_WHOLE = 0.9
"""Of the sound sent: an echo that lost more is not in time, whatever the rest was."""
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Side:
    name: str
    command: list[str]
    path: str


@dataclass(frozen=True)
class Figure:
    cpu_ms: float
    """Of one second of one call."""
    p50_ms: float
    p99_ms: float
    came_back: float


def run() -> None:
    sides = [
        Side("Speaknode, no room", [sys.executable, "-m", "bench.bridge.echo_server"], "twilio")
    ]
    if PIPECAT:
        sides.append(Side("pipecat FastAPI echo", [PIPECAT, str(_HERE / "pipecat_server.py")], ""))
    else:
        print("\n(BENCH_PIPECAT_PYTHON names no interpreter with pipecat: only ours is measured)")
    print(f"\nWhole bridge, {CALLS} paced calls on one core, {SECONDS:.0f} s, best of {ROUNDS}")
    print(
        f"{'side':24}{'CPU ms/call·s':>14}{'late p50':>10}{'p99 ms':>8}{'back':>7}{'calls in time':>15}"
    )
    for side in sides:
        rounds = (_measured(side, CALLS) for _ in range(ROUNDS))
        found = min(rounds, key=lambda figure: figure.cpu_ms)
        print(f"{side.name:24}{found.cpu_ms:14.2f}{found.p50_ms:10.1f}{found.p99_ms:8.1f}"
              f"{found.came_back:7.2f}{_most_in_time(side):15}")  # fmt: skip


def _most_in_time(side: Side) -> int:
    held, calls = 0, 8
    while calls <= MOST_CALLS:
        tries = (_measured(side, calls) for _ in range(2))
        if not any(one.p99_ms < IN_TIME_MS and one.came_back > _WHOLE for one in tries):
            return held
        held, calls = calls, calls * 5 // 4
    return held


def _measured(side: Side, calls: int) -> Figure:
    (port,) = free_ports(1)
    with _started([*side.command, str(port)]) as server:
        before = server.cpu_times()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bridge.caller", "--seconds", str(SECONDS)],
            input="\n".join(_urls(side, port, calls)), capture_output=True, text=True, check=True,
        )  # fmt: skip
        after = server.cpu_times()
    spent = after.user + after.system - before.user - before.system
    told = json.loads(answer.stdout)
    return Figure(
        cpu_ms=spent * 1000 / (calls * SECONDS),
        p50_ms=told["p50_ms"], p99_ms=told["p99_ms"], came_back=told["came_back"],
    )  # fmt: skip


def _urls(side: Side, port: int, calls: int) -> Iterator[str]:
    for number in range(calls):
        if not side.path:
            yield f"ws://127.0.0.1:{port}/media"
            continue
        grant = media_token.MediaGrant(
            jti=secrets.token_hex(8), session_id=f"ses_{number}", room=f"bench-{number}",
            carrier=side.path, call_ref=f"CA{number}",
        )  # fmt: skip
        token = media_token.issue(grant, secret=SECRET, now=datetime.now(UTC))
        yield media_token.media_url(f"ws://127.0.0.1:{port}", side.path, token)


@contextmanager
def _started(command: list[str]) -> Iterator[psutil.Process]:
    """On one core, the last; the callers share the rest."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        found = psutil.Process(process.pid)
        found.cpu_affinity([(os.cpu_count() or 1) - 1])
        assert process.stdout is not None
        while process.stdout.readline().strip() != "ready":
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} did not start")
        time.sleep(0.5)
        yield found
    finally:
        process.kill()
        process.wait()
