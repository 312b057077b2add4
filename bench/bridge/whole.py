"""Whole calls on one core: paced streams through our bridge, and through pipecat's echo pipeline, turn about.

The figure that a busy machine leaves alone is the CPU of a call. How many calls a core really holds is then searched:
a quarter more each time, until the 99th percentile of lateness says no twice; that is the neighbours' as well.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import psutil
from tests.support import livekit_server
from tests.support.livekit_server import SECRET, free_ports

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
    livekit: str = ""
    """Where there is one, an agent in each call's room is what echoes."""


@dataclass(frozen=True)
class Figure:
    cpu_ms: float
    """Of one second of one call."""
    p50_ms: float
    p99_ms: float
    came_back: float


def run() -> None:
    ours = [sys.executable, "-m", "bench.bridge.echo_server"]
    sides = [Side("Speaknode, no room", ours, "twilio")]
    theirs = [PIPECAT, str(_HERE / "pipecat_server.py")]
    if PIPECAT:
        sides.append(Side("pipecat FastAPI echo", theirs, ""))
    else:
        print("\n(BENCH_PIPECAT_PYTHON names no interpreter with pipecat: only ours is measured)")
    with tempfile.TemporaryDirectory() as home, livekit_server.running(Path(home)) as server:
        sides.append(Side("Speaknode, room hop", ours, "twilio", livekit=server.url))
        if PIPECAT:
            sides.append(Side("pipecat, room hop", theirs, "", livekit=server.url))
        _compare(sides)


def _compare(sides: list[Side]) -> None:
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
    held, calls = 0, 4
    while calls <= MOST_CALLS:
        tries = (_measured(side, calls) for _ in range(2))
        if not any(one.p99_ms < IN_TIME_MS and one.came_back > _WHOLE for one in tries):
            return held
        held, calls = calls, max(calls + 1, calls * 5 // 4)
    return held


def _measured(side: Side, calls: int) -> Figure:
    (port,) = free_ports(1)
    rooms = [f"bench-{secrets.token_hex(4)}" for _ in range(calls)]
    with _echoing(side, rooms), _started([*side.command, str(port), side.livekit]) as server:
        before = server.cpu_times()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bridge.caller", "--seconds", str(SECONDS)],
            input="\n".join(_urls(side, port, rooms)), capture_output=True, text=True, check=True,
        )  # fmt: skip
        after = server.cpu_times()
    spent = after.user + after.system - before.user - before.system
    told = json.loads(answer.stdout)
    return Figure(
        cpu_ms=spent * 1000 / (calls * SECONDS),
        p50_ms=told["p50_ms"], p99_ms=told["p99_ms"], came_back=told["came_back"],
    )  # fmt: skip


def _urls(side: Side, port: int, rooms: list[str]) -> Iterator[str]:
    for number, room in enumerate(rooms):
        if not side.path:
            yield f"ws://127.0.0.1:{port}/media?{_seat(side, room)}"
            continue
        grant = media_token.MediaGrant(
            jti=secrets.token_hex(8), session_id=f"ses_{number}", room=room,
            carrier=side.path, call_ref=f"CA{number}", with_agent=False,
        )  # fmt: skip
        token = media_token.issue(grant, secret=SECRET, now=datetime.now(UTC))
        yield media_token.media_url(f"ws://127.0.0.1:{port}", side.path, token)


def _seat(side: Side, room: str) -> str:
    if not side.livekit:
        return ""
    token = livekit_server.LiveKitServer(side.livekit).token(room, "caller")
    return urlencode({"room": room, "token": token})


@contextmanager
def _echoing(side: Side, rooms: list[str]) -> Iterator[None]:
    if not side.livekit:
        yield
        return
    agents = [sys.executable, "-m", "bench.bridge.echo_agent", side.livekit]
    with _running(agents, " ".join(rooms)):
        yield


@contextmanager
def _started(command: list[str]) -> Iterator[psutil.Process]:
    """On one core, the last; the callers, and what else there is, share all."""
    with _running(command) as process:
        process.cpu_affinity([(os.cpu_count() or 1) - 1])
        time.sleep(0.5)
        yield process


@contextmanager
def _running(command: list[str], told: str = "") -> Iterator[psutil.Process]:
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(told)
        process.stdin.close()
        while process.stdout.readline().strip() != "ready":
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(command)} did not start")
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()
