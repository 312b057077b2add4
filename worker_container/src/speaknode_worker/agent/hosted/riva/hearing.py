"""Riva's recognition."""

import asyncio
from collections.abc import Sequence
from typing import Any

import grpc
from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectionError,
    APIConnectOptions,
    LanguageCode,
    stt,
    utils,
)
from livekit.agents.types import NOT_GIVEN, NotGivenOr
from livekit.plugins.nvidia import STT
from riva.client.proto import riva_asr_pb2 as messages
from riva.client.proto.riva_asr_pb2_grpc import RivaSpeechRecognitionStub
from riva.client.proto.riva_audio_pb2 import AudioEncoding

from speaknode_worker.agent.hosted.riva import line_of, told

_BOOST = 20.0
"""Riva's advice for words that matter."""
_COUNTED_S = 5.0


class RivaSTT(STT):  # type: ignore[misc]  # the plug-in ships no types
    def __init__(
        self, *, keyterms: Sequence[str] = (), profanity_filter: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self._keyterms, self._profanity_filter = tuple(keyterms), profanity_filter

    @property
    def model(self) -> str:
        return self._opts.model or "default"

    @property
    def provider(self) -> str:
        return "nvidia"

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _Stream(self, str(language or self._opts.language_code), conn_options)

    def config(self, language: str) -> messages.StreamingRecognitionConfig:
        options = self._opts
        recognition = messages.RecognitionConfig(
            encoding=AudioEncoding.LINEAR_PCM,
            language_code=language,
            model=options.model,
            max_alternatives=1,
            profanity_filter=self._profanity_filter,
            enable_automatic_punctuation=options.punctuate,
            sample_rate_hertz=options.sample_rate,
            audio_channel_count=1,
        )
        if self._keyterms:
            recognition.speech_contexts.add(phrases=self._keyterms, boost=_BOOST)
        return messages.StreamingRecognitionConfig(config=recognition, interim_results=True)


class _Stream(stt.RecognizeStream):
    def __init__(self, ear: RivaSTT, language: str, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=ear, conn_options=conn_options, sample_rate=ear._opts.sample_rate)
        self._ear, self._language = ear, language
        self._speaking = False
        self._heard_s = 0.0

    async def _run(self) -> None:
        async with line_of(self._ear) as line:
            call = RivaSpeechRecognitionStub(line.channel).StreamingRecognize(
                metadata=line.metadata
            )
            feeding = asyncio.create_task(self._feed(call))
            try:
                async for response in call:
                    self._on(response)
                # Only its status says why it ended; the reader merely stops.
                if await call.code() is not grpc.StatusCode.OK:
                    raise APIConnectionError(f"Riva: {await call.details()}")
            except grpc.aio.AioRpcError as error:
                raise told(error) from error
            finally:
                call.cancel()
                await utils.aio.cancel_and_wait(feeding)
                self._count(at_least_s=0.0)
        if not self._input_ch.closed:
            raise APIConnectionError("Riva ended the stream")

    async def _feed(self, call: Any) -> None:
        config = self._ear.config(self._language)
        try:
            await call.write(messages.StreamingRecognizeRequest(streaming_config=config))
            async for data in self._input_ch:
                if isinstance(data, rtc.AudioFrame):
                    sound = data.data.tobytes()
                    await call.write(messages.StreamingRecognizeRequest(audio_content=sound))
                    self._heard_s += data.duration
                    self._count(at_least_s=_COUNTED_S)
            await call.done_writing()
        except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
            return  # the reader is told why

    def _on(self, response: messages.StreamingRecognizeResponse) -> None:
        for result in response.results:
            if not result.alternatives or not result.alternatives[0].transcript.strip():
                continue
            if not self._speaking:
                self._tell(stt.SpeechEventType.START_OF_SPEECH)
                self._speaking = True
            heard = result.alternatives[0]
            words = stt.SpeechData(
                language=LanguageCode(heard.language_code or self._language),
                text=heard.transcript.strip(),
                confidence=heard.confidence,
            )
            if not result.is_final:
                self._tell(stt.SpeechEventType.INTERIM_TRANSCRIPT, words)
                continue
            self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT, words)
            self._tell(stt.SpeechEventType.END_OF_SPEECH)
            self._speaking = False

    def _tell(self, kind: stt.SpeechEventType, *words: stt.SpeechData) -> None:
        self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=list(words)))

    def _count(self, *, at_least_s: float) -> None:
        if self._heard_s <= at_least_s or self._event_ch.closed:
            return
        usage = stt.RecognitionUsage(audio_duration=self._heard_s)
        self._heard_s = 0.0
        self._event_ch.send_nowait(
            stt.SpeechEvent(type=stt.SpeechEventType.RECOGNITION_USAGE, recognition_usage=usage)
        )
