"""espeak-ng as a library: text to PCM. Without livekit.agents, so that the command may speak too."""

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
_NO_MORE, _WORD = 0, 1


class _Event(ctypes.Structure):
    """As the library lays it out."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


@dataclass(frozen=True)
class Word:
    """Where it begins: in the text, and in the sound."""

    place: int
    at_s: float


Heard = Callable[[bytes, list[Word]], None]
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
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
    heard: Heard,
    stop: threading.Event,
) -> None:
    lib = library()
    if lib.espeak_SetVoiceByName(voice.encode()) != 0:
        raise EspeakError(f"espeak: there is no voice {voice!r}")
    lib.espeak_SetParameter(_RATE, wpm, 0)
    lib.espeak_SetParameter(_PITCH, pitch, 0)

    def on_audio(samples: Any, count: int, events: Any) -> int:
        if stop.is_set():
            return 1  # ends this synthesis
        if samples and count > 0:
            heard(ctypes.string_at(samples, count * 2), _words(events))
        return 0

    callback = _Callback(on_audio)  # kept alive by this frame while the library calls it
    lib.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    lib.espeak_Synth(encoded, len(encoded), 0, 1, 0, _UTF8, None, None)


def _words(events: Any) -> list[Word]:
    found = []
    for event in iter(events):
        if event.type == _NO_MORE:
            break
        if event.type == _WORD:
            found.append(Word(event.text_position - 1, event.audio_position / 1000))
    return found


def speak(text: str, *, voice: str = "en-us", words_per_minute: int = WORDS_PER_MINUTE) -> bytes:
    """The whole utterance as 16-bit mono PCM at SAMPLE_RATE. Blocks: for tools and tests."""
    parts: list[bytes] = []
    thread.submit(
        synthesise, text, voice, words_per_minute, 50,
        lambda sound, _: parts.append(sound), threading.Event(),
    ).result()  # fmt: skip
    return b"".join(parts)
