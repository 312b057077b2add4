"""Turns and errors of a running AgentSession, told as they happen."""

import logging
from datetime import UTC, datetime
from typing import Any

from livekit.agents import (
    AgentSession,
    AgentStateChangedEvent,
    ConversationItemAddedEvent,
    ErrorEvent,
    UserStateChangedEvent,
    llm,
    stt,
    tts,
)

from speaknode.kit.ids import new_id
from speaknode.sessions.models import ErrorSource, Role, Turn, TurnMetrics
from speaknode_worker.agent.knowledge import KnowledgeLookup
from speaknode_worker.agent.reports import Reporter, now

logger = logging.getLogger(__name__)
_SOURCES: tuple[tuple[type, ErrorSource], ...] = (
    (stt.STTError, ErrorSource.STT),
    (llm.LLMError, ErrorSource.LLM),
    (llm.RealtimeModelError, ErrorSource.LLM),
    (tts.TTSError, ErrorSource.TTS),
)


class Observer:
    def __init__(self, reporter: Reporter, language: str, *, next_turn: int = 0) -> None:
        self._reporter, self.language = reporter, language
        self.knowledge: KnowledgeLookup | None = None
        self._index = next_turn
        self.last_error: ErrorSource | None = None

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("conversation_item_added", self._on_item)
        session.on("error", self._on_error)
        session.on("agent_state_changed", self._on_agent)
        session.on("user_state_changed", self._on_user)

    def speak(self, language: str) -> None:
        """Turns are in this language from now on."""
        self.language = language

    def _on_agent(self, event: AgentStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._reporter.first_words.on_agent(datetime.fromtimestamp(event.created_at, UTC))

    def _on_user(self, event: UserStateChangedEvent) -> None:
        """The event names the moment itself, not that a bit later when it was certain."""
        at = datetime.fromtimestamp(event.created_at, UTC)
        self._reporter.first_words.on_caller(at, speaking=event.new_state == "speaking")

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        # hand-offs and configuration changes come through the same event
        if not isinstance(item, llm.ChatMessage) or item.role not in ("user", "assistant"):
            return
        text = item.text_content
        if not text:
            return
        turn = turn_of(item, text, self._index, self.language)
        if self.knowledge is not None and turn.role is Role.AGENT:
            turn = turn.model_copy(update={"passages": self.knowledge.take()})
        self._reporter.turn(turn)
        self._index += 1

    def _on_error(self, event: ErrorEvent) -> None:
        error = event.error
        source = next((s for kind, s in _SOURCES if isinstance(error, kind)), ErrorSource.PLATFORM)
        recoverable = bool(getattr(error, "recoverable", False))
        cause = getattr(error, "error", error)
        if not recoverable:
            self.last_error = source
        self._reporter.error(source, f"{type(cause).__name__}: {cause}", recoverable=recoverable)


def turn_of(item: llm.ChatMessage, text: str, index: int, language: str) -> Turn:
    """`text` of the agent is what was played: livekit-agents cuts it where the caller broke in."""
    metrics = item.metrics
    return Turn(
        id=new_id("trn"),
        index=index,
        role=Role.USER if item.role == "user" else Role.AGENT,
        text=text,
        interrupted=item.interrupted,
        language=language,
        started_at=_time(metrics.get("started_speaking_at")),
        ended_at=_time(metrics.get("stopped_speaking_at")),
        created_at=_time(item.created_at) or now(),
        metrics=TurnMetrics(
            stt_ms=_ms(metrics.get("transcription_delay")),
            eou_ms=_ms(metrics.get("end_of_turn_delay")),
            llm_ttft_ms=_ms(metrics.get("llm_node_ttft")),
            tts_ttfb_ms=_ms(metrics.get("tts_node_ttfb")),
            e2e_ms=_ms(metrics.get("e2e_latency")),
        ),
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _time(timestamp: float | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
