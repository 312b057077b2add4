"""TTS by espeak-ng: robotic, immediate, speaks English and Russian without a key."""

import asyncio
import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import espeakng_loader
from livekit.agents import tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from speaknode.providers.espeak import EspeakSettings
from speaknode_worker.agent.plugins import BuildTts, ProviderError

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
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="espeak")
"""libespeak-ng is one global state: a single thread of the process owns it."""


def create(build: BuildTts) -> tts.TTS[Any]:
    settings = EspeakSettings.model_validate(build.params)
    voice = build.voice or VOICES.get(build.language[:2])
    if voice is None:
        raise ProviderError(f"espeak: no voice is known for {build.language!r}; name one")
    wpm = round(settings.words_per_minute * build.speed)
    return EspeakTTS(voice=voice, words_per_minute=wpm, pitch=settings.pitch)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(espeakng_loader.get_data_path()).encode()
    if library.espeak_Initialize(_SYNCHRONOUS, _CHUNK_MS, data, 0) != SAMPLE_RATE:
        raise ProviderError("espeak: the library did not start")
    return library


def _speak(
    text: str,
    voice: str,
    wpm: int,
    pitch: int,
    heard: Callable[[bytes], None],
    stop: threading.Event,
) -> None:
    library = _library()
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ProviderError(f"espeak: there is no voice {voice!r}")
    library.espeak_SetParameter(_RATE, wpm, 0)
    library.espeak_SetParameter(_PITCH, pitch, 0)

    def on_audio(samples: Any, count: int, _events: Any) -> int:
        if stop.is_set():
            return 1  # ends this synthesis
        if samples and count > 0:
            heard(ctypes.string_at(samples, count * 2))
        return 0

    callback = _Callback(on_audio)  # kept alive by this frame while the library calls it
    library.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    library.espeak_Synth(encoded, len(encoded), 0, 1, 0, _UTF8, None, None)


def speak(text: str, *, voice: str = "en-us", words_per_minute: int = WORDS_PER_MINUTE) -> bytes:
    """The whole utterance as 16-bit mono PCM at SAMPLE_RATE. Blocks: for tools and tests."""
    parts: list[bytes] = []
    _thread.submit(
        _speak, text, voice, words_per_minute, 50, parts.append, threading.Event()
    ).result()
    return b"".join(parts)


class EspeakTTS(tts.TTS[Any]):
    def __init__(self, *, voice: str, words_per_minute: int, pitch: int = 50) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False),
            sample_rate=SAMPLE_RATE,
            num_channels=1,
        )
        self.voice, self.words_per_minute, self.pitch = voice, words_per_minute, pitch

    @property
    def model(self) -> str:
        return self.voice

    @property
    def provider(self) -> str:
        return "espeak"

    def prewarm(self) -> None:
        _thread.submit(_library)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _Stream(self, text, conn_options)


class _Stream(tts.ChunkedStream):
    def __init__(self, engine: EspeakTTS, text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=engine, input_text=text, conn_options=conn_options)
        self._engine = engine

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=utils.shortuuid(),
            sample_rate=SAMPLE_RATE,
            num_channels=1,
            mime_type="audio/pcm",
        )
        loop, stop = asyncio.get_running_loop(), threading.Event()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()

        def heard(chunk: bytes | None) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, chunk)

        engine = self._engine
        work = loop.run_in_executor(
            _thread, _speak, self._input_text, engine.voice, engine.words_per_minute,
            engine.pitch, heard, stop,
        )  # fmt: skip
        work.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (chunk := await queue.get()) is not None:
                output_emitter.push(chunk)
            await work
        finally:
            stop.set()  # an interrupted utterance must not hold the thread
        output_emitter.flush()
