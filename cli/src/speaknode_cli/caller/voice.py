"""Speech for the caller to send: synthesised from text, or read from a WAV file."""

import ctypes
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader
import numpy as np
from livekit import rtc

RATE = 24_000
# Below this a sample is the fade-out of the voice, not the voice.
VOICED_SAMPLE = 300
# Slower than espeak's default: what people speak on the phone, and what recognisers like.
WORDS_PER_MINUTE = 140
VOICES = {"en": b"en-us", "ru": b"ru"}

_SYNCHRONOUS = 2
_RATE_PARAMETER = 1
_UTF8 = 1


@dataclass(frozen=True)
class Speech:
    """16-bit mono at RATE."""

    pcm: bytes

    @property
    def voiced_bytes(self) -> int:
        """Up to the end of the last sound: what follows is silence."""
        loud = np.flatnonzero(np.abs(np.frombuffer(self.pcm, dtype=np.int16)) > VOICED_SAMPLE)
        return int(loud[-1] + 1) * 2 if loud.size else 0

    @property
    def duration_s(self) -> float:
        return len(self.pcm) / 2 / RATE


class VoiceError(ValueError):
    """There is no such voice, or the file is not audio we can play."""


class _Espeak:
    """espeak-ng as a shared library; one synthesis at a time, as the library itself is."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        self._spoken = bytearray()
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self._callback = kind(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: bytes) -> bytes:
        self._spoken.clear()
        self._library.espeak_SetVoiceByName(voice)
        self._library.espeak_SetParameter(_RATE_PARAMETER, WORDS_PER_MINUTE, 0)
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        return bytes(self._spoken)

    def _collect(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: object) -> int:
        if count > 0:
            self._spoken += ctypes.string_at(samples, count * 2)
        return 0


@cache
def _espeak() -> _Espeak:
    return _Espeak()


def synthesise(text: str, language: str) -> Speech:
    voice = VOICES.get(language.split("-")[0])
    if voice is None:
        raise VoiceError(f"no voice for language {language!r}; there are: {', '.join(VOICES)}")
    espeak = _espeak()
    return Speech(_resample(espeak.speak(text, voice), espeak.rate))


def read_wav(path: Path) -> Speech:
    """Any sample rate, mono or stereo, 16 bits."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise VoiceError(f"{path}: {file.getsampwidth() * 8}-bit samples; 16 are needed")
            channels, rate = file.getnchannels(), file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    except (wave.Error, EOFError) as error:
        raise VoiceError(f"{path} is not a WAV file: {error}") from error
    except OSError as error:
        raise VoiceError(f"cannot read {path}: {error.strerror}") from error
    mono = samples.reshape(-1, channels).mean(axis=1).astype(np.int16)
    return Speech(_resample(mono.tobytes(), rate))


def write_wav(path: Path, speech: Speech) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(speech.pcm)


def _resample(pcm: bytes, rate: int) -> bytes:
    if rate == RATE or not pcm:
        return pcm
    resampler = rtc.AudioResampler(rate, RATE, quality=rtc.AudioResamplerQuality.HIGH)
    frames = [*resampler.push(bytearray(pcm)), *resampler.flush()]
    return b"".join(bytes(frame.data) for frame in frames)
