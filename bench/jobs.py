"""A job: how long a warm one takes from dispatch to ready, and what memory it adds that nobody shares with it."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import datetime

import psutil

from bench.figures import Figures, table
from speaknode_cli.caller import Caller
from speaknode_cli.client import Client, Installation, Json, find_installation

STARTS, TOGETHER = 12, 4
START_LIMIT_MS, MEMORY_LIMIT_MB = 500, 40
_WORKER = "speaknode_worker.agent.main"
_STARTED_S = 30
_SETTLES_S = 5.0
"""After a start: the next process warms itself meanwhile."""


def run() -> None:
    installation = find_installation()
    with Client(installation) as client:
        starts, memory = asyncio.run(_measure(client, installation))
    print(table("A warm job: dispatched → the session runs", [starts]))
    print(f"\nwithin {START_LIMIT_MS} ms: {'yes' if starts.p99 <= START_LIMIT_MS else 'NO'}")
    print(f"memory of its own that a job adds, {TOGETHER} at once: {memory:.0f} MB (limit "
          f"{MEMORY_LIMIT_MB}): {'met' if memory <= MEMORY_LIMIT_MB else 'NOT MET'}")  # fmt: skip


async def _measure(client: Client, installation: Installation) -> tuple[Figures, float]:
    waits: list[float] = []
    for _ in range(STARTS):
        async with AsyncExitStack() as calls:
            waits.append(await _call(client, installation, calls))
        await asyncio.sleep(_SETTLES_S)
    before = _unique_mb()
    async with AsyncExitStack() as calls:
        for _ in range(TOGETHER):
            await _call(client, installation, calls)
            await asyncio.sleep(_SETTLES_S)
        added = (_unique_mb() - before) / TOGETHER
    return Figures("warm start", tuple(waits)), added


async def _call(client: Client, installation: Installation, calls: AsyncExitStack) -> float:
    body: Json = {"agent_id": installation.demo_agent_id, "channel": "web", "locale": "en"}
    session = await asyncio.to_thread(client.post, "sessions", body)
    caller = await calls.enter_async_context(Caller(session["livekit_url"], session["token"]))
    await caller.wait_for_agent()
    return await asyncio.to_thread(_waited, client, session["id"])


def _waited(client: Client, session_id: str) -> float:
    deadline = time.monotonic() + _STARTED_S
    while time.monotonic() < deadline:
        found = client.get(f"sessions/{session_id}")
        if found["started_at"] and found["dispatched_at"]:
            return _ms(found["started_at"]) - _ms(found["dispatched_at"])
        time.sleep(0.2)
    raise SystemExit(f"{session_id} did not start")


def _ms(at: str) -> float:
    return datetime.fromisoformat(at).timestamp() * 1000


def _unique_mb() -> float:
    """USS of the worker with all its processes."""
    mains = [each for each in psutil.process_iter(["cmdline"]) if _is_worker(each)]
    family = {process.pid: process for main in mains for process in main.children(recursive=True)}
    family |= {main.pid: main for main in mains}
    used: int = sum(process.memory_full_info().uss for process in family.values())
    return used / 1e6


def _is_worker(process: psutil.Process) -> bool:
    return _WORKER in (process.info["cmdline"] or [])
