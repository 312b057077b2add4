import asyncio

import pytest

from speaknode.agents.abilities import CollectDtmf
from speaknode_worker.agent.dtmf import Collector


@pytest.mark.parametrize(
    ("pressed", "heard"),
    [("12#", ["12"]), ("1234", ["123"]), ("#", []), ("12#3#", ["12", "3"])],
)
async def test_keys_until_the_terminator_or_the_last_one(pressed: str, heard: list[str]) -> None:
    said = list[str]()
    collector = Collector(CollectDtmf(max_digits=3), said.append)
    for digit in pressed:
        collector.key(digit)
    assert said == heard


async def test_a_pause_ends_the_entry() -> None:
    said = list[str]()
    collector = Collector(CollectDtmf(timeout_ms=500), said.append)
    collector.key("7")
    await asyncio.sleep(0.7)
    assert said == ["7"]
