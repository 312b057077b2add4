"""TTS by espeak-ng: robotic, immediate, speaks English and Russian without a key."""

import asyncio
import threading
from typing import Any

from livekit.agents import tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from speaknode.providers.espeak import EspeakSettings
from speaknode_worker.agent.offline import espeak_ng
from speaknode_worker.agent.offline.espeak_ng import SAMPLE_RATE, VOICES, speak
from speaknode_worker.agent.plugins import BuildTts, ProviderError

__all__ = ["EspeakTTS", "create", "speak"]


def create(build: BuildTts) -> tts.TTS[Any]:
    settings = EspeakSettings.model_validate(build.params)
    voice = build.voice or VOICES.get(build.language[:2])
    if voice is None:
        raise ProviderError(f"espeak: no voice is known for {build.language!r}; name one")
    wpm = round(settings.words_per_minute * build.speed)
    return EspeakTTS(voice=voice, words_per_minute=wpm, pitch=settings.pitch)


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
        espeak_ng.thread.submit(espeak_ng.library)

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
            espeak_ng.thread, espeak_ng.synthesise, self._input_text, engine.voice,
            engine.words_per_minute, engine.pitch, heard, stop,
        )  # fmt: skip
        work.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (chunk := await queue.get()) is not None:
                output_emitter.push(chunk)
            await work
        finally:
            stop.set()  # an interrupted utterance must not hold the thread
        output_emitter.flush()
