"""Models in a row: livekit-agents' fallback adapters, judged by the first useful output.

The adapters switch when a provider fails; here a provider that is connected and says nothing fails too.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any

from livekit.agents import APIConnectionError, APIConnectOptions, APITimeoutError, llm, tts
from livekit.agents.llm.fallback_adapter import FallbackLLMStream
from livekit.agents.tts.fallback_adapter import FallbackChunkedStream, FallbackSynthesizeStream
from livekit.agents.utils import aio

from speaknode_worker.agent.in_time import TooLateError, in_time

FIRST_TOKEN_S = 5.0
NEXT_TOKEN_S = 5.0
FIRST_AUDIO_S = 2.0
ROOM_RATE = 24_000
"""Of the room: a frame that is resampled on its way there loses the times of its words."""
_RETRY_S = 0.2
_SPEAKABLE = re.compile(r"\S.{18,}?[.!?…]\s.{10,}", re.DOTALL)
"""What every engine starts to speak: a sentence, and enough after it to see that it has ended."""
NO_RETRY = APIConnectOptions(max_retry=0, timeout=10.0)
logger = logging.getLogger(__name__)


class LlmChain(llm.FallbackAdapter):
    def __init__(
        self,
        models: list[llm.LLM[Any]],
        *,
        first_s: float = FIRST_TOKEN_S,
        next_s: float = NEXT_TOKEN_S,
    ) -> None:
        alone = self.alone = len(models) == 1
        super().__init__(
            models,
            attempt_timeout=first_s,
            max_retry_per_llm=1 if alone else 0,
            retry_interval=_RETRY_S,
            retry_on_chunk_sent=not alone,
        )
        self.first_s, self.next_s = first_s, next_s

    def chat(self, **fields: Any) -> llm.LLMStream:
        fields.setdefault("conn_options", NO_RETRY)
        tools = fields.pop("tools", None) or []
        return _LlmStream(self, tools=tools, **fields)


class _LlmStream(FallbackLLMStream):
    async def _try_generate(
        self, *, llm: llm.LLM[Any], check_recovery: bool = False
    ) -> AsyncGenerator[llm.ChatChunk, None]:
        """One that answers with nothing has failed too, where there are others. One that is alone is asked again; then
        it is believed: rules, for example, may have no answer.
        """
        chain = self._fallback_adapter
        assert isinstance(chain, LlmChain)
        for _ in range(2 if chain.alone else 1):
            answered = False
            async for chunk in self._in_time(chain, llm, check_recovery):
                answered = answered or _says_something(chunk)
                yield chunk
            if answered:
                return
            logger.warning("the model answered with nothing", extra={"model": llm.label})
        if not chain.alone:
            raise APIConnectionError(f"{llm.label} answered with nothing", retryable=False)

    async def _in_time(
        self, chain: LlmChain, llm: llm.LLM[Any], check_recovery: bool
    ) -> AsyncGenerator[llm.ChatChunk, None]:
        """Tool calls are held until the model has finished: one that breaks off has called nothing."""
        made = super()._try_generate(llm=llm, check_recovery=check_recovery)
        held: list[Any] = []
        try:
            async for chunk in in_time(
                aiter(made), useful=_says_something, first_s=chain.first_s, next_s=chain.next_s
            ):
                if chunk.delta and chunk.delta.tool_calls:
                    held.append(chunk)
                else:
                    yield chunk
        except TooLateError as error:
            logger.warning("the model is mute", extra={"model": llm.label})
            raise APITimeoutError(f"{llm.label} said nothing in time", retryable=False) from error
        for chunk in held:
            yield chunk


def _says_something(chunk: llm.ChatChunk) -> bool:
    delta = chunk.delta
    return bool(delta and ((delta.content or "").strip() or delta.tool_calls))


class TtsChain(tts.FallbackAdapter):
    def __init__(self, voices: list[tts.TTS[Any]], *, first_s: float = FIRST_AUDIO_S) -> None:
        super().__init__(
            voices, max_retry_per_tts=1 if len(voices) == 1 else 0, sample_rate=ROOM_RATE
        )
        self.first_s = first_s

    def synthesize(self, text: str, *, conn_options: APIConnectOptions = NO_RETRY) -> "_TtsChunked":
        return _TtsChunked(tts=self, input_text=text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = NO_RETRY) -> "_TtsStream":
        return _TtsStream(tts=self, conn_options=conn_options)


class _TtsChunked(FallbackChunkedStream):
    async def _try_synthesize(
        self, *, tts: tts.TTS[Any], recovering: bool = False
    ) -> AsyncGenerator[tts.SynthesizedAudio, None]:
        chain = self._fallback_adapter
        assert isinstance(chain, TtsChain)
        made = super()._try_synthesize(tts=tts, recovering=recovering)
        async for audio in _audible(made, tts, chain.first_s, None):
            yield audio


class _TtsStream(FallbackSynthesizeStream):
    async def _try_synthesize(
        self,
        *,
        tts: tts.TTS[Any],
        input_ch: "aio.ChanReceiver[Any]",
        conn_options: APIConnectOptions,
        recovering: bool = False,
    ) -> AsyncGenerator[tts.SynthesizedAudio, None]:
        chain = self._fallback_adapter
        assert isinstance(chain, TtsChain)
        given = asyncio.Event()
        relay: aio.Chan[Any] = aio.Chan()
        relaying = asyncio.create_task(_relay(input_ch, relay, given))
        made = super()._try_synthesize(
            tts=tts, input_ch=relay, conn_options=conn_options, recovering=recovering
        )
        try:
            async for audio in _audible(made, tts, chain.first_s, given):
                yield audio
        finally:
            await aio.cancel_and_wait(relaying)


async def _relay(source: AsyncIterable[Any], target: "aio.Chan[Any]", given: asyncio.Event) -> None:
    """Tells when there is something to speak; the LLM's own slowness is not the voice's fault."""
    text = ""
    try:
        async for data in source:
            target.send_nowait(data)
            text += data if isinstance(data, str) else ""
            if text.strip() and (not isinstance(data, str) or _SPEAKABLE.search(text)):
                given.set()
    finally:
        target.close()
    if text.strip():
        given.set()


async def _audible(
    made: AsyncGenerator[tts.SynthesizedAudio, None],
    voice: tts.TTS[Any],
    first_s: float,
    begun: asyncio.Event | None,
) -> AsyncGenerator[tts.SynthesizedAudio, None]:
    try:
        async for audio in in_time(made, useful=lambda _: True, first_s=first_s, begun=begun):
            yield audio
    except TooLateError as error:
        logger.warning("the voice is mute", extra={"voice": voice.label})
        raise APITimeoutError(f"{voice.label} made no sound in time", retryable=False) from error
