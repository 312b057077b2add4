"""Hand-offs in text, through livekit-agents: by the LLM's tool, by variables, with each kind of memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from livekit.agents import AgentSession
from livekit.agents.llm import ChatContext, ChatMessage
from tests.support import builders
from tests.worker.agent.test_text_conversation import WEATHER, Outside

from speaknode.agents.abilities import Handoff
from speaknode.agents.models import AgentConfig
from speaknode.events.reports import AnyReport, HandoffReported
from speaknode.sessions.models import Channel, HandedOff, HandoffTarget, SessionSpec
from speaknode_worker.agent.assembly import assemble, conversation_variables
from speaknode_worker.agent.conversation import Conversation
from speaknode_worker.agent.handoff_context import taken_along
from speaknode_worker.agent.journal import Journal
from speaknode_worker.agent.reports import Reporter
from speaknode_worker.agent.tools import ToolContext
from speaknode_worker.agent.tools_all import ConversationTools


def rule(name: str, pattern: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "patterns": {"en": [pattern]}} | fields


def agent(name: str, rules: list[dict[str, Any]], **fields: Any) -> AgentConfig:
    fallback = {"en": f"{name} did not get that."}
    llm = {"provider": "scripted", "params": {"rules": rules, "fallback": fallback}}
    base = {"name": name, "system_prompt": f"You are {name}.", "llm": llm}
    return AgentConfig.model_validate(base | fields)


def switch(to: str, pattern: str) -> dict[str, Any]:
    replies = {"reply": {"en": "x"}, "error_reply": {"en": "They are not there."}}
    return rule(
        f"to_{to.lower()}",
        pattern,
        tool={"name": "switch_agent", "arguments": {"agent": to}, **replies},
    )


BILLING = agent(
    "Billing",
    [
        rule("bill", "my bill", reply={"en": "Your bill is 9 euros."}),
        switch("Front", "go back"),
    ],
    locales={"en": {"first_message": "Billing here, {{who}}."}},
    handoffs=[{"to": "agt_1", "condition": "anything else"}],
)


def front(**handoff: Any) -> AgentConfig:
    return agent(
        "Front",
        [
            rule("hello", "hello", reply={"en": "Hello."}),
            switch("Billing", "my bill"),
            rule(
                "weather",
                "the weather",
                tool={
                    "name": "get_weather",
                    "arguments": {"day": "today"},
                    "reply": {"en": "It is {result.sky}."},
                    "error_reply": {"en": "x"},
                },
            ),
        ],
        handoffs=[{"to": "agt_2", "condition": "the caller asks for a bill"} | handoff],
    )


def spec(config: AgentConfig, target: AgentConfig = BILLING) -> SessionSpec:
    made = builders.spec_of(builders.session(channel=Channel.TEXT))
    known = HandoffTarget(agent_id="agt_2", agent_version=3, config=target)
    weather = WEATHER.model_copy(update={"response_mapping": {"sky": "$.sky"}})
    return made.model_copy(
        update={
            "config": config,
            "tools": [weather],
            "handoff_targets": {"agt_2": known},
            "variables": {"who": "Bob"},
        }
    )


class Held:
    def __init__(self, session: AgentSession[Any], tools: ConversationTools) -> None:
        self.session, self.tools = session, tools
        self.reports: list[AnyReport] = []

    async def say(self, text: str) -> str:
        before = len(self.session.history.items)
        await self.session.run(user_input=text)
        new = self.session.history.items[before:]
        said = [item for item in new if isinstance(item, ChatMessage) and item.role == "assistant"]
        return " ".join(item.text_content or "" for item in said)

    @property
    def handoffs(self) -> list[HandedOff]:
        return [report.handoff for report in self.reports if isinstance(report, HandoffReported)]

    @property
    def known(self) -> list[str]:
        """What the agent that has the word remembers."""
        return [
            f"{item.role}: {item.text_content}"
            for item in self.session.current_agent.chat_ctx.items
            if isinstance(item, ChatMessage) and item.role in ("user", "assistant")
        ]


@asynccontextmanager
async def held(of: SessionSpec) -> AsyncIterator[Held]:
    reports: list[AnyReport] = []
    reporter = Reporter(of.session_id, reports.append)
    variables = conversation_variables(of, builders.NOON)
    conversation = Conversation(of.config, of.locale, variables)
    shared = ToolContext(
        reporter=reporter, egress=Outside(), variables=variables, journal=Journal(of.session_id)
    )
    tools = ConversationTools(of, shared, conversation)
    made = assemble(
        of,
        at=builders.NOON,
        reporter=reporter,
        tools=tools.first(),
        conversation=conversation,
        variables=variables,
    )
    conversation.watch(made.session)
    tools.watch(made.session)
    talk = Held(made.session, tools)
    talk.reports = reports
    await made.session.start(made.agent)
    try:
        yield talk
    finally:
        await made.session.aclose()
        await tools.aclose()


async def test_a_tool_that_was_renamed_to_a_built_in_ones_name_does_not_keep_a_call_from_beginning() -> (
    None
):
    of = spec(front())
    renamed = WEATHER.model_copy(update={"code": "switch_agent"})
    async with held(of.model_copy(update={"tools": [renamed, WEATHER, WEATHER]})) as talk:
        assert await talk.say("hello") == "Hello."


async def test_the_next_agent_answers_what_was_asked() -> None:
    async with held(spec(front(message="One moment."))) as talk:
        assert await talk.say("hello") == "Hello."
        assert await talk.say("my bill please") == "One moment. Your bill is 9 euros."
        (handoff,) = talk.handoffs
        assert (handoff.from_agent_id, handoff.to_agent_id) == ("agt_1", "agt_2")
        assert (handoff.to_agent_name, handoff.to_agent_version) == ("Billing", 3)
        assert handoff.rule == "the caller asks for a bill"
        assert "user: hello" in talk.known
        assert str(talk.session.current_agent.instructions).startswith("You are Billing.")


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"context": "none"}, ["assistant: Billing here, Bob."]),
        (
            {"context": "last_n", "last_n": 1},
            ["user: my bill please", "assistant: Your bill is 9 euros."],
        ),
    ],
)
async def test_what_the_next_agent_remembers(fields: dict[str, Any], known: list[str]) -> None:
    async with held(spec(front(**fields))) as talk:
        await talk.say("hello")
        await talk.say("my bill please")
        assert talk.known == known


async def test_there_and_back() -> None:
    async with held(spec(front())) as talk:
        await talk.say("my bill please")
        await talk.say("go back")
        assert [handoff.to_agent_id for handoff in talk.handoffs] == ["agt_2", "agt_1"]
        assert await talk.say("hello") == "Hello."


async def test_a_rule_over_variables() -> None:
    """The tool fills a variable, its answer is told, and then the other agent has the word."""
    config = front(condition=None, expression='sky == "sunny"', context="none")
    async with held(spec(config)) as talk:
        assert (await talk.say("the weather")).startswith("One moment, I will look. It is sunny.")
        await talk.session.wait_for_idle()
        assert await talk.say("my bill") == "Your bill is 9 euros."
        (handoff,) = talk.handoffs
        assert (handoff.trigger, handoff.rule) == ("expression", 'sky == "sunny"')


async def test_collected_variables_are_in_the_prompt() -> None:
    config = front().model_copy(update={"system_prompt": "The sky is {{sky}}."})
    async with held(spec(config)) as talk:
        await talk.say("the weather")
        assert str(talk.session.current_agent.instructions).startswith("The sky is sunny.")


async def test_agents_do_not_hand_a_caller_round() -> None:
    """Two agents that would each give the same words to the other."""
    circle = agent(
        "Billing",
        [switch("Front", "my bill")],
        handoffs=[{"to": "agt_1", "condition": "bills"}],
    )
    async with held(spec(front(), circle)) as talk:
        await talk.say("my bill please")
        assert len(talk.handoffs) == 2


async def test_too_many_are_refused() -> None:
    async with held(spec(front())) as talk:
        talk.tools.handoffs._count = 10
        assert "They are not there." in await talk.say("my bill please")
        assert talk.handoffs == []


async def test_a_summary_by_the_llm_and_without_it() -> None:
    history = ChatContext.empty()
    for index in range(4):
        history.add_message(role="user", content=f"question {index}")
        history.add_message(role="assistant", content=f"answer {index}")
    wanted = Handoff(to="agt_2", condition="x", context="summary", last_n=2)  # type: ignore[arg-type]

    class Broken:
        def chat(self, **_: Any) -> Any:
            raise RuntimeError("down")

    kept = await taken_along(history, wanted, Broken())  # type: ignore[arg-type]
    assert [item.text_content for item in kept.messages()] == ["question 3", "answer 3"]
