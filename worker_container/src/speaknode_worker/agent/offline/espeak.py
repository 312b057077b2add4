"""TTS by espeak-ng: robotic, immediate, speaks English and Russian without a key."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from livekit.agents import tokenize, tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, TimedString

from speaknode.providers.espeak import EspeakSettings
from speaknode_worker.agent.offline import espeak_ng
from speaknode_worker.agent.offline.espeak_ng import SAMPLE_RATE, VOICES, Word, speak
from speaknode_worker.agent.plugins import BuildTts, ProviderError

__all__ = ["EspeakTTS", "create", "speak"]
_FORMAT: dict[str, Any] = {
    "sample_rate": SAMPLE_RATE,
    "num_channels": 1,
    "mime_type": "audio/pcm",
}


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
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
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
        return _Utterance(self, text, conn_options)

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.SynthesizeStream:
        return _Sentences(self, conn_options)

    async def sound(self, text: str) -> AsyncGenerator[tuple[bytes, list[Word]], None]:
        """As it is made, with the words that begin in it or soon after."""
        loop, stop = asyncio.get_running_loop(), threading.Event()
        made: asyncio.Queue[tuple[bytes, list[Word]] | None] = asyncio.Queue()

        def heard(chunk: bytes, words: list[Word]) -> None:
            loop.call_soon_threadsafe(made.put_nowait, (chunk, words))

        work = loop.run_in_executor(
            espeak_ng.thread, espeak_ng.synthesise, text, self.voice,
            self.words_per_minute, self.pitch, heard, stop,
        )  # fmt: skip
        work.add_done_callback(lambda _: made.put_nowait(None))
        try:
            while (part := await made.get()) is not None:
                yield part
            await work
        finally:
            stop.set()  # an interrupted utterance must not hold the thread


class _Utterance(tts.ChunkedStream):
    def __init__(self, engine: EspeakTTS, text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=engine, input_text=text, conn_options=conn_options)
        self._engine = engine

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(request_id=utils.shortuuid(), stream=False, **_FORMAT)
        async with aclosing(self._engine.sound(self._input_text)) as sound:
            async for chunk, _ in sound:
                output_emitter.push(chunk)
        output_emitter.flush()


class _Sentences(tts.SynthesizeStream):
    def __init__(self, engine: EspeakTTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=engine, conn_options=conn_options)
        self._engine = engine

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        sentences = tokenize.blingfire.SentenceTokenizer(retain_format=True).stream()
        output_emitter.initialize(request_id=utils.shortuuid(), stream=True, **_FORMAT)
        output_emitter.start_segment(segment_id=utils.shortuuid())
        feeding = asyncio.create_task(self._feed(sentences))
        said_s = 0.0
        try:
            async for sentence in sentences:
                said_s += await self._say(sentence.token, said_s, output_emitter)
            await feeding
        finally:
            await sentences.aclose()
            await utils.aio.cancel_and_wait(feeding)

    async def _feed(self, sentences: tokenize.SentenceStream) -> None:
        async for data in self._input_ch:
            if isinstance(data, str):
                sentences.push_text(data)
            else:
                sentences.flush()
        sentences.end_input()

    async def _say(self, text: str, since_s: float, output_emitter: tts.AudioEmitter) -> float:
        """Tells when which word begins; a word's text goes on to the next word."""
        begun, at_s, made = 0, since_s, 0
        if text.strip():
            self._mark_started()
            async with aclosing(self._engine.sound(text)) as sound:
                async for chunk, words in sound:
                    for word in words:
                        if text[begun : word.place].strip():
                            output_emitter.push_timed_transcript(
                                TimedString(text[begun : word.place], start_time=at_s)
                            )
                            begun, at_s = word.place, since_s + word.at_s
                    output_emitter.push(chunk)
                    made += len(chunk)
        output_emitter.push_timed_transcript(TimedString(text[begun:], start_time=at_s))
        output_emitter.flush()
        return made / 2 / SAMPLE_RATE
