"""Speech of a telephone line: synthesised, and cut down to G.711."""

from functools import cache

from livekit import rtc

from speaknode_worker.agent.offline import espeak_ng
from speaknode_worker.bridge import mulaw


@cache
def telephone_speech(text: str, language: str = "en") -> bytes:
    """µ-law at 8 kHz, with half a second of silence after it."""
    return mulaw.encode(speech_at(8000, text, language)) + b"\xff" * 4000


@cache
def speech_at(rate_hz: int, text: str, language: str = "en") -> bytes:
    pcm = espeak_ng.speak(text, voice=espeak_ng.VOICES[language])
    resampler = rtc.AudioResampler(
        espeak_ng.SAMPLE_RATE, rate_hz, quality=rtc.AudioResamplerQuality.HIGH
    )
    frames = [*resampler.push(bytearray(pcm)), *resampler.flush()]
    return b"".join(bytes(frame.data) for frame in frames)
