"""Google Cloud's speech over gRPC, with its own messages: Speech-to-Text v1 and Text-to-Speech v1."""

# ruff: noqa: N802  # methods are called as the service calls them

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

import grpc
import pytest
from google.cloud import speech_v1 as speech
from google.cloud import texttospeech_v1 as voices
from google.cloud.speech_v1.services.speech.transports import SpeechGrpcAsyncIOTransport
from google.cloud.texttospeech_v1.services.text_to_speech.transports import (
    TextToSpeechGrpcAsyncIOTransport,
)
from tests.support.hosted.wire import Mood, stay_mute

_ENOUGH_SOUND = 3200
_RATE = 24_000
_STATUS = {
    Mood.ERRS: grpc.StatusCode.INVALID_ARGUMENT,
    Mood.BUSY: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Mood.BROKEN: grpc.StatusCode.INTERNAL,
    Mood.DROPS: grpc.StatusCode.UNAVAILABLE,
}


@dataclass
class FakeGoogleCloud:
    mood: Mood = Mood.WELL
    words: tuple[str, ...] = ("what time", "what time is it")
    address: str = ""
    heard: list[speech.StreamingRecognitionConfig] = field(default_factory=list)
    streamed: list[voices.StreamingSynthesizeConfig] = field(default_factory=list)
    synthesized: list[voices.SynthesizeSpeechRequest] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def behave(self, context: Any) -> None:
        if self.mood in _STATUS:
            await context.abort(_STATUS[self.mood], "no")
        if self.mood is Mood.MUTE:
            try:
                await stay_mute()
            finally:
                self.left.set()

    async def StreamingRecognize(self, requests: Any, context: Any) -> AsyncIterator[Any]:
        heard = 0
        async for request in requests:
            if "streaming_config" in request:
                self.heard.append(request.streaming_config)
                continue
            heard += len(request.audio_content)
            if heard < _ENOUGH_SOUND:
                continue
            heard = -(10**9)
            if self.mood is not Mood.DROPS:
                await self.behave(context)
            if self.mood is Mood.EMPTY:
                return
            for index, text in enumerate(self.words, 1):
                yield _heard(text, is_final=index == len(self.words))
                await self.behave(context)

    async def StreamingSynthesize(self, requests: Any, context: Any) -> AsyncIterator[Any]:
        async for request in requests:
            if "streaming_config" in request:
                self.streamed.append(request.streaming_config)
                continue
            await self.behave(context)
            if self.mood is not Mood.EMPTY:
                sound = b"\x01\x00" * (_RATE // 2)
                yield voices.StreamingSynthesizeResponse(audio_content=sound)

    async def SynthesizeSpeech(self, request: Any, context: Any) -> Any:
        self.synthesized.append(request)
        await self.behave(context)
        sound = b"" if self.mood is Mood.EMPTY else b"\x01\x00" * (_RATE // 2)
        return voices.SynthesizeSpeechResponse(audio_content=sound)


def _heard(text: str, *, is_final: bool) -> speech.StreamingRecognizeResponse:
    said = speech.SpeechRecognitionAlternative(transcript=text, confidence=0.9)
    result = speech.StreamingRecognitionResult(
        alternatives=[said], is_final=is_final, stability=0.9, language_code="en-us"
    )
    return speech.StreamingRecognizeResponse(results=[result])


@asynccontextmanager
async def google_cloud(mood: Mood = Mood.WELL) -> AsyncIterator[FakeGoogleCloud]:
    fake, server = FakeGoogleCloud(mood), grpc.aio.server()
    streams = grpc.stream_stream_rpc_method_handler
    hearing = streams(
        fake.StreamingRecognize,
        speech.StreamingRecognizeRequest.deserialize,
        speech.StreamingRecognizeResponse.serialize,
    )
    speaking = streams(
        fake.StreamingSynthesize,
        voices.StreamingSynthesizeRequest.deserialize,
        voices.StreamingSynthesizeResponse.serialize,
    )
    at_once = grpc.unary_unary_rpc_method_handler(
        fake.SynthesizeSpeech,
        voices.SynthesizeSpeechRequest.deserialize,
        voices.SynthesizeSpeechResponse.serialize,
    )
    offered = {
        "google.cloud.speech.v1.Speech": {"StreamingRecognize": hearing},
        "google.cloud.texttospeech.v1.TextToSpeech": {
            "StreamingSynthesize": speaking,
            "SynthesizeSpeech": at_once,
        },
    }
    handlers = (grpc.method_handlers_generic_handler(*service) for service in offered.items())
    server.add_generic_rpc_handlers(tuple(handlers))
    fake.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield fake
    finally:
        await server.stop(grace=None)


def lead_google(monkeypatch: pytest.MonkeyPatch, *fakes: FakeGoogleCloud) -> None:
    """The plug-in has no argument for the server: its clients are made with another channel."""
    for client, transport in (
        (speech.SpeechAsyncClient, SpeechGrpcAsyncIOTransport),
        (voices.TextToSpeechAsyncClient, TextToSpeechGrpcAsyncIOTransport),
    ):
        addresses = chain((fake.address for fake in fakes), repeat(fakes[-1].address))

        def made(
            *_: Any,
            client: Any = client,
            transport: Any = transport,
            at: Any = addresses,
            **__: Any,
        ) -> Any:
            return client(transport=transport(channel=grpc.aio.insecure_channel(next(at))))

        monkeypatch.setattr(client, "from_service_account_info", staticmethod(made))
