"""Noise out of the caller's sound: RNNoise, open, offline, 10 ms at a time at 48 kHz."""

import ctypes

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from speaknode.agents.conversation import Denoise
from speaknode_worker.agent.near_voice import NearVoice

RATE = 48_000
FRAME = 480
DELAY_MS = 20
"""RNNoise gives a frame back two frames later: for its window, and to look ahead."""
_INAUDIBLE = 32
"""Of 32,768 (-60 dB). A line on which nobody speaks is below it, and silence costs RNNoise 13 instead of 160 ms of CPU
a second."""
Samples = NDArray[np.float32]


def denoiser(first: Denoise, *later: Denoise) -> "Denoiser | None":
    """There where any agent of the conversation wants it, and set as the first one does."""
    if all(wanted is Denoise.OFF for wanted in (first, *later)):
        return None
    made = Denoiser()
    made.use(first)
    return made


def heard_late_ms(wanted: Denoise) -> int:
    """How much later than it was said the caller's sound comes out of the filter."""
    return 0 if wanted is Denoise.OFF else DELAY_MS


class Denoiser(rtc.FrameProcessor[rtc.AudioFrame]):
    """Any rate goes in and comes out; between them it is 48 kHz."""

    def __init__(self) -> None:
        from pyrnnoise import rnnoise  # type: ignore[import-untyped]

        self._library, self._state = rnnoise.lib, rnnoise.create()
        self._gate: NearVoice | None = None
        self._enabled = True
        self._rate = 0
        self._up: rtc.AudioResampler | None = None
        self._down: rtc.AudioResampler | None = None
        self._raw: Samples = np.zeros(0, np.float32)
        self._clean: Samples = np.zeros(0, np.float32)

    def use(self, wanted: Denoise) -> None:
        """From now on; other people's voices are turned down only where that is wanted."""
        self._enabled = wanted is not Denoise.OFF
        self._gate = NearVoice() if wanted is Denoise.NOISE_AND_VOICES else None

    @property
    def enabled(self) -> bool:
        return self._enabled

    @enabled.setter
    def enabled(self, value: bool) -> None:
        self._enabled = value

    def _process(self, frame: rtc.AudioFrame) -> rtc.AudioFrame:
        if not self._enabled or frame.num_channels != 1 or self._state is None:
            return frame
        self._tune(frame.sample_rate)
        self._raw = np.concatenate(
            [self._raw, _resampled(self._up, _samples(frame), RATE, self._rate)]
        )
        whole = self._raw.size // FRAME * FRAME
        cleaned = [self._filter(part) for part in self._raw[:whole].reshape(-1, FRAME)]
        self._raw = self._raw[whole:]
        if cleaned:
            back = _resampled(self._down, np.concatenate(cleaned), self._rate, RATE)
            self._clean = np.concatenate([self._clean, back])
        return self._taken(frame)

    def _tune(self, rate: int) -> None:
        if rate == self._rate:
            return
        self._rate = rate
        if rate != RATE:
            self._up, self._down = rtc.AudioResampler(rate, RATE), rtc.AudioResampler(RATE, rate)
        else:
            self._up = self._down = None
        self._raw = self._clean = np.zeros(0, np.float32)

    def _filter(self, part: Samples) -> Samples:
        sound = np.ascontiguousarray(part, np.float32)
        if np.abs(sound).max() < _INAUDIBLE:
            sound = np.zeros_like(sound)
        place = sound.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        speech = self._library.rnnoise_process_frame(self._state, place, place)
        return sound if self._gate is None else self._gate.through(sound, speech)

    def _taken(self, frame: rtc.AudioFrame) -> rtc.AudioFrame:
        """As much as came; the first frames begin with the silence of the filter's delay."""
        size = frame.samples_per_channel
        missing = size - self._clean.size
        if missing > 0:
            self._clean = np.concatenate([np.zeros(missing, np.float32), self._clean])
        taken, self._clean = self._clean[:size], self._clean[size:]
        data = taken.clip(-32768, 32767).astype(np.int16).tobytes()
        return rtc.AudioFrame(data, frame.sample_rate, 1, size)

    def _close(self) -> None:
        if self._state is not None:
            self._library.rnnoise_destroy(self._state)
            self._state = None


def _samples(frame: rtc.AudioFrame) -> Samples:
    return np.frombuffer(frame.data, np.int16).astype(np.float32)


def _resampled(
    resampler: rtc.AudioResampler | None, samples: Samples, to_rate: int, from_rate: int
) -> Samples:
    if resampler is None:
        return samples
    data = samples.clip(-32768, 32767).astype(np.int16).tobytes()
    pushed = resampler.push(rtc.AudioFrame(data, from_rate, 1, samples.size))
    return np.concatenate([np.zeros(0, np.float32), *(_samples(part) for part in pushed)])
