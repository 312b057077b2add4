"""What is said around a tool call, scheduled by livekit-agents' own fillers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from livekit.agents import RunContext

from speaknode.tools.models import ProgressSpeech

_TICK_S = 0.1


def say(context: RunContext[Any], text: str) -> None:
    with contextlib.suppress(RuntimeError):  # the session closes: nobody listens any more
        context.session.say(text)


@contextlib.asynccontextmanager
async def progress(
    context: RunContext[Any], speech: Sequence[ProgressSpeech], fill: Callable[[str], str]
) -> AsyncIterator[None]:
    """Each text once, when its time has come and nobody speaks."""
    if not speech:
        yield
        return
    steps = sorted(speech, key=lambda step: step.after_ms)
    clock = asyncio.get_running_loop().time
    started = clock()

    def due(step: int) -> str | None:
        if step >= len(steps) or (clock() - started) * 1000 < steps[step].after_ms:
            return None
        return fill(steps[step].text)

    async with context.with_filler(due, delay=0.0, interval=_TICK_S, max_steps=len(steps)):
        yield
