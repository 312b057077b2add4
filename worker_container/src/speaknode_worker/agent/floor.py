"""Who has the floor: what the caller says while the agent speaks may be a word of assent, or a stop."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from livekit.agents import AgentSession, ConversationItemAddedEvent, UserStateChangedEvent, stt
from livekit.agents.llm import ChatMessage
from livekit.agents.voice import SpeechHandle

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.texts import Texts

_ANSWER_S = 1.5
"""A "yes" that came this shortly before the end of a question was its answer after all."""
logger = logging.getLogger(__name__)


class Floor:
    def __init__(self, config: Callable[[], AgentConfig], texts: Callable[[], Texts]) -> None:
        self._config, self._texts = config, texts
        self._session: AgentSession[Any] | None = None
        self._assent: tuple[str, float] | None = None
        self.protected: SpeechHandle | None = None
        """Not even a stop phrase cuts it."""

    def watch(self, session: AgentSession[Any]) -> None:
        self._session = session
        session.on("user_state_changed", self._on_user_state)
        session.on("conversation_item_added", self._on_item)

    def lets_in(self, event: stt.SpeechEvent) -> bool:
        """Whether the conversation hears it."""
        text = event.alternatives[0].text if event.alternatives else ""
        speech = self._agents_speech()
        if not text or speech is None:
            return True
        if not speech.allow_interruptions and (
            speech is self.protected or self._config().interruption.enabled
        ):
            return True  # nothing of it was heard anyway: it got silence
        if self._texts().stops.within(text):
            self._stop(speech)
            return True
        if not speech.allow_interruptions:
            return False
        if self._texts().acks.cover(text):
            self._go_on(text, final=event.type is stt.SpeechEventType.FINAL_TRANSCRIPT)
            return False
        return True

    def _agents_speech(self) -> SpeechHandle | None:
        """What the agent is saying, or has broken off for a moment to listen."""
        session = self._session
        if session is None or session.agent_state not in ("speaking", "listening"):
            return None
        speech = session.current_speech
        return None if speech is None or speech.done() or speech.interrupted else speech

    def _stop(self, speech: SpeechHandle) -> None:
        speech.interrupt(force=not speech.allow_interruptions)
        if self._session is not None and self._session.output.audio is not None:
            self._session.output.audio.resume()  # it may have been paused, and must not stay so

    def _go_on(self, text: str, *, final: bool) -> None:
        if not final:
            return
        self._assent = text, _now()
        if self._session is not None and self._session.user_state != "speaking":
            self._resume()

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        """While the VAD still hears the caller, it would pause the agent again."""
        if event.new_state == "listening" and self._fresh() is not None:
            self._resume()

    def _resume(self) -> None:
        """At once: livekit-agents would wait whether words come, and they are there already."""
        activity = self._session._activity if self._session is not None else None
        paused = activity._paused_speech if activity is not None else None
        if activity is None or paused is None or paused.handle.done():
            return
        activity._cancel_false_interruption_timer()
        activity._paused_speech = None
        activity._restore_paused_speech_state(paused)
        if activity._session.output.audio is not None:
            activity._session.output.audio.resume()

    def _fresh(self) -> str | None:
        if self._assent is None or _now() - self._assent[1] > _ANSWER_S:
            return None
        return self._assent[0]

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        """The caller's assent turns out to be the answer to a question that was all but over."""
        item, assent = event.item, self._fresh()
        if not isinstance(item, ChatMessage) or self._session is None or assent is None:
            return
        asked = item.role == "assistant" and not item.interrupted
        if asked and (item.text_content or "").rstrip().endswith("?"):
            self._assent = None
            self._session.generate_reply(user_input=assent, input_modality="audio")


def _now() -> float:
    return asyncio.get_running_loop().time()
