"""Another worker takes the place of a lost one: it knows what was said and done, and says a word."""

import asyncio
from dataclasses import replace
from typing import Any

from tests.support import builders
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, Talk, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import Role, ToolCall, ToolCallStatus, Turn
from speaknode.sessions.ports import SessionParts
from speaknode.tools.outcome import Exchange, Received
from speaknode_worker.agent.resumption import Past

CONFIG = AgentConfig.model_validate({"name": "Ada", "locales": {"en": {"first_message": "Hi."}}})
BACK = "I am sorry, we were cut off for a moment."


def turn(index: int, role: Role, text: str) -> Turn:
    return builders.turn(index).model_copy(update={"role": role, "text": text})


def past(*turns: Turn, calls: tuple[ToolCall, ...] = ()) -> Past:
    parts = SessionParts.none().model_copy(update={"turns": turns, "tool_calls": calls})
    return Past(builders.spec_of(builders.session()), parts, number=1)


async def taken_up(before: Past, *, seconds: float = 8) -> tuple[Talk, FakeLLM]:
    thinker = FakeLLM(Reply("It is nine."))
    history = before.history()
    async with talking(CONFIG, Fakes(llm=[thinker]), begin=False, history=history) as talk:
        await before.take_up(talk.conversation, "Hi.")
        await asyncio.sleep(seconds)
        return talk, thinker


@in_virtual_time
async def test_what_was_asked_is_answered() -> None:
    asked = past(turn(0, Role.AGENT, "Hello."), turn(1, Role.USER, "What time is it?"))
    talk, thinker = await taken_up(asked)
    assert talk.said() == [BACK, "It is nine."]
    assert [text for text in thinker.asked[0].history if text != BACK] == [
        "Hello.",
        "What time is it?",
    ]


@in_virtual_time
async def test_what_was_said_last_is_said_again() -> None:
    talk, thinker = await taken_up(past(turn(0, Role.AGENT, "How can I help?")))
    assert talk.said() == [f"{BACK} How can I help?"]
    assert thinker.asked == []


@in_virtual_time
async def test_where_nothing_was_said_it_begins() -> None:
    talk, _ = await taken_up(past())
    assert talk.said() == ["Hi."]


def test_tools_that_ran_are_known_and_turns_are_counted_on() -> None:
    call = builders.tool_call()
    before = past(turn(0, Role.USER, "Weather?"), turn(4, Role.AGENT, "Sunny."), calls=(call,))
    kinds: list[Any] = [item.type for item in before.history().items]
    assert sorted(kinds) == ["function_call", "function_call_output", "message", "message"]
    assert before.next_turn == 5


def test_a_call_that_was_cut_is_told_of_and_may_be_made_again() -> None:
    """Its answer is nowhere: it is not in the history, and the journal looks out for it."""
    known = builders.tool_call(id="call_0", response="[email]")
    cut = builders.tool_call(id="call_2", status=ToolCallStatus.INTERRUPTED)
    outcome = Exchange(response=Received(status=200, body="ann@example.com"))
    journal = [
        builders.journal_entry("ses_1", call_id="call_0", outcome=outcome),
        builders.journal_entry("ses_1", call_id="call_1", arguments={"day": "monday"}),
        builders.journal_entry("ses_1", call_id="call_2"),
    ]
    before = replace(past(calls=(known, cut)), journal=journal)
    assert before.settled() == {"call_0"}
    (told,) = before.untold()
    assert (told.id, told.status) == ("call_1", ToolCallStatus.INTERRUPTED)
    assert (told.arguments, told.idempotency_key) == ({"day": "monday"}, "ses_1.call_1")
    outputs = [
        item.output for item in before.history().items if item.type == "function_call_output"
    ]
    assert outputs == ['"ann@example.com"']
