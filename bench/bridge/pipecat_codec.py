# mypy: ignore-errors
"""Our Twilio codec and pipecat's serializer, turn about in one process of pipecat's interpreter; prints JSON.

Both resample by `soxr.ResampleStream` at VHQ, pipecat's own choice, so that only the codecs differ.
"""

import asyncio
import json
import statistics
import sys
import time
from types import SimpleNamespace

import numpy as np
import soxr
from loguru import logger
from pipecat.frames.frames import OutputAudioRawFrame
from pipecat.serializers.twilio import TwilioFrameSerializer

from speaknode_worker.bridge.protocols.twilio import TwilioCodec

ROUNDS, FRAMES = 15, 1000
RATES = (8000, 16000, 24000)
logger.remove()


class Ours:
    def __init__(self, rate: int, start: str) -> None:
        self._codec = TwilioCodec()
        self._codec.read(start)
        self._up = self._down = None
        if rate != 8000:
            self._up, self._down = _resampler(8000, rate), _resampler(rate, 8000)

    async def both(self, text: str, pcm: bytes) -> None:
        heard = self._codec.read(text)[0].pcm
        if self._up:
            heard = _resampled(self._up, heard)
            pcm = _resampled(self._down, pcm)
        self._codec.audio(pcm)


class Theirs:
    def __init__(self, rate: int, sid: str) -> None:
        quiet = TwilioFrameSerializer.InputParams(auto_hang_up=False)
        self._serializer, self._rate = TwilioFrameSerializer(sid, params=quiet), rate

    async def setup(self) -> None:
        await self._serializer.setup(SimpleNamespace(audio_in_sample_rate=self._rate))

    async def both(self, text: str, pcm: bytes) -> None:
        await self._serializer.deserialize(text)
        await self._serializer.serialize(OutputAudioRawFrame(pcm, self._rate, 1))


def _resampler(source: int, target: int) -> soxr.ResampleStream:
    return soxr.ResampleStream(source, target, 1, dtype="int16", quality="VHQ")


def _resampled(stream: soxr.ResampleStream, pcm: bytes) -> bytes:
    return stream.resample_chunk(np.frombuffer(pcm, dtype="<i2")).tobytes()


async def _timed(side: Ours | Theirs, text: str, pcm: bytes) -> float:
    began = time.process_time()
    for _ in range(FRAMES):
        await side.both(text, pcm)
    return (time.process_time() - began) / FRAMES * 1e6


async def compare(rate: int, start: str, media: str) -> dict[str, float]:
    sid = json.loads(start)["start"]["streamSid"]
    ours, theirs = Ours(rate, start), Theirs(rate, sid)
    await theirs.setup()
    samples = np.sin(np.arange(rate // 50) * 2 * np.pi * 440 / rate) * 8000
    pcm = samples.astype("<i2").tobytes()
    rounds = []
    for _ in range(ROUNDS):
        rounds.append((await _timed(ours, media, pcm), await _timed(theirs, media, pcm)))
    middle = [statistics.median(side) for side in zip(*rounds, strict=True)]
    return {"rate_hz": rate, "ours_us": middle[0], "theirs_us": middle[1]}


async def main() -> None:
    start, media = sys.stdin.read().splitlines()
    print(json.dumps([await compare(rate, start, media) for rate in RATES]))


asyncio.run(main())
