"""A job: how long a warm one takes from dispatch to its agent on the line, and what memory it adds of its own.

The caller is in the room already: how fast they come is theirs. LiveKit waits 0.2 s for the offers of other nodes
before it asks a worker, so ours is shown from then on too. Beside it, in the same run, a bare `AgentSession` of
livekit-agents with the same providers.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

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
class Start:
    room: str
    asked_at: float
    """Seconds since the epoch, as in the worker's log."""
    took_ms: float


@dataclass(frozen=True)
class Memory:
    """Megabytes that nobody else has."""

    added: float
    """For each job."""
    idle: float
    """Of the process that waits for the next one."""

    @property
    def beyond(self) -> float:
        """What a job adds to the process that waited for it."""
        return self.added - self.idle


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
    print(f"\nwithin {START_LIMIT_MS} ms: {_met(starts[0].p50 <= START_LIMIT_MS)} at p50, ", end="")
    print(f"{_met(starts[1].p50 <= START_LIMIT_MS)} from when the worker is asked")
    for side, each in zip(sides, memory, strict=True):
        print(
            f"{side.name}: {each.added:.0f} MB of its own for each job, {TOGETHER} at once: ",
            end="",
        )
        print(f"{each.beyond:.0f} more than the process that waited for it")
    print(
        f"limit {MEMORY_LIMIT_MB} MB: {_met(memory[0].added <= MEMORY_LIMIT_MB)} in all, ", end=""
    )
    print(f"{_met(memory[0].beyond <= MEMORY_LIMIT_MB)} beside the waiting process")


def _met(holds: bool) -> str:
    return "met" if holds else "NOT MET"


async def _bare_session() -> str:
    return new_room()


async def _measure(sides: list[Side], tokens: Tokens) -> tuple[list[Figures], list[Memory]]:
    keys = livekit_config.keys(Home.from_env())
    async with api.LiveKitAPI(tokens.url, keys.key, keys.secret) as livekit:
        line = Line(livekit, tokens)
        starts: dict[str, list[Start]] = {side.name: [] for side in sides}
        for _ in range(STARTS):
            for side in sides:
                async with AsyncExitStack() as calls:
                    starts[side.name].append(await _start(side, line, calls))
                await asyncio.sleep(_SETTLES_S)
        ours, bare = (
            Figures(name, tuple(each.took_ms for each in samples))
            for name, samples in starts.items()
        )
        own = Figures("… from when our worker is asked", _own_ms(starts[ours.name]))
        return [ours, own, bare], [await _memory(side, line) for side in sides]


def _own_ms(starts: list[Start]) -> tuple[float, ...]:
    """Without the time in which LiveKit had not yet asked the worker; by the worker's log."""
    lines = Home.from_env().log("worker").read_text().splitlines()
    told = [json.loads(line) for line in lines if '"received job request"' in line]
    asked = {each["room"]: datetime.fromisoformat(each["timestamp"]).timestamp() for each in told}
    return tuple(each.took_ms - (asked[each.room] - each.asked_at) * 1000 for each in starts)


async def _memory(side: Side, line: Line) -> Memory:
    before = sum(_unique_mb(side.program))
    async with AsyncExitStack() as calls:
        for _ in range(TOGETHER):
            await _start(side, line, calls)
            await asyncio.sleep(_SETTLES_S)
        after = _unique_mb(side.program)
        return Memory((sum(after) - before) / TOGETHER, after[-1])


async def _start(side: Side, line: Line, calls: AsyncExitStack) -> Start:
    room = await side.new_session()
    caller = await calls.enter_async_context(Caller(line.tokens.url, line.tokens.seat(room)))
    dispatch = api.CreateAgentDispatchRequest(
        agent_name=side.agent_name, room=room, metadata=job_metadata(room)
    )
    asked_at, asked = time.time(), time.perf_counter()
    await line.livekit.agent_dispatch.create_dispatch(dispatch)
    await caller.wait_for_agent()
    return Start(room, asked_at, (time.perf_counter() - asked) * 1000)


def _unique_mb(program: str) -> list[float]:
    """USS of each process of the worker, the youngest last: that one waits for a job."""
    mains = [
        each for each in psutil.process_iter(["cmdline"]) if program in (each.info["cmdline"] or [])
    ]
    family = {process.pid: process for main in mains for process in main.children(recursive=True)}
    family |= {main.pid: main for main in mains}
    by_age = sorted(family.values(), key=lambda process: process.create_time())
    return [process.memory_full_info().uss / 1e6 for process in by_age]
