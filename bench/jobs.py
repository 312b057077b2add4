"""A job: how long a warm one takes from dispatch to its agent on the line, and what memory it adds of its own.

The caller is in the room already: how fast they come is theirs, and LiveKit's own dispatch of a new room waits 0.2 s.
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

from bench import bare_agent
from bench.bare_worker import Tokens, bare_worker, livekit_url, new_room
from bench.figures import Figures, table
from speaknode.sessions.join_token import AGENT_NAME, job_metadata
from speaknode_cli.caller import Caller
from speaknode_cli.client import Client, Json, find_installation

STARTS, TOGETHER = 12, 4
START_LIMIT_MS, MEMORY_LIMIT_MB = 500, 40
_SETTLES_S = 5.0
"""After a start: the next process warms itself meanwhile."""


@dataclass(frozen=True)
class Side:
    name: str
    program: str
    """Of the worker, as its command line has it."""
    agent_name: str
    new_session: Callable[[], Awaitable[str]]
    """Its id, which is its room's name too."""


@dataclass(frozen=True)
class Line:
    livekit: api.LiveKitAPI
    tokens: Tokens


def run() -> None:
    installation, url = find_installation(), livekit_url()
    with Client(installation) as client:

        async def new_session() -> str:
            body: Json = {
                "agent_id": installation.demo_agent_id,
                "channel": "web",
                "locale": "en",
            }
            session = await asyncio.to_thread(client.post, "sessions", body)
            return str(session["id"])

        with bare_worker(client.get(f"agents/{installation.demo_agent_id}"), url) as tokens:
            sides = [
                Side("Speaknode", "speaknode_worker.agent", AGENT_NAME, new_session),
                Side("bare AgentSession", "bench.bare_agent", bare_agent.NAME, _bare_session),
            ]
            starts, memory = asyncio.run(_measure(sides, tokens))
    print(table("A warm job: dispatched → the agent is on the line", starts))
    print(f"\nwithin {START_LIMIT_MS} ms: {'yes' if starts[0].p99 <= START_LIMIT_MS else 'NO'}")
    for side, added in zip(sides, memory, strict=True):
        print(f"{side.name}: {added:.0f} MB of its own that a job adds, {TOGETHER} at once")
    print(f"limit {MEMORY_LIMIT_MB} MB: {'met' if memory[0] <= MEMORY_LIMIT_MB else 'NOT MET'}")


async def _bare_session() -> str:
    return new_room()


async def _measure(sides: list[Side], tokens: Tokens) -> tuple[list[Figures], list[float]]:
    keys = livekit_config.keys(Home.from_env())
    async with api.LiveKitAPI(tokens.url, keys.key, keys.secret) as livekit:
        line = Line(livekit, tokens)
        waits: dict[str, list[float]] = {side.name: [] for side in sides}
        for _ in range(STARTS):
            for side in sides:
                async with AsyncExitStack() as calls:
                    waits[side.name].append(await _start(side, line, calls))
                await asyncio.sleep(_SETTLES_S)
        starts = [Figures(name, tuple(samples)) for name, samples in waits.items()]
        return starts, [await _added_mb(side, line) for side in sides]


async def _added_mb(side: Side, line: Line) -> float:
    before = _unique_mb(side.program)
    async with AsyncExitStack() as calls:
        for _ in range(TOGETHER):
            await _start(side, line, calls)
            await asyncio.sleep(_SETTLES_S)
        return (_unique_mb(side.program) - before) / TOGETHER


async def _start(side: Side, line: Line, calls: AsyncExitStack) -> float:
    """Milliseconds."""
    room = await side.new_session()
    caller = await calls.enter_async_context(Caller(line.tokens.url, line.tokens.seat(room)))
    dispatch = api.CreateAgentDispatchRequest(
        agent_name=side.agent_name, room=room, metadata=job_metadata(room)
    )
    asked = time.perf_counter()
    await line.livekit.agent_dispatch.create_dispatch(dispatch)
    await caller.wait_for_agent()
    return (time.perf_counter() - asked) * 1000


def _unique_mb(program: str) -> float:
    """USS of the worker with all its processes."""
    mains = [
        each for each in psutil.process_iter(["cmdline"]) if program in (each.info["cmdline"] or [])
    ]
    family = {process.pid: process for main in mains for process in main.children(recursive=True)}
    family |= {main.pid: main for main in mains}
    used: int = sum(process.memory_full_info().uss for process in family.values())
    return used / 1e6
