"""Realtime models in a row. A model that is down or mute is replaced; the session outlives the last one.

livekit-agents closes a session whose realtime model is gone. Here the conversation is told instead, so that
somebody else can go on, or apologise. Mute is also who falls silent in the middle of an answer.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

from livekit.agents import APIError, APITimeoutError, llm
from livekit.agents.llm.realtime_fallback_adapter import (
    RealtimeModelFallbackAdapter,
    _FallbackRealtimeSession,
)
from livekit.agents.metrics import RealtimeModelMetrics

from speaknode_worker.agent.progress import Progress

FIRST_ANSWER_S = 5.0
NEXT_WORD_S = 5.0
logger = logging.getLogger(__name__)


class RealtimeChain(RealtimeModelFallbackAdapter):
    def __init__(
        self,
        models: list[llm.RealtimeModel],
        *,
        lost: Callable[[str], None],
        counted: Callable[[llm.RealtimeModel, RealtimeModelMetrics], None] = lambda *_: None,
        first_s: float = FIRST_ANSWER_S,
        next_s: float = NEXT_WORD_S,
    ) -> None:
        """`lost`: told why, once, when none is left; `counted`: what a model was used for."""
        super().__init__(models)
        self.counted = counted
        self.first_s, self.next_s = first_s, next_s
        self._lost: Callable[[str], None] | None = lost

    def session(self, *, turn_detection_disabled: bool = False) -> "_Session":
        made = _Session(self, turn_detection_disabled=turn_detection_disabled)
        self._sessions.add(made)
        return made

    def tell_lost(self, reason: str) -> None:
        if self._lost is not None:
            lost, self._lost = self._lost, None
            lost(reason)


class _Session(_FallbackRealtimeSession):
    def __init__(self, chain: RealtimeChain, **options: Any) -> None:
        self._progress: Progress | None = None
        self._read: list[Progress] = []
        self._due: asyncio.TimerHandle | None = None
        super().__init__(chain, **options)
        self._chain = chain
        self._answered = True
        self._owes = False

    def emit(self, event: Any, *args: Any) -> None:
        if event == "generation_created":
            self._answered = True
            self._expect_nothing()
            if not args[0].user_initiated:  # who asked for it gets it below
                args = (self._watched(args[0]),)
        elif event == "input_speech_started":
            self._answered = False
            self._expect_nothing()
        elif event == "input_audio_transcription_completed":
            self._on_words(args[0])
        elif event == "metrics_collected":
            self._chain.counted(self._active.realtime_model, args[0])
        elif event == "error" and not args[0].recoverable:
            self._expect_nothing()
            self._chain.tell_lost(str(args[0].error))
            args = (args[0].model_copy(update={"recoverable": True}),)
        super().emit(event, *args)

    def generate_reply(self, **options: Any) -> "asyncio.Future[llm.GenerationCreatedEvent]":
        self._expect_answer()
        given: asyncio.Future[llm.GenerationCreatedEvent] = (
            asyncio.get_running_loop().create_future()
        )
        asked = super().generate_reply(**options)
        asked.add_done_callback(lambda _: self._give(asked, given))
        given.add_done_callback(lambda _: asked.cancel())
        return given

    def _give(
        self,
        asked: "asyncio.Future[llm.GenerationCreatedEvent]",
        given: "asyncio.Future[llm.GenerationCreatedEvent]",
    ) -> None:
        if given.done():
            return
        if asked.cancelled():
            given.cancel()
        elif (error := asked.exception()) is not None:
            given.set_exception(error)
        else:
            given.set_result(self._watched(asked.result()))

    def _watched(self, event: llm.GenerationCreatedEvent) -> llm.GenerationCreatedEvent:
        if self._progress is not None:
            self._progress.stop()
        self._progress = Progress(self._chain.next_s, self._mute)
        # Of an earlier answer the sound may still be on its way to the caller.
        self._read = [*(answer for answer in self._read if answer.is_read), self._progress]
        return self._progress.of(event)

    def _on_words(self, heard: llm.InputTranscriptionCompleted) -> None:
        """Words want an answer; a noise that the model takes for speech does not."""
        if self._progress is not None:
            self._progress.caller_goes_on()
        if heard.is_final and heard.transcript.strip() and not self._answered:
            self._expect_answer()

    def _expect_answer(self) -> None:
        self._expect_nothing()
        self._due = asyncio.get_running_loop().call_later(self._chain.first_s, self._mute)

    def _expect_nothing(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _mute(self) -> None:
        logger.warning("the realtime model is mute", extra={"model": self._active.realtime_model})
        self._owes = True
        model = self._active.realtime_model
        error = APITimeoutError(f"{model.label} said nothing in time", retryable=False)
        self._on_child_error(
            llm.RealtimeModelError(
                timestamp=time.time(), label=model.label, error=error, recoverable=False
            )
        )

    def _on_child_error(self, error: llm.RealtimeModelError) -> None:
        if not error.recoverable and self._progress is not None:
            self._progress.stop()
        super()._on_child_error(error)

    def _is_agent_speaking(self) -> bool:
        """Whether the next model is to answer in this one's place."""
        owes, self._owes = self._owes, False
        return owes or super()._is_agent_speaking()

    async def aclose(self) -> None:
        """A plug-in raises here once more what it died of; the conversation goes on closing."""
        self._expect_nothing()
        for answer in self._read:
            await answer.aclose()
        try:
            await super().aclose()
        except (APIError, OSError) as error:
            logger.info("a dead realtime model is closed", extra={"reason": str(error)})
