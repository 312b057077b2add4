"""espeak-ng as a library: text to PCM. Without livekit.agents, so that the command may speak too."""

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import espeakng_loader

SAMPLE_RATE = 22_050
VOICES = {"en": "en-us", "ru": "ru"}
WORDS_PER_MINUTE = 150
_CHUNK_MS = 60
_SYNCHRONOUS = 2
_RATE, _PITCH = 1, 3
_UTF8 = 1

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="espeak")
"""libespeak-ng is one global state: a single thread of the process owns it."""


class EspeakError(Exception):
    """The library did not start, or lacks the voice; the message is for people."""


@cache
def library() -> ctypes.CDLL:
    lib = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(espeakng_loader.get_data_path()).encode()
    if lib.espeak_Initialize(_SYNCHRONOUS, _CHUNK_MS, data, 0) != SAMPLE_RATE:
        raise EspeakError("espeak: the library did not start")
    return lib


def synthesise(
    text: str,
    voice: str,
    wpm: int,
    pitch: int,
    heard: Callable[[bytes], None],
    stop: threading.Event,
) -> None:
    lib = library()
    if lib.espeak_SetVoiceByName(voice.encode()) != 0:
        raise EspeakError(f"espeak: there is no voice {voice!r}")
    lib.espeak_SetParameter(_RATE, wpm, 0)
    lib.espeak_SetParameter(_PITCH, pitch, 0)

    def on_audio(samples: Any, count: int, _events: Any) -> int:
        if stop.is_set():
            return 1  # ends this synthesis
        if samples and count > 0:
            heard(ctypes.string_at(samples, count * 2))
        return 0

    callback = _Callback(on_audio)  # kept alive by this frame while the library calls it
    lib.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    lib.espeak_Synth(encoded, len(encoded), 0, 1, 0, _UTF8, None, None)


def speak(text: str, *, voice: str = "en-us", words_per_minute: int = WORDS_PER_MINUTE) -> bytes:
    """The whole utterance as 16-bit mono PCM at SAMPLE_RATE. Blocks: for tools and tests."""
    parts: list[bytes] = []
    thread.submit(
        synthesise, text, voice, words_per_minute, 50, parts.append, threading.Event()
    ).result()
    return b"".join(parts)
