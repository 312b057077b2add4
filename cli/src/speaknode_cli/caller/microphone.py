"""The caller's microphone: never stops sending, as a real one, and speaks what it is given."""

import asyncio
import time
from dataclasses import dataclass, field

from livekit import rtc

from speaknode_cli.caller.voice import RATE, Speech

FRAME_MS = 20
FRAME_SAMPLES = RATE * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * 2
SILENCE = bytes(FRAME_BYTES)
# The source's own queue keeps real time; this much smooths a busy machine.
QUEUE_MS = 100


@dataclass
class _Job:
    """Frames to speak, and the moment the last one with a voice in it leaves."""

    frames: list[bytes]
    last_voiced: int
    spoken: asyncio.Future[float] = field(default_factory=asyncio.Future)


class Microphone:
    def __init__(self) -> None:
        self._source = rtc.AudioSource(RATE, 1, queue_size_ms=QUEUE_MS)
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def publish(self, room: rtc.Room) -> None:
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await room.local_participant.publish_track(track, options)
        self._task = asyncio.create_task(self._run())

    async def speak(self, speech: Speech) -> float:
        """Returns when all is said: the moment (`time.monotonic()`) the voice stopped."""
        job = _Job(frames=_frames(speech.pcm), last_voiced=speech.voiced_bytes // FRAME_BYTES)
        self._jobs.put_nowait(job)
        return await job.spoken

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._source.aclose()

    async def _run(self) -> None:
        while True:
            if self._jobs.empty():
                await self._send(SILENCE)
            else:
                await self._perform(self._jobs.get_nowait())

    async def _perform(self, job: _Job) -> None:
        stopped_at = time.monotonic()
        for number, frame in enumerate(job.frames):
            await self._send(frame)
            if number <= job.last_voiced:
                stopped_at = time.monotonic() + self._source.queued_duration
        if not job.spoken.done():
            job.spoken.set_result(stopped_at)

    async def _send(self, pcm: bytes) -> None:
        await self._source.capture_frame(rtc.AudioFrame(pcm, RATE, 1, FRAME_SAMPLES))


def _frames(pcm: bytes) -> list[bytes]:
    return [
        pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
        for start in range(0, len(pcm), FRAME_BYTES)
    ]
