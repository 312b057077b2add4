"""Taking a conversation up whose worker was lost: what was said and done is known, and the caller hears a word."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from livekit.agents.llm import (
    ChatContext,
    ChatItem,
    ChatMessage,
    FunctionCall,
    FunctionCallOutput,
)

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import Role, SessionSpec, ToolCall, ToolCallStatus, Turn
from speaknode.sessions.ports import SessionParts
from speaknode.sessions.resumption import as_left
from speaknode.sessions.tool_calls import as_it_was, untold
from speaknode.tools.journal import JournalEntry
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.texts import taken_up


@dataclass(frozen=True)
class Past:
    """Of a conversation that begins, it is empty."""

    spec: SessionSpec
    """As the conversation began."""
    parts: SessionParts
    number: int = 0
    """Which worker after the first this is."""
    journal: Sequence[JournalEntry] = ()
    """Of its tools, by those before."""

    @property
    def is_none(self) -> bool:
        return self.number == 0

    @property
    def began_as(self) -> AgentConfig:
        return self.spec.config

    @property
    def next_turn(self) -> int:
        return max((turn.index for turn in self.parts.turns), default=-1) + 1

    def spec_now(self) -> SessionSpec:
        return as_left(self.spec, self.parts, self.journal)

    def settled(self) -> set[str]:
        """Ids of the calls whose results the LLM finds in the history."""
        return {call.id for call in self._done()}

    def untold(self) -> list[ToolCall]:
        """Calls that a lost worker made and told nobody of."""
        return untold(self.journal, self.parts.tool_calls)

    def _done(self) -> list[ToolCall]:
        calls = as_it_was(self.parts.tool_calls, self.journal)
        return [call for call in calls if call.status is not ToolCallStatus.INTERRUPTED]

    def history(self) -> ChatContext:
        said = [_message(turn) for turn in self.parts.turns if turn.text]
        done = [item for call in self._done() for item in _call(call)]
        items: list[ChatItem] = [*said, *done]
        return ChatContext(sorted(items, key=lambda item: item.created_at))

    async def take_up(self, talk: Conversation, first_message: str | None) -> None:
        said = [turn for turn in self.parts.turns if turn.text]
        if not said:
            talk.begin(first_message)
            return
        talk.start_clock()
        assert talk.session is not None
        if said[-1].role is Role.USER:
            await talk.session.say(taken_up(talk.locale))
            talk.session.generate_reply()
        elif talk.is_written:  # what was said last still stands there to be read
            talk.session.say(taken_up(talk.locale))
        else:  # so that the caller knows where they were
            talk.session.say(f"{taken_up(talk.locale)} {said[-1].text}")


def _message(turn: Turn) -> ChatMessage:
    return ChatMessage(
        role="user" if turn.role is Role.USER else "assistant",
        content=[turn.text],
        interrupted=turn.interrupted,
        created_at=turn.created_at.timestamp(),
    )


def _call(call: ToolCall) -> tuple[FunctionCall, FunctionCallOutput]:
    at = call.started_at.timestamp()
    told = call.error or json.dumps(call.response, ensure_ascii=False)
    return (
        FunctionCall(
            call_id=call.id, name=call.code, arguments=json.dumps(call.arguments), created_at=at
        ),
        FunctionCallOutput(
            call_id=call.id,
            name=call.code,
            output=told,
            is_error=call.status is ToolCallStatus.FAILED,
            created_at=at,
        ),
    )
