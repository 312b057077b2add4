"""What is refused before anybody is rung; the ringing is tests/e2e/test_sip_transfer.py."""

from types import SimpleNamespace
from typing import Any

import pytest
from livekit.agents import ToolError

from speaknode.agents.abilities import TransferDestination
from speaknode_worker.agent.transfer import Transfer


def place(name: str, mode: str = "cold") -> TransferDestination:
    fields = {"name": name, "description": f"about {name}", "destination": "+14155550100"}
    return TransferDestination.model_validate(fields | {"mode": mode})


def tools(*places: TransferDestination) -> list[Any]:
    ctx: Any = SimpleNamespace(room=SimpleNamespace(remote_participants={}, name="r"))
    unused: Any = None
    return list(Transfer(ctx, unused, unused).tools(places))


def test_every_place_is_offered() -> None:
    (tool,) = tools(place("billing"), place("doctor", "warm"))
    schema = tool.info.raw_schema
    assert schema["parameters"]["properties"]["destination"]["enum"] == ["billing", "doctor"]
    assert "about billing" in schema["description"]
    assert tools() == []


@pytest.mark.parametrize(
    ("asked", "told"), [("elsewhere", "there are: billing"), ("billing", "nobody is on")]
)
async def test_what_cannot_be_done_is_told(asked: str, told: str) -> None:
    (tool,) = tools(place("billing"))
    with pytest.raises(ToolError, match=told):
        await tool(raw_arguments={"destination": asked}, context=None)
