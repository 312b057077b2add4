"""What the caller hears: the agent's sound with the moments it began and ended."""

import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from livekit import rtc

RATE = 16_000
FRAME_MS = 20
SAMPLE_BYTES = 2
# Digital silence and comfort noise lie well below, the quietest synthetic voice well above.
VOICED_RMS = 0.005
# Pauses inside a sentence are shorter, those between two utterances longer.
JOIN_GAP_S = 0.4
FULL_SCALE = 32_768


@dataclass
class Sound:
    """One stretch of speech; moments on `time.monotonic()`."""

    started_at: float
    ended_at: float


class Ear:
    """Keeps what was heard (16 kHz mono) and when there was a voice in it."""

    def __init__(self) -> None:
        self.sounds: list[Sound] = []
        self._pcm = bytearray()

    async def listen(self, track: rtc.Track) -> None:
        """Until the track ends."""
        stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=FRAME_MS)
        try:
            async for event in stream:
                self.hear(bytes(event.frame.data), time.monotonic())
        finally:
            await stream.aclose()

    def hear(self, pcm: bytes, now: float) -> None:
        self._pcm.extend(pcm)
        if rms(pcm) < VOICED_RMS:
            return
        if self.sounds and now - self.sounds[-1].ended_at <= JOIN_GAP_S:
            self.sounds[-1].ended_at = now
        else:
            self.sounds.append(Sound(started_at=now, ended_at=now))

    def first_after(self, moment: float) -> Sound | None:
        return next((sound for sound in self.sounds if sound.started_at >= moment), None)

    @property
    def last_voiced_at(self) -> float | None:
        return self.sounds[-1].ended_at if self.sounds else None

    @property
    def heard_s(self) -> float:
        return len(self._pcm) / SAMPLE_BYTES / RATE

    @property
    def voiced_s(self) -> float:
        return sum(sound.ended_at - sound.started_at for sound in self.sounds)

    @property
    def rms(self) -> float:
        """Of everything heard, silence included; 1.0 is full scale."""
        return rms(self._pcm)

    def save(self, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self._pcm)


def rms(pcm: bytes | bytearray) -> float:
    if not pcm:
        return 0.0
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
    return float(np.sqrt(np.mean(np.square(samples)))) / FULL_SCALE
