"""A transcriber that takes a fixed time: the words are out 300 ms after the caller's last loud frame."""

# fakes of livekit-agents' own parts, for measurements

import asyncio
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import stt
from livekit.agents.language import LanguageCode
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

HEARS_AFTER_S = 0.3
_LOUD = 500
_QUIET_S = 0.15
"""A stop consonant is quiet too; a caller who has finished is so for longer."""


def is_loud(frame: rtc.AudioFrame) -> bool:
    samples = np.frombuffer(frame.data, np.int16).astype(np.float32)
    return bool(np.sqrt(np.mean(samples**2)) > _LOUD)


class TimedSTT(stt.STT[Any]):
    def __init__(self, text: str) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))
        self.text = text

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS, **_: Any
    ) -> stt.RecognizeStream:
        return _Stream(stt=self, conn_options=conn_options)

    async def _recognize_impl(self, *_: Any, **__: Any) -> stt.SpeechEvent:
        raise NotImplementedError


class _Stream(stt.RecognizeStream):
    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        speaking, quiet_s = False, 0.0
        async for data in self._input_ch:
            if not isinstance(data, rtc.AudioFrame):
                continue
            if is_loud(data):
                speaking, quiet_s = True, 0.0
            elif speaking:
                quiet_s += data.duration
                if quiet_s >= _QUIET_S:
                    speaking = False
                    loop.call_later(HEARS_AFTER_S - quiet_s, self._tell)

    def _tell(self) -> None:
        engine = self._stt
        assert isinstance(engine, TimedSTT)
        if not self._event_ch.closed:
            self._event_ch.send_nowait(
                stt.SpeechEvent(
                    type=stt.SpeechEventType.FINAL_TRANSCRIPT,
                    alternatives=[stt.SpeechData(language=LanguageCode("en"), text=engine.text)],
                )
            )
