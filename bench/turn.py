"""What we add to a turn: our worker and a bare AgentSession, the same providers, turn about.

Both are heard by the same caller, in the same run, so that what the machine does meanwhile
burdens both alike; the ratio is the figure to watch.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from infra.local import livekit_config
from infra.local.home import Home, read_json
from livekit import api

from bench.bare_agent import NAME
from bench.figures import Figures, table
from speaknode.agents.models import AgentConfig
from speaknode_cli.caller import Caller
from speaknode_cli.client import Client, Installation, Json, find_installation

CALLS = 4
LINE = "what are your opening hours"
TURNS_A_CALL = 4
START_TIMEOUT_S = 60


def run() -> None:
    installation = find_installation()
    with Client(installation) as client:
        agent = client.get(f"agents/{installation.demo_agent_id}")
        with _bare_worker(agent, _livekit_url()) as token:
            ours, bare = asyncio.run(_measure(client, installation, token))
    print(table(f"Caller stopped → first audio, {TURNS_A_CALL} turns a call", [ours, bare]))
    print(f"\nAdded by us: {ours.p50 - bare.p50:.0f} ms at the median (x{ours.p50 / bare.p50:.2f})")


class Tokens:
    """Rooms that dispatch the bare agent."""

    def __init__(self, url: str, keys: livekit_config.Keys) -> None:
        self.url = url
        self._keys = keys

    def new(self) -> str:
        room = f"bench-{uuid4().hex}"
        dispatch = api.RoomConfiguration(agents=[api.RoomAgentDispatch(agent_name=NAME)])
        token = api.AccessToken(self._keys.key, self._keys.secret).with_identity("caller")
        grants = api.VideoGrants(room_join=True, room=room)
        token = token.with_grants(grants).with_room_config(dispatch)
        return token.with_ttl(timedelta(minutes=10)).to_jwt()


async def _measure(
    client: Client, installation: Installation, tokens: Tokens
) -> tuple[Figures, Figures]:
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(CALLS):
        body: Json = {"agent_id": installation.demo_agent_id, "channel": "web", "locale": "en"}
        session = await asyncio.to_thread(client.post, "sessions", body)
        ours += await _call(session["livekit_url"], session["token"])
        bare += await _call(tokens.url, tokens.new())
    return Figures("Speaknode", tuple(ours)), Figures("bare AgentSession", tuple(bare))


async def _call(url: str, token: str) -> list[float]:
    latencies: list[float] = []
    async with Caller(url, token) as caller:
        await caller.wait_for_agent()
        await caller.wait_for_agent_reply()
        for _ in range(TURNS_A_CALL):
            await caller.say(LINE)
            reply = await caller.wait_for_agent_reply()
            if reply.latency_ms is not None:
                latencies.append(reply.latency_ms)
    return latencies


def _livekit_url() -> str:
    return str(read_json(Home.from_env().run_file)["livekit_url"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _bare_worker(agent: Json, url: str) -> Iterator[Tokens]:
    keys = livekit_config.keys(Home.from_env())
    with tempfile.TemporaryDirectory(prefix="speaknode-bench-") as scratch:
        config = {name: agent[name] for name in AgentConfig.model_fields if name in agent}
        port = str(_free_port())
        environment = {
            **os.environ,
            "LIVEKIT_URL": url,
            "LIVEKIT_API_KEY": keys.key,
            "LIVEKIT_API_SECRET": keys.secret,
            "BENCH_AGENT": AgentConfig.model_validate(config).model_dump_json(),
            "BENCH_PORT": port,
        }
        with (Path(scratch) / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "bench.bare_agent", "start"],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
            try:
                _await_health(worker, f"http://127.0.0.1:{port}/")
                yield Tokens(url, keys)
            finally:
                worker.terminate()
                worker.wait(timeout=30)


def _await_health(worker: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and worker.poll() is None:
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the bare worker did not start")
