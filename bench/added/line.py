"""A telephone line in one process: the caller's sound at its true pace, and when the answer began."""

# the ends of livekit-agents' own pipeline, for measurements

import asyncio
import time
from collections.abc import Callable, Iterator

import numpy as np
from livekit import rtc
from livekit.agents.voice import io
from tests.support.voice.mouth import Loudspeaker

from bench.added.models import is_loud
from speaknode_worker.agent.offline import espeak_ng

FRAME_MS = 50
"""As livekit-agents' room input."""
Filter = Callable[[rtc.AudioFrame], rtc.AudioFrame]


def spoken(text: str, rate: int) -> list[rtc.AudioFrame]:
    """The line in frames, with nothing quiet at its end."""
    pcm = espeak_ng.speak(text)
    resampler = rtc.AudioResampler(espeak_ng.SAMPLE_RATE, rate)
    parts = resampler.push(rtc.AudioFrame(pcm, espeak_ng.SAMPLE_RATE, 1, len(pcm) // 2))
    samples = np.concatenate(
        [np.frombuffer(p.data, np.int16) for p in [*parts, *resampler.flush()]]
    )
    size = rate * FRAME_MS // 1000
    frames = [_frame(samples[at : at + size], rate, size) for at in range(0, samples.size, size)]
    while not is_loud(frames[-1]):
        frames.pop()
    return frames


def _frame(samples: np.ndarray, rate: int, size: int) -> rtc.AudioFrame:
    whole = np.zeros(size, np.int16)
    whole[: samples.size] = samples
    return rtc.AudioFrame(whole.tobytes(), rate, 1, size)


class Line(io.AudioInput):
    """Gives frames while it is open; `through` is the filter in the room's input, where there is one."""

    def __init__(self, text: str, *, rate: int, through: Filter | None = None) -> None:
        super().__init__(label="line")
        self.rate, self._through = rate, through
        self._said = spoken(text, rate)
        self._left: Iterator[rtc.AudioFrame] = iter(())
        self._due = 0.0
        self._open = asyncio.Event()
        self.finished = asyncio.Event()
        self.stopped_at = 0.0
        self.out = Loudspeaker()
        self.answered_at = 0.0
        self.out.on("playback_started", self._on_answer)

    def say(self) -> None:
        self._left = iter(self._said)
        self.finished.clear()
        self.answered_at = 0.0

    def open(self) -> None:
        self._due = time.perf_counter()
        self._open.set()

    def close(self) -> None:
        self._open.clear()

    async def __anext__(self) -> rtc.AudioFrame:
        await self._open.wait()
        await asyncio.sleep(max(0.0, self._due - time.perf_counter()))
        self._due += FRAME_MS / 1000
        frame = next(self._left, None)
        if frame is None:
            self.finished.set()
            frame = _frame(np.zeros(0, np.int16), self.rate, self.rate * FRAME_MS // 1000)
        elif not self.finished.is_set():
            self.stopped_at = time.perf_counter()
        return self._through(frame) if self._through else frame

    def _on_answer(self, _event: object) -> None:
        if not self.answered_at:
            self.answered_at = time.perf_counter()
