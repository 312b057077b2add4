from typing import Any

import pytest
from livekit.agents import llm
from tests.support.voice.models import FakeLLM, Reply

from speaknode.agents.abilities import TransferDestination
from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.briefing import briefing, instructions, words
from speaknode_worker.agent.conversation import Conversation


def place(**fields: Any) -> TransferDestination:
    base = {"name": "doctor", "description": "pain", "destination": "+14155550100"}
    return TransferDestination.model_validate(base | fields)


def history(*said: tuple[str, str]) -> llm.ChatContext:
    context = llm.ChatContext.empty()
    for role, text in said:
        context.add_message(role="user" if role == "user" else "assistant", content=text)
    return context


def talk(provider: str = "openai", **variables: str) -> Conversation:
    llm_config = {"provider": provider, "model": "m"} if provider != "scripted" else {}
    fields = {"name": "Ada", "llm": {"provider": provider} | llm_config}
    return Conversation(AgentConfig.model_validate(fields), "en", dict(variables))


TOOTH = history(("assistant", "Hello."), ("user", "My tooth hurts."), ("user", "(pressed 6)"))


async def test_the_owners_words_come_first() -> None:
    told = await briefing(place(briefing="It is {{name}}."), TOOTH, talk(name="Bob"), FakeLLM())
    assert told == "It is Bob."


async def test_a_model_tells_what_it_was_about() -> None:
    thinker = FakeLLM(Reply("Somebody with a toothache."))
    assert await briefing(place(), TOOTH, talk(), thinker) == "Somebody with a toothache."
    asked = thinker.asked[0]
    assert "Caller: My tooth hurts." in asked.text


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (TOOTH, "I have a caller for you. They said: My tooth hurts."),
        (history(("user", "(pressed 6)")), "I have a caller for you."),
    ],
)
async def test_rules_quote_the_caller(before: llm.ChatContext, told: str) -> None:
    assert await briefing(place(), before, talk("scripted"), FakeLLM()) == told


def test_who_speaks_with_the_human_knows_the_conversation() -> None:
    assert "Caller: My tooth hurts." in instructions(TOOTH)
    assert "нажмите один" in words("ask", "ru-RU")
