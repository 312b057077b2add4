import asyncio

import pytest
from tests.support import builders

from speaknode.agents.abilities import CollectDtmf
from speaknode.agents.answering import Answering
from speaknode.sessions.models import Channel
from speaknode_worker.agent.dtmf import Collector, tools


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
