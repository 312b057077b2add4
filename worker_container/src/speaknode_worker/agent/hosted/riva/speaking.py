"""Riva's voices."""

import asyncio
from typing import Any

import grpc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, tokenize, tts, utils
from livekit.plugins.nvidia import TTS
from riva.client.proto import riva_tts_pb2 as messages
from riva.client.proto.riva_audio_pb2 import AudioEncoding
from riva.client.proto.riva_tts_pb2_grpc import RivaSpeechSynthesisStub

from speaknode_worker.agent.hosted.riva import Line, line_of, told


class RivaTTS(TTS):  # type: ignore[misc]  # the plug-in ships no types
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._line: Line | None = None

    @property
    def model(self) -> str:
        return self._opts.voice or "default"

    @property
    def provider(self) -> str:
        return "nvidia"

    @property
    def line(self) -> Line:
        """Made within the loop that uses it, and kept: the next sentence shall not wait for a handshake."""
        self._line = self._line or line_of(self)
        return self._line

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.SynthesizeStream:
        return _Stream(self, conn_options)

    async def aclose(self) -> None:
        if self._line is not None:
            await self._line.close()
            self._line = None
        await super().aclose()


class _Stream(tts.SynthesizeStream):
    def __init__(self, voice: RivaTTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=voice, conn_options=conn_options)
        self._voice = voice

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        request_id = utils.shortuuid()
        output_emitter.initialize(
            request_id=request_id,
            sample_rate=self._voice.sample_rate,
            num_channels=1,
            stream=True,
            mime_type="audio/pcm",
        )
        output_emitter.start_segment(segment_id=request_id)
        sentences = tokenize.blingfire.SentenceTokenizer().stream()
        feeding = asyncio.create_task(self._feed(sentences))
        try:
            async for sentence in sentences:
                await self._speak(sentence.token, output_emitter)
        except grpc.aio.AioRpcError as error:
            raise told(error) from error
        finally:
            await utils.aio.cancel_and_wait(feeding)
            await sentences.aclose()
        output_emitter.end_segment()

    async def _feed(self, sentences: tokenize.SentenceStream) -> None:
        async for data in self._input_ch:
            if isinstance(data, str):
                sentences.push_text(data)
            else:
                sentences.flush()
        sentences.end_input()

    async def _speak(self, text: str, output_emitter: tts.AudioEmitter) -> None:
        self._mark_started()
        options, line = self._voice._opts, self._voice.line
        request = messages.SynthesizeSpeechRequest(
            text=text,
            voice_name=options.voice,
            language_code=options.language_code,
            encoding=AudioEncoding.LINEAR_PCM,
            sample_rate_hz=options.sample_rate,
        )
        # One request for each call: what older servers take, too, who know no stream of them.
        call = RivaSpeechSynthesisStub(line.channel).SynthesizeOnline(
            iter([request]), metadata=line.metadata
        )
        try:
            async for response in call:
                output_emitter.push(response.audio)
        finally:
            call.cancel()
