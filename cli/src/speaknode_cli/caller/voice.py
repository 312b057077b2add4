"""Speech for the caller to send: synthesised from text, or read from a WAV file."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from livekit import rtc

from speaknode_worker.agent.offline import espeak_ng

RATE = 24_000
# Below this a sample is the fade-out of the voice, not the voice.
VOICED_SAMPLE = 300


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


def synthesise(text: str, language: str) -> Speech:
    voice = espeak_ng.VOICES.get(language.split("-")[0])
    if voice is None:
        raise VoiceError(
            f"no voice for language {language!r}; there are: {', '.join(espeak_ng.VOICES)}"
        )
    return Speech(_resample(espeak_ng.speak(text, voice=voice), espeak_ng.SAMPLE_RATE))


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
