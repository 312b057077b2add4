"""A caller for tests: what is said reaches a scripted VAD and a scripted streaming STT."""

# ruff: noqa: TID251  # fakes of livekit-agents' own parts, for the tests of the worker

import asyncio
from typing import Any

from livekit import rtc
from livekit.agents import stt, vad
from livekit.agents.language import LanguageCode
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from livekit.agents.voice import io

_STEP_S = 0.05
_SILENCE_S = 0.55


class Microphone(io.AudioInput):
    """Sends nothing: what is heard is told to the VAD and the STT directly."""

    def __init__(self) -> None:
        super().__init__(label="microphone")

    async def __anext__(self) -> rtc.AudioFrame:
        await asyncio.Event().wait()
        raise StopAsyncIteration


class FakeVAD(vad.VAD):
    def __init__(self) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=_STEP_S))
        self.streams: list[_VadStream] = []

    @property
    def min_silence_duration(self) -> float:
        return _SILENCE_S

    def stream(self) -> vad.VADStream:
        made = _VadStream(self)
        self.streams.append(made)
        return made

    def tell(self, kind: vad.VADEventType, speech_s: float, silence_s: float) -> None:
        event = vad.VADEvent(
            type=kind,
            samples_index=0,
            timestamp=asyncio.get_running_loop().time(),
            speech_duration=speech_s,
            silence_duration=silence_s,
            speaking=silence_s == 0,
            raw_accumulated_silence=silence_s,
            raw_accumulated_speech=speech_s,
        )
        for stream in self.streams:
            stream.tell(event)


class _VadStream(vad.VADStream):
    def tell(self, event: vad.VADEvent) -> None:
        if not self._event_ch.closed:
            self._event_ch.send_nowait(event)

    async def _main_task(self) -> None:
        async for _ in self._input_ch:
            pass


class FakeSTT(stt.STT[Any]):
    def __init__(self, *, deaf: bool = False, label: str = "fake") -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self.deaf, self.name = deaf, label
        self.streams: list[_SttStream] = []

    @property
    def model(self) -> str:
        return self.name

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS, **_: Any
    ) -> stt.RecognizeStream:
        made = _SttStream(stt=self, conn_options=conn_options)
        self.streams.append(made)
        return made

    async def _recognize_impl(self, *_: Any, **__: Any) -> stt.SpeechEvent:
        raise NotImplementedError

    def tell(self, text: str, *, final: bool, language: str = "en") -> None:
        kinds = stt.SpeechEventType
        event = stt.SpeechEvent(
            type=kinds.FINAL_TRANSCRIPT if final else kinds.INTERIM_TRANSCRIPT,
            alternatives=[stt.SpeechData(language=LanguageCode(language), text=text)],
        )
        if not self.deaf:
            for stream in self.streams:
                stream.tell(event)


class _SttStream(stt.RecognizeStream):
    def tell(self, event: stt.SpeechEvent) -> None:
        if not self._event_ch.closed:
            self._event_ch.send_nowait(event)

    async def _run(self) -> None:
        async for _ in self._input_ch:
            pass


class Speaker:
    """The caller's side."""

    def __init__(self, ear: FakeVAD, *transcribers: FakeSTT) -> None:
        self._ear, self._transcribers = ear, transcribers

    async def say(
        self, text: str, *, lasts_s: float = 1.0, stt_after_s: float = 0.3, language: str = "en"
    ) -> None:
        """Returns when the transcript is out and the VAD has noticed the silence."""
        kinds = vad.VADEventType
        self._ear.tell(kinds.START_OF_SPEECH, _STEP_S, 0)
        await self._go_on(lasts_s)
        told = asyncio.create_task(self._transcribe(text, stt_after_s, language))
        await self._hush(lasts_s)
        self._ear.tell(kinds.END_OF_SPEECH, lasts_s, _SILENCE_S)
        await told

    async def _go_on(self, lasts_s: float) -> None:
        spoken = _STEP_S
        while spoken < lasts_s:
            await asyncio.sleep(_STEP_S)
            spoken += _STEP_S
            self._ear.tell(vad.VADEventType.INFERENCE_DONE, spoken, 0)
            if round(spoken / _STEP_S) % 60 == 0:
                for transcriber in self._transcribers:
                    transcriber.tell("so", final=False)

    async def _hush(self, lasts_s: float) -> None:
        silent = 0.0
        while silent < _SILENCE_S:
            await asyncio.sleep(_STEP_S)
            silent += _STEP_S
            self._ear.tell(vad.VADEventType.INFERENCE_DONE, lasts_s, silent)

    async def _transcribe(self, text: str, after_s: float, language: str) -> None:
        await asyncio.sleep(after_s)
        for transcriber in self._transcribers:
            transcriber.tell(text, final=True, language=language)
