"""A job: how long a warm one takes from dispatch to being heard, and what memory it adds that nobody shares with it.

Beside it, in the same run, a bare `AgentSession` of livekit-agents with the same providers.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import psutil
from infra.local import livekit_config
from infra.local.home import Home
from livekit import api

from bench.bare_worker import Tokens, bare_worker, livekit_url, new_room
from bench.figures import Figures, table
from speaknode_cli.caller import Caller
from speaknode_cli.client import Client, Json, find_installation

STARTS, TOGETHER = 12, 4
START_LIMIT_MS, MEMORY_LIMIT_MB = 500, 40
_SETTLES_S = 5.0
"""After a start: the next process warms itself meanwhile."""


@dataclass(frozen=True)
class Call:
    room: str
    token: str


@dataclass(frozen=True)
class Side:
    name: str
    program: str
    """Of the worker, as its command line has it."""
    ring: Callable[[], Awaitable[Call]]


def run() -> None:
    installation, url = find_installation(), livekit_url()
    with Client(installation) as client:

        async def ours() -> Call:
            body: Json = {
                "agent_id": installation.demo_agent_id,
                "channel": "web",
                "locale": "en",
            }
            session = await asyncio.to_thread(client.post, "sessions", body)
            return Call(session["id"], session["token"])

        with bare_worker(client.get(f"agents/{installation.demo_agent_id}"), url) as tokens:
            sides = [
                Side("Speaknode", "speaknode_worker.agent.main", ours),
                Side("bare AgentSession", "bench.bare_agent", _bare(tokens)),
            ]
            starts, memory = asyncio.run(_measure(sides, url))
    print(table("A warm job: the room is made → the agent is on the line", starts))
    print(f"\nwithin {START_LIMIT_MS} ms: {'yes' if starts[0].p99 <= START_LIMIT_MS else 'NO'}")
    for side, added in zip(sides, memory, strict=True):
        print(f"{side.name}: {added:.0f} MB of its own that a job adds, {TOGETHER} at once")
    print(f"limit {MEMORY_LIMIT_MB} MB: {'met' if memory[0] <= MEMORY_LIMIT_MB else 'NOT MET'}")


def _bare(tokens: Tokens) -> Callable[[], Awaitable[Call]]:
    async def ring() -> Call:
        room = new_room()
        return Call(room, tokens.new(room))

    return ring


async def _measure(sides: list[Side], url: str) -> tuple[list[Figures], list[float]]:
    keys = livekit_config.keys(Home.from_env())
    async with api.LiveKitAPI(url, keys.key, keys.secret) as livekit:
        waits: dict[str, list[float]] = {side.name: [] for side in sides}
        for _ in range(STARTS):
            for side in sides:
                async with AsyncExitStack() as calls:
                    waits[side.name].append(await _start(side, url, livekit, calls))
                await asyncio.sleep(_SETTLES_S)
        starts = [Figures(name, tuple(samples)) for name, samples in waits.items()]
        return starts, [await _added_mb(side, url, livekit) for side in sides]


async def _added_mb(side: Side, url: str, livekit: api.LiveKitAPI) -> float:
    before = _unique_mb(side.program)
    async with AsyncExitStack() as calls:
        for _ in range(TOGETHER):
            await _start(side, url, livekit, calls)
            await asyncio.sleep(_SETTLES_S)
        return (_unique_mb(side.program) - before) / TOGETHER


async def _start(side: Side, url: str, livekit: api.LiveKitAPI, calls: AsyncExitStack) -> float:
    """Milliseconds. LiveKit makes the room when the caller comes, and dispatches the job with it."""
    call = await side.ring()
    caller = await calls.enter_async_context(Caller(url, call.token))
    await caller.wait_for_agent()
    heard_ms = time.time() * 1000
    asked = api.ListRoomsRequest(names=[call.room])
    [room] = (await livekit.room.list_rooms(asked)).rooms
    return heard_ms - room.creation_time_ms


def _unique_mb(program: str) -> float:
    """USS of the worker with all its processes."""
    mains = [
        each for each in psutil.process_iter(["cmdline"]) if program in (each.info["cmdline"] or [])
    ]
    family = {process.pid: process for main in mains for process in main.children(recursive=True)}
    family |= {main.pid: main for main in mains}
    used: int = sum(process.memory_full_info().uss for process in family.values())
    return used / 1e6
