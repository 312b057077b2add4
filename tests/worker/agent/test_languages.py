"""Another language: everything changes at once, or nothing does."""

import asyncio
from typing import Any
from unittest.mock import Mock, patch

import pytest
from livekit.agents.voice.room_io import TextInputEvent
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent.language import detect


def config(**changes: Any) -> AgentConfig:
    base = {
        "name": "Ada",
        "system_prompt": "Be short. Locale {{system.locale}}.",
        "locales": {"en": {}, "ru": {"texts": {"end_call_message": "Пока."}}},
        "language_detection": {"enabled": True},
    }
    return AgentConfig.model_validate(base | changes)


@in_virtual_time
async def test_the_callers_language_is_followed() -> None:
    async with talking(config()) as talk:
        await asyncio.sleep(1)
        await talk.caller.say("добрый день, подскажите часы работы", language="")
        await asyncio.sleep(3)
        asked = talk.fakes.llm[0].asked[0]
        assert "Speak Russian" in asked.instructions
        assert "Locale ru." in asked.instructions
        assert talk.voices == ["en", "ru"]
        assert talk.conversation.locale == "ru"
        assert talk.conversation.texts.end_call() == "Пока."
        await talk.caller.say("sorry, in English please", language="en")
        await asyncio.sleep(3)
        assert "Speak English" in talk.fakes.llm[0].asked[-1].instructions
        assert talk.said("user") == [
            "добрый день, подскажите часы работы",
            "sorry, in English please",
        ]


@in_virtual_time
async def test_messages_typed_in_haste_keep_their_order() -> None:
    typed = [
        "подскажите часы работы",
        "and on sunday",
        "а завтра утром",
        "今日は開いていますか",
        "thank you",
    ]
    async with talking(config()) as talk:
        await asyncio.sleep(1)
        spoken: list[str] = []
        talk.conversation.languages.changed.append(spoken.append)
        info: Any = None
        reading = list[asyncio.Task[None]]()
        for text in typed:
            event = TextInputEvent(text, info, info)
            reading.append(asyncio.create_task(talk.conversation.on_text(talk.session, event)))
            await asyncio.sleep(0.15)
        await asyncio.gather(*reading)
        await asyncio.sleep(3)
        assert talk.said("user") == typed
        assert spoken == ["ru", "en", "ru", "en"]
        assert talk.voices == ["en", "ru"]  # made once each
        assert "Speak English" in talk.fakes.llm[0].asked[-1].instructions
        assert talk.said()[-1] == "Very well."


@in_virtual_time
async def test_a_message_waits_for_the_language_of_the_one_before_it() -> None:
    """Messages that wait are read as they were sent, not as they came."""
    sent = {1: "подскажите часы работы", 3: "а потом в среду утром", 2: "а завтра утром"}
    async with talking(config()) as talk:
        await asyncio.sleep(1)
        agent = talk.session.current_agent
        update = agent.update_instructions

        async def slowly(instructions: Any) -> None:
            await asyncio.sleep(0.5)
            await update(instructions)

        with patch.object(agent, "update_instructions", slowly):
            async with asyncio.TaskGroup() as reading:
                for at_ms, text in sent.items():
                    event = TextInputEvent(text, Mock(timestamp=at_ms))
                    reading.create_task(talk.conversation.on_text(talk.session, event))
                    await asyncio.sleep(0.1)
        await asyncio.sleep(3)
        assert talk.said("user") == [text for _, text in sorted(sent.items())]


@in_virtual_time
async def test_what_the_transcriber_reports_counts() -> None:
    async with talking(config()) as talk:
        await talk.caller.say("ok", language="ru")
        await asyncio.sleep(2)
        assert talk.conversation.locale == "ru"


@in_virtual_time
async def test_the_tool_switches() -> None:
    replies = [Reply(calls=[("switch_language", {"locale": "ru"})]), Reply("Хорошо.")]
    async with talking(config(), Fakes(llm=[FakeLLM(*replies)])) as talk:
        await asyncio.sleep(1)
        await talk.caller.say("let us speak Russian")
        await asyncio.sleep(3)
        assert talk.conversation.locale == "ru"
        assert "Speak Russian" in talk.fakes.llm[0].asked[-1].instructions
        assert talk.said() == ["Хорошо."]


@in_virtual_time
async def test_what_cannot_be_spoken_is_not_switched_to() -> None:
    async with talking(config()) as talk:
        assert not await talk.conversation.languages.switch("de")
        assert talk.conversation.locale == "en"


@in_virtual_time
async def test_detection_is_off_unless_wanted() -> None:
    async with talking(config(language_detection={"enabled": False, "tool": False})) as talk:
        await talk.caller.say("добрый день, подскажите часы работы", language="")
        await asyncio.sleep(3)
        assert talk.conversation.locale == "en"
        assert "switch_language" not in [tool.id for tool in talk.session.current_agent.tools]


@pytest.mark.parametrize(
    ("text", "locales", "found"),
    [
        ("Здравствуйте, я хочу записаться", ["en", "ru"], "ru"),
        ("I would like an appointment", ["en", "ru"], "en"),
        ("I would like an appointment please", ["ru", "en-US", "es"], "en-US"),
        ("Quisiera una cita para el lunes por favor", ["en", "es"], "es"),
        ("Ich möchte bitte einen Termin für Montag", ["en", "de", "fr"], "de"),
        ("да", ["en", "ru"], None),
        ("3 4 5", ["en", "ru"], None),
        ("我想预约星期一的时间", ["en", "zh"], "zh"),
    ],
)
def test_detection(text: str, locales: list[str], found: str | None) -> None:
    assert detect(text, locales, min_words=2) == found
