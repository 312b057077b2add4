"""Ada assembled from a stored specification, in text, through livekit-agents' own turn machinery."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit.agents import AgentSession
from livekit.agents.llm import ChatMessage
from livekit.agents.voice.room_io import TextInputEvent
from tests.support import builders

from speaknode.agents.models import AgentConfig, LlmConfig
from speaknode.demo.ada import WEATHER_TOOL, ada
from speaknode.demo.choice import Choice
from speaknode.egress.errors import UnreachableError
from speaknode.egress.fetch import Fetched
from speaknode.events.reports import AnyReport, ToolCalled, TurnRecorded
from speaknode.sessions.models import Channel, EndReason, Role, SessionSpec, ToolCallStatus
from speaknode.sessions.ports import SessionParts
from speaknode.tools.models import ProgressSpeech, Tool
from speaknode_worker.agent.assembly import assemble, conversation_variables
from speaknode_worker.agent.conversation import MAX_TYPED, Conversation
from speaknode_worker.agent.observe import Observer
from speaknode_worker.agent.plugins import ProviderError
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.resumption import Past
from speaknode_worker.agent.tools import ToolContext, webhook_tool

WEATHER = Tool.model_validate(
    WEATHER_TOOL
    | {"url": "https://api.test/weather", "id": "tol_1", "space_id": "spc_1"}
    | {"created_at": builders.NOON, "updated_at": builders.NOON}
)


def nowhere(_: AnyReport) -> None:
    """Takes a report and forgets it."""


class Outside:
    """Answers in the network's place."""

    def __init__(self, *, works: bool = True, takes_s: float = 0.0) -> None:
        self.works, self.takes_s = works, takes_s

    async def fetch(self, method: str, url: str, **_: Any) -> Fetched:
        import httpx

        await asyncio.sleep(self.takes_s)
        if not self.works:
            raise UnreachableError("refused")
        return Fetched(200, httpx.Headers(), b'{"sky":"sunny","temperature_c":18}', url, 1.0)


def spec(locale: str = "en", **changes: Any) -> SessionSpec:
    config = AgentConfig.model_validate(
        ada(Choice(llm=None, stt=None, tts=None), "tol_1").model_dump() | changes
    )
    made = builders.session(channel=Channel.TEXT, locale=locale)
    update = {"config": config, "tools": [WEATHER], "variables": {"clinic_name": "Greenfield"}}
    return builders.spec_of(made).model_copy(
        update=update | {"channel": Channel.TEXT, "locale": locale}
    )


class Held:
    def __init__(self, session: AgentSession[Any], reports: list[AnyReport]) -> None:
        self.session, self.reports = session, reports

    async def say(self, text: str) -> str:
        """What the agent answers, all of it."""
        before = len(self.session.history.items)
        await self.session.run(user_input=text)
        new = self.session.history.items[before:]
        said = [item for item in new if isinstance(item, ChatMessage) and item.role == "assistant"]
        return " ".join(item.text_content or "" for item in said)


@asynccontextmanager
async def held(
    of: SessionSpec, outside: Outside | None = None
) -> AsyncIterator[tuple[Held, Conversation]]:
    reports: list[AnyReport] = []
    reporter = Reporter(of.session_id, reports.append)
    conversation = Conversation(of.config, of.locale)
    shared = ToolContext(
        reporter=reporter,
        egress=outside or Outside(),
        variables=conversation_variables(of, builders.NOON),
    )
    tools = [webhook_tool(tool, shared) for tool in of.tools]
    made = assemble(
        of,
        at=builders.NOON,
        reporter=reporter,
        tools=[*tools, conversation.end_call_tool()],
        conversation=conversation,
    )
    Observer(reporter, of.locale).watch(made.session)
    conversation.watch(made.session)
    await made.session.start(made.agent)
    try:
        yield Held(made.session, reports), conversation
    finally:
        await made.session.aclose()


async def test_weather_with_a_tool() -> None:
    async with held(spec()) as (ada_, _):
        said = await ada_.say("What is the weather today?")
        assert said == "One moment, I will look. Today it is sunny, 18 degrees."
        (call,) = [report for report in ada_.reports if isinstance(report, ToolCalled)]
        assert call.tool_call.status is ToolCallStatus.SUCCEEDED
        turns = [report.turn for report in ada_.reports if isinstance(report, TurnRecorded)]
        assert [turn.index for turn in turns] == list(range(len(turns)))
        assert turns[0].role is Role.USER


async def test_a_tool_that_is_down() -> None:
    async with held(spec(), Outside(works=False)) as (ada_, _):
        assert "cannot reach the weather" in await ada_.say("what is the weather today")
        (call,) = [report for report in ada_.reports if isinstance(report, ToolCalled)]
        assert call.tool_call.error == "unreachable: the host cannot be reached: refused"


async def test_booking_and_goodbye() -> None:
    async with held(spec()) as (ada_, conversation):
        assert await ada_.say("I want to book an appointment") == "Which day would you like?"
        assert await ada_.say("Tuesday") == "At what time?"
        assert "Shall I book it?" in await ada_.say("at 2")
        assert "You are booked" in await ada_.say("yes")
        assert await ada_.say("goodbye") == "Goodbye, and take care!"
        await conversation.closed
        assert conversation.wanted is not None
        assert conversation.wanted.reason is EndReason.AGENT_HANGUP


async def test_russian() -> None:
    async with held(spec("ru")) as (ada_, _):
        assert "с восьми утра" in await ada_.say("Когда вы работаете?")


async def test_the_token_limit_ends_politely() -> None:
    async with held(spec(token_limit=100)) as (ada_, conversation):
        for _ in range(12):
            if conversation.wanted is not None:
                break
            await ada_.say("what are your opening hours")
        await conversation.closed
        assert conversation.wanted is not None
        assert conversation.wanted.reason is EndReason.LIMIT
        last = ada_.session.history.items[-1]
        assert isinstance(last, ChatMessage)
        assert "have to end our conversation" in (last.text_content or "")


async def test_nothing_typed_is_no_turn_and_a_book_is_read_to_its_beginning() -> None:
    async with held(spec()) as (ada_, conversation):
        await conversation.on_text(ada_.session, TextInputEvent(" \n "))
        await conversation.on_text(ada_.session, TextInputEvent("x" * 600_000))
        while len(ada_.session.history.messages()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        typed, answer = ada_.session.history.messages()
        assert (typed.text_content, answer.role) == ("x" * MAX_TYPED, "assistant")


async def test_silence_is_told_to_whoever_writes() -> None:
    async with held(spec("ru")) as (ada_, conversation):
        conversation.end_soon(EndReason.SILENCE)
        await conversation.closed
        assert (ada_.session.history.messages()[-1].text_content or "").startswith("Вы давно")


async def test_prompt_and_greeting_know_the_variables() -> None:
    reporter = Reporter("ses_1", nowhere)
    made = assemble(spec(), at=builders.NOON, reporter=reporter, tools=[])
    assert "front desk of Greenfield" in str(made.agent.instructions)
    assert made.first_message == "Hello, this is Ada at Greenfield. How can I help you?"
    assert made.variables["system.weekday"] == "Friday"


async def test_a_provider_without_its_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ProviderError, match="openai"):
        assemble(
            spec(llm=LlmConfig(provider="openai").model_dump()),
            at=builders.NOON,
            reporter=Reporter("ses_1", nowhere),
            tools=[],
        )


async def test_progress_is_told_while_the_tool_is_slow() -> None:
    """By livekit-agents' own fillers: each text once, then the answer."""
    steps = [
        {"after_ms": 100, "text": "Still looking."},
        {"after_ms": 400, "text": "Nearly there."},
    ]
    slow = WEATHER.model_copy(
        update={"progress_speech": [ProgressSpeech.model_validate(step) for step in steps]}
    )
    async with held(spec().model_copy(update={"tools": [slow]}), Outside(takes_s=1.2)) as (ada_, _):
        said = await ada_.say("What is the weather today?")
        assert said == (
            "One moment, I will look. Still looking. Nearly there. Today it is sunny, 18 degrees."
        )


async def test_who_takes_it_up_repeats_nothing_that_can_be_read() -> None:
    said = builders.turn(0).model_copy(update={"role": Role.AGENT, "text": "How can I help?"})
    parts = SessionParts.none().model_copy(update={"turns": [said]})
    async with held(spec()) as (ada_, conversation):
        told: asyncio.Queue[str | None] = asyncio.Queue()
        ada_.session.on(
            "conversation_item_added", lambda event: told.put_nowait(event.item.text_content)
        )
        await Past(spec(), parts, number=1).take_up(conversation, "Hello!")
        assert await told.get() == "I am sorry, we were cut off for a moment."
