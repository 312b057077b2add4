"""What the caller says while the conversation changes hands: neither agent would hear it."""

import asyncio
from typing import Any

from livekit.agents import AgentSession, ConversationItemAddedEvent, UserInputTranscribedEvent, llm

from speaknode_worker.agent.hearing import Attention

_FINISH_S = 10.0
_TRANSCRIPT_S = 1.5
_LOOK_EVERY_S = 0.05


class Meanwhile:
    def __init__(self, attention: Attention) -> None:
        self._attention = attention
        self._words: list[str] = []
        self.is_open = False
        """Who had the word is leaving, and the next one is not there yet."""

    def watch(self, session: AgentSession[Any]) -> None:
        session.on("user_input_transcribed", self._on_transcript)
        session.on("conversation_item_added", self._on_item)

    def open(self) -> None:
        self.is_open = True

    def add(self, text: str) -> None:
        self._words.append(text)

    def close(self) -> str:
        """All that nobody has answered."""
        words, self._words, self.is_open = self._words, [], False
        return " ".join(words)

    async def finished(self) -> None:
        """Once the caller has said what they are saying, and it is written down; not for ever."""
        begun = asyncio.get_running_loop().time()
        while (waited_s := asyncio.get_running_loop().time() - begun) < _FINISH_S:
            speaking = self._attention.speaking
            if not speaking and (waited_s > _TRANSCRIPT_S or not self._attention.is_owed_words):
                break
            await asyncio.sleep(_LOOK_EVERY_S)

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        if event.is_final and event.transcript:
            self._words.append(event.transcript)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        """A turn of the caller: the words are somebody's already."""
        if isinstance(event.item, llm.ChatMessage) and event.item.role == "user":
            self._words.clear()
