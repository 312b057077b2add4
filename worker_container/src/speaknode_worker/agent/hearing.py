"""STT that is watched: a socket that is half open takes sound for ever and never answers."""

import asyncio
import dataclasses
import logging
from typing import Any

import aiohttp
from livekit import rtc
from livekit.agents import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    stt,
    utils,
)
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

NOTICED_S = 8.0
"""After the caller began to speak; with the look-out's step it stays below 10 s."""
_LOOK_EVERY_S = 0.5
_GOODBYE_S = 0.5
_WORTH_WORDS_S = 1.0
"""Shorter sounds (a cough) need not have words."""
logger = logging.getLogger(__name__)


class Attention:
    """Whether the caller has said something that nobody has written down yet."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._ended: float | None = None
        self.speaking = False

    @property
    def is_owed_words(self) -> bool:
        return self._since is not None

    def on_speech(self, *, speaking: bool) -> None:
        now = _now()
        if speaking and self._since is None:
            self._since = now
        elif not speaking and self._since is not None:
            cough = self.speaking and now - self._since < _WORTH_WORDS_S
            self._since = None if cough else self._since
        self.speaking = speaking
        self._ended = None if speaking else now

    def answered(self) -> None:
        """Words came; what goes on being said wants more of them."""
        self._since = _now() if self.speaking else None

    def unanswered_s(self, *, interim: bool) -> float:
        """A transcriber that tells nothing in between may wait until the caller has finished."""
        begun = self._since if interim else self._ended
        if self._since is None or begun is None or (self.speaking and not interim):
            return 0.0
        return _now() - begun


def _now() -> float:
    return asyncio.get_running_loop().time()


class WatchedSTT(stt.STT[Any]):
    def __init__(
        self, ear: stt.STT[Any], attention: Attention, *, noticed_s: float = NOTICED_S
    ) -> None:
        super().__init__(capabilities=ear.capabilities)
        self._ear, self._attention, self._noticed_s = ear, attention, noticed_s
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def model(self) -> str:
        return self._ear.model

    @property
    def provider(self) -> str:
        return self._ear.provider

    def prewarm(self) -> None:
        self._ear.prewarm()

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        self._ear._update_session_keyterms(keyterms)

    def _push_conversation_item(self, ev: Any) -> None:
        self._ear._push_conversation_item(ev)

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        try:
            async with asyncio.timeout(self._noticed_s):
                event = await self._ear.recognize(
                    buffer,
                    language=language,
                    conn_options=dataclasses.replace(conn_options, max_retry=0),
                )
        except TimeoutError as error:
            raise APITimeoutError(f"{self._ear.label} did not answer") from error
        self._attention.answered()
        return event

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _Watched(self, self._ear, language, conn_options)

    async def leave(self, stream: stt.RecognizeStream) -> None:
        """Who waits for the goodbye of one that is half open (ten seconds, with Azure's) is not heard by the next."""
        leaving = asyncio.create_task(stream.aclose())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        await asyncio.wait([leaving], timeout=_GOODBYE_S)

    async def aclose(self) -> None:
        if self._leaving:
            await asyncio.wait(self._leaving)
        await self._ear.aclose()


class _Watched(stt.RecognizeStream):
    def __init__(
        self,
        watched: WatchedSTT,
        ear: stt.STT[Any],
        language: NotGivenOr[str],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(stt=watched, conn_options=conn_options)
        self._watched, self._ear, self._language = watched, ear, language

    async def _run(self) -> None:
        try:
            await self._listen()
        except APIError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a plug-in lets through
            # livekit-agents begins anew after its own errors only; after others nobody is heard any more.
            raise told(self._ear.label, error) from None

    async def _listen(self) -> None:
        options = dataclasses.replace(self._conn_options, max_retry=0)
        stream = self._ear.stream(language=self._language, conn_options=options)
        stream.start_time_offset = self.start_time_offset
        hearing = asyncio.create_task(self._hear(stream))
        helpers = [asyncio.create_task(self._feed(stream)), asyncio.create_task(self._look_out())]
        try:
            await asyncio.wait([hearing, helpers[1]], return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                helpers[1].result()
            await hearing
            if not self._input_ch.closed:
                raise APIConnectionError(f"{self._ear.label} ended before the caller did")
        finally:
            await utils.aio.cancel_and_wait(hearing, *helpers)
            await self._watched.leave(stream)

    async def _hear(self, stream: stt.RecognizeStream) -> None:
        async for event in stream:
            if event.alternatives and event.alternatives[0].text:
                self._watched._attention.answered()
            self._event_ch.send_nowait(event)

    async def _feed(self, stream: stt.RecognizeStream) -> None:
        async for data in self._input_ch:
            if isinstance(data, rtc.AudioFrame):
                stream.push_frame(data)
            else:
                stream.flush()
        stream.end_input()

    async def _look_out(self) -> None:
        attention = self._watched._attention
        interim = bool(self._ear.capabilities.interim_results)
        while attention.unanswered_s(interim=interim) < self._watched._noticed_s:  # noqa: ASYNC110  # it is time that passes
            await asyncio.sleep(_LOOK_EVERY_S)
        attention.answered()  # the next one gets a time of its own
        logger.warning("the transcriber is deaf", extra={"transcriber": self._ear.label})
        raise APITimeoutError(f"{self._ear.label} heard nothing of what was said")


def told(label: str, error: Exception) -> APIError:
    """The cause is in the words, not in the chain: a client's error holds the request, and that holds the key."""
    if isinstance(error, aiohttp.ClientResponseError):
        message = f"{label}: {error.message}"
        return APIStatusError(message, status_code=error.status, request_id=None, body=None)
    is_of_network = isinstance(error, (aiohttp.ClientError, OSError, TimeoutError))
    return APIConnectionError(f"{label}: {type(error).__name__}: {error}", retryable=is_of_network)
