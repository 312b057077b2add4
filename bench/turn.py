"""What we add to a turn: our worker and a bare AgentSession, the same providers, turn about.

Both are heard by the same caller, in the same run, so that what the machine does meanwhile
burdens both alike; the ratio is the figure to watch.
"""

import asyncio

from bench.bare_worker import Tokens, bare_worker, livekit_url
from bench.figures import Figures, table
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
        with bare_worker(agent, livekit_url()) as token:
            ours, bare = asyncio.run(_measure(client, installation, token))
    print(table(f"Caller stopped → first audio, {TURNS_A_CALL} turns a call", [ours, bare]))
    print(f"\nAdded by us: {ours.p50 - bare.p50:.0f} ms at the median (x{ours.p50 / bare.p50:.2f})")


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
