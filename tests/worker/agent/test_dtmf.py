import asyncio
from types import SimpleNamespace

import pytest
from livekit import rtc
from tests.support import builders
from tests.support.voice.talk import talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.abilities import CollectDtmf
from speaknode.agents.answering import Answering
from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import Channel
from speaknode_worker.agent.dtmf import Collector, listen, tools


@pytest.mark.parametrize(
    ("pressed", "heard"),
    [("12#", ["12"]), ("1234", ["123"]), ("#", []), ("12#3#", ["12", "3"])],
)
async def test_keys_until_the_terminator_or_the_last_one(pressed: str, heard: list[str]) -> None:
    said = list[str]()
    collector = Collector(lambda: CollectDtmf(max_digits=3), said.append)
    for digit in pressed:
        collector.key(digit)
    assert said == heard


async def test_a_pause_ends_the_entry() -> None:
    said = list[str]()
    collector = Collector(lambda: CollectDtmf(timeout_ms=500), said.append)
    collector.key("7")
    await asyncio.sleep(0.7)
    assert said == ["7"]


class Telephone(rtc.EventEmitter[str]):
    def press(self, digit: str) -> None:
        self.emit("sip_dtmf_received", SimpleNamespace(digit=digit))


MENU = (
    "For the opening hours press one, for an appointment press two, and for everything else three."
)


def with_menu(**changes: object) -> AgentConfig:
    base = {
        "name": "Ada",
        "locales": {"en": {"first_message": MENU}},
        "system_tools": {"collect_dtmf": {"max_digits": 8, "timeout_ms": 4000}},
    }
    return AgentConfig.model_validate(base | changes)


@in_virtual_time
async def test_whoever_knows_the_menu_does_not_hear_it_out() -> None:
    async with talking(with_menu()) as talk:
        phone = Telephone()
        listen(phone, talk.conversation)  # type: ignore[arg-type]
        await asyncio.sleep(1)
        phone.press("2")
        phone.press("#")
        await asyncio.sleep(1.5)
        assert talk.said("user") == ["(pressed 2)"]
        cut, answer = talk.said()
        assert MENU.startswith(cut)
        assert len(cut) < len(MENU) / 2
        assert answer == "Very well."


@in_virtual_time
async def test_a_menu_that_is_protected_is_heard_to_its_end() -> None:
    async with talking(with_menu(first_message_interruptible=False)) as talk:
        phone = Telephone()
        listen(phone, talk.conversation)  # type: ignore[arg-type]
        await asyncio.sleep(1)
        phone.press("2")
        phone.press("#")
        await asyncio.sleep(8)
        assert talk.said() == [MENU, "Very well."]


@in_virtual_time
async def test_nobody_is_asked_whether_they_are_there_while_they_press_keys() -> None:
    idle = {"after_ms": 3000, "messages": ["Are you there?"]}
    config = with_menu(idle=idle, locales={"en": {"first_message": None}})
    async with talking(config) as talk:
        phone = Telephone()
        listen(phone, talk.conversation)  # type: ignore[arg-type]
        for digit in "12345":
            await asyncio.sleep(2)
            phone.press(digit)
        assert talk.said() == []
        phone.press("#")
        await asyncio.sleep(2)
        assert talk.said() == ["Very well."]


@pytest.mark.parametrize(
    ("channel", "answering", "offered"),
    [
        (Channel.PHONE_OUT, {"detect": True, "ivr": "go_on"}, True),
        (Channel.PHONE_OUT, {"detect": True}, False),
        (Channel.PHONE_OUT, {"ivr": "go_on"}, False),
        (Channel.PHONE_IN, {"detect": True, "ivr": "go_on"}, False),
    ],
)
def test_a_menu_that_is_gone_through_needs_keys(
    channel: Channel, answering: dict[str, object], offered: bool
) -> None:
    spec = builders.spec_of(builders.session(channel=channel))
    config = spec.config.model_copy(update={"answering": Answering.model_validate(answering)})
    found = tools(spec.model_copy(update={"config": config}), None)  # type: ignore[arg-type]
    assert [tool.id for tool in found] == (["send_dtmf"] if offered else [])
