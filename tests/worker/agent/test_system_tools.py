"""Each setting of a built-in tool has its effect, and none is offered where there is nothing that it could do."""

import asyncio
from typing import Any

import pytest
from tests.support import builders
from tests.support.voice.models import FakeLLM, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.abilities import CollectDtmf, SystemTools
from speaknode.agents.models import AgentConfig
from speaknode.sessions.models import Channel
from speaknode_worker.agent import dtmf

ELSEWHERE = {"transfer_call": "test_transfer_settings.py", "leave_voicemail": "test_voicemail.py"}


class Keys:
    """A room, of which only the keys are looked at."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.local_participant = self

    async def publish_dtmf(self, *, code: int, digit: str) -> None:
        self.pressed.append(digit)


def offered(channel: Channel, settings: SystemTools) -> list[str]:
    spec = builders.spec_of(builders.session(channel=channel))
    config = spec.config.model_copy(update={"system_tools": settings})
    room: Any = Keys()
    return [tool.id for tool in dtmf.tools(spec.model_copy(update={"config": config}), room)]


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("is_on", [True, False])
def test_keys_are_pressed_only_on_a_telephone(channel: Channel, is_on: bool) -> None:
    expected = ["send_dtmf"] if is_on and channel.is_phone else []
    assert offered(channel, SystemTools(send_dtmf=is_on)) == expected


@pytest.mark.parametrize(
    ("digits", "pressed", "said"),
    [
        ("1w2#", ["1", "2", "#"], "pressed 1w2#"),
        ("", [], "refused"),
        ("1" * 33, [], "refused"),
        ("1;2", [], "refused"),
        ("١", [], "refused"),
        (None, [], "refused"),
    ],
)
@in_virtual_time
async def test_what_is_pressed(digits: str | None, pressed: list[str], said: str) -> None:
    keys: Any = Keys()
    answer = await dtmf.send_tool(keys)(raw_arguments={"digits": digits})
    assert keys.pressed == pressed
    assert answer.startswith(said)


COLLECTING: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("max_digits", {"max_digits": 2}, "1234", ["12", "34"]),
    ("max_digits", {"max_digits": 3}, "1234", ["123"]),
    ("terminator", {"terminator": "*"}, "1#*", ["1#"]),
    ("terminator", {"terminator": None, "max_digits": 3}, "1#*", ["1#*"]),
    ("timeout_ms", {"timeout_ms": 2000}, "1 2", ["12"]),
    ("timeout_ms", {"timeout_ms": 500}, "1 2", ["1", "2"]),
]


@pytest.mark.parametrize(("field", "settings", "keyed", "heard"), COLLECTING)
@in_virtual_time
async def test_what_is_collected(
    field: str, settings: dict[str, Any], keyed: str, heard: list[str]
) -> None:
    """A blank is a second's pause."""
    said = list[str]()
    collector = dtmf.Collector(lambda: CollectDtmf(**settings), said.append)
    for key in keyed:
        if key == " ":
            await asyncio.sleep(1)
        else:
            collector.key(key)
    if field == "timeout_ms":
        await asyncio.sleep(5)
    assert said == heard


@pytest.mark.parametrize("is_on", [True, False])
@in_virtual_time
async def test_a_turn_is_skipped_where_it_may_be(is_on: bool) -> None:
    config = AgentConfig(name="Ada", system_tools=SystemTools(skip_turn=is_on))
    llm = FakeLLM(Reply("", calls=[("skip_turn", {})]), Reply("Yes?"))
    async with talking(config, Fakes(llm=[llm])) as talk:
        await talk.caller.say("hold on")
        await asyncio.sleep(10)
        assert talk.said() == ([] if is_on else ["Yes?"])


def test_no_setting_is_without_a_proof() -> None:
    here = {"send_dtmf", "collect_dtmf", "skip_turn"}
    assert here | set(ELSEWHERE) == set(SystemTools.model_fields)
    assert {field for field, *_ in COLLECTING} == set(CollectDtmf.model_fields)
