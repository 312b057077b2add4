"""Turn about, so that what the machine does meanwhile burdens both alike."""

import asyncio
import gc
import time

from bench.added.sides import Side, bare, ours
from bench.figures import Figures, table

TURNS = 40
P50_LIMIT_MS, P99_LIMIT_MS = 25.0, 60.0
_TURN_S, _PAUSE_S = 20.0, 0.5


def run() -> None:
    # As in a job, which is forked from a process that did so: else one turn pays 0.1 s for what was imported.
    gc.collect()
    gc.freeze()
    added, cpu = asyncio.run(_measure())
    speaknode, reference = added
    print(table("Caller's last sound → first sound of the answer", added))
    p50, p99 = speaknode.p50 - reference.p50, speaknode.p99 - reference.p99
    met = p50 <= P50_LIMIT_MS and p99 <= P99_LIMIT_MS
    print(f"\nadded: {p50:.1f} ms at p50 (limit {P50_LIMIT_MS:g}), {p99:.1f} ms at p99 (limit "
          f"{P99_LIMIT_MS:g}): {'met' if met else 'NOT MET'}; x{speaknode.p50 / reference.p50:.3f}")  # fmt: skip
    print(table("CPU of a turn, the caller's words included", cpu))
    print(f"\nratio x{cpu[0].p50 / cpu[1].p50:.2f}")


async def _measure() -> tuple[list[Figures], list[Figures]]:
    async with ours() as first, bare() as second:
        sides = (first, second)
        latencies: dict[str, list[float]] = {side.name: [] for side in sides}
        cpu: dict[str, list[float]] = {side.name: [] for side in sides}
        for turn in range(TURNS + 2):
            for side in sides if turn % 2 else sides[::-1]:
                latency, spent = await _turn(side)
                if turn >= 2:  # the first ones load and import
                    latencies[side.name].append(latency)
                    cpu[side.name].append(spent)
    return (
        [Figures(name, tuple(samples)) for name, samples in latencies.items()],
        [Figures(name, tuple(samples)) for name, samples in cpu.items()],
    )


async def _turn(side: Side) -> tuple[float, float]:
    line = side.line
    done = asyncio.Event()
    line.out.once("playback_finished", lambda _: done.set())
    began = time.process_time()
    line.open()
    line.say()
    async with asyncio.timeout(_TURN_S):
        await line.finished.wait()
        await done.wait()
    spent = (time.process_time() - began) * 1000
    await asyncio.sleep(_PAUSE_S)  # the turn is over for the VAD too
    line.close()
    return (line.answered_at - line.stopped_at) * 1000, spent
