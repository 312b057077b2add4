"""A transcriber that is watched: left in time, whatever it does when it is left."""

import asyncio
from typing import Any

from livekit.agents import stt
from tests.support.hosted.using import SOON_S
from tests.support.voice.ears import FakeSTT, FakeVAD

from speaknode_worker.agent.hearing import Attention, WatchedSTT


class _Stubborn(FakeSTT):
    """Takes sound, answers nothing, and will not be hung up on."""

    def __init__(self) -> None:
        super().__init__(deaf=True)
        self.released = asyncio.Event()

    def stream(self, **fields: Any) -> stt.RecognizeStream:
        made = super().stream(**fields)
        close = made.aclose

        async def aclose() -> None:
            await self.released.wait()
            await close()

        made.aclose = aclose  # type: ignore[method-assign]
        return made


async def test_the_goodbye_of_a_half_open_one_keeps_nobody_waiting() -> None:
    attention, bad, good = Attention(), _Stubborn(), FakeSTT()
    watched = [WatchedSTT(ear, attention, noticed_s=0.2) for ear in (bad, good)]
    made = stt.FallbackAdapter([*watched], vad=FakeVAD(), max_retry_per_stt=0)
    stream = made.stream()
    attention.on_speech(speaking=True)
    async with asyncio.timeout(SOON_S):
        while not good.streams:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        good.tell("I am still here.", final=True)
        event = await anext(stream)
        assert event.alternatives[0].text == "I am still here."
        bad.released.set()
        await stream.aclose()
        for one in watched:
            await one.aclose()
