"""NVIDIA Riva over gRPC, with its own messages: recognition and voices that do what a test tells them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import grpc
from riva.client.proto import riva_asr_pb2 as asr
from riva.client.proto import riva_asr_pb2_grpc as asr_grpc
from riva.client.proto import riva_tts_pb2 as tts
from riva.client.proto import riva_tts_pb2_grpc as tts_grpc

KEY = "nvapi-made-up"
_ENOUGH_SOUND = 3200  # bytes: a tenth of a second; then the caller "has spoken"


class Mood(StrEnum):
    WELL = "well"
    MUTE = "mute"
    """Connected, and nothing comes: half open."""
    ENDS = "ends"
    """Closes in good order before anything was said."""
    BUSY = "busy"
    BROKEN = "broken"


@dataclass
class FakeRiva:
    mood: Mood = Mood.WELL
    words: tuple[str, ...] = ("what time", "what time is it")
    """As they grow; the last ones are final."""
    server: str = ""
    configs: list[asr.RecognitionConfig] = field(default_factory=list)
    spoken: list[tts.SynthesizeSpeechRequest] = field(default_factory=list)
    metadata: list[dict[str, str]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody hung up on a call that was going on."""

    async def admit(self, context: Any) -> None:
        told = dict(context.invocation_metadata())
        self.metadata.append(told)
        if told.get("authorization") != f"Bearer {KEY}":
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "Authentication failed")
        if self.mood is Mood.BUSY:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Too many requests")
        if self.mood is Mood.BROKEN:
            await context.abort(grpc.StatusCode.INTERNAL, "Triton is down")

    async def stay_mute(self) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.left.set()
            raise


class _Ears(asr_grpc.RivaSpeechRecognitionServicer):  # type: ignore[misc]  # generated, without types
    def __init__(self, riva: FakeRiva) -> None:
        self._riva = riva

    async def StreamingRecognize(  # noqa: N802
        self, requests: AsyncIterator[asr.StreamingRecognizeRequest], context: Any
    ) -> AsyncIterator[asr.StreamingRecognizeResponse]:
        await self._riva.admit(context)
        heard = 0
        async for request in requests:
            if request.HasField("streaming_config"):
                self._riva.configs.append(request.streaming_config.config)
                continue
            heard += len(request.audio_content)
            if heard < _ENOUGH_SOUND:
                continue
            if self._riva.mood is Mood.MUTE:
                await self._riva.stay_mute()
            if self._riva.mood is Mood.ENDS:
                return
            heard = -(10**9)
            for index, text in enumerate(self._riva.words, 1):
                yield _heard(text, is_final=index == len(self._riva.words))


def _heard(text: str, *, is_final: bool) -> asr.StreamingRecognizeResponse:
    response = asr.StreamingRecognizeResponse()
    result = response.results.add(is_final=is_final)
    result.alternatives.add(transcript=f"{text} ", confidence=0.9)
    return response


class _Mouth(tts_grpc.RivaSpeechSynthesisServicer):  # type: ignore[misc]  # the same
    def __init__(self, riva: FakeRiva) -> None:
        self._riva = riva

    async def SynthesizeOnline(  # noqa: N802
        self, requests: AsyncIterator[tts.SynthesizeSpeechRequest], context: Any
    ) -> AsyncIterator[tts.SynthesizeSpeechResponse]:
        await self._riva.admit(context)
        async for request in requests:
            self._riva.spoken.append(request)
            if self._riva.mood is Mood.MUTE:
                await self._riva.stay_mute()
            if self._riva.mood is Mood.ENDS:
                return
            sound = b"\x01\x00" * (request.sample_rate_hz // 10)
            for _ in range(5):
                yield tts.SynthesizeSpeechResponse(audio=sound)


@asynccontextmanager
async def riva(mood: Mood = Mood.WELL) -> AsyncIterator[FakeRiva]:
    fake = FakeRiva(mood)
    server = grpc.aio.server()
    asr_grpc.add_RivaSpeechRecognitionServicer_to_server(_Ears(fake), server)
    tts_grpc.add_RivaSpeechSynthesisServicer_to_server(_Mouth(fake), server)
    fake.server = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield fake
    finally:
        await server.stop(grace=None)
