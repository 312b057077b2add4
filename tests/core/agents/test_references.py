"""What an agent names outside of itself is checked when it is new, and only then."""

from typing import Any

import pytest

from speaknode.agents.errors import AgentDocumentError
from speaknode.agents.schemas import AgentUpdate
from speaknode.kit.errors import InvalidError
from speaknode.providers import ProviderKind

from .conftest import SPACE, World

HIDDEN = (ProviderKind.LLM, "openai", "gpt-old")


def update(world: World, agent_id: str, **fields: object) -> None:
    world.agents.update(SPACE, agent_id, AgentUpdate.model_validate(fields))


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"llm": {"provider": "openai", "model": "gpt-old"}}, "/llm/model"),
        ({"llm": {"provider": "scripted", "fallbacks": [{"provider": "openai", "model": "gpt-old"}]}},
         "/llm/fallbacks/0/model"),
        ({"analysis": {"llm": {"provider": "openai", "model": "gpt-old"}}}, "/analysis/llm/model"),
    ],
)  # fmt: skip
def test_a_model_that_is_not_on_offer_is_refused_by_its_place(
    world: World, fields: dict[str, Any], pointer: str
) -> None:
    agent = world.agent()
    world.hidden = {HIDDEN}
    with pytest.raises(InvalidError, match="not on offer") as refused:
        world.agent(**fields)
    assert [field.pointer for field in refused.value.fields] == [pointer]
    with pytest.raises(InvalidError, match="not on offer"):
        update(world, agent.id, **fields)


def test_a_providers_default_model_can_be_taken_off_the_offer_too(world: World) -> None:
    world.hidden = {(ProviderKind.TTS, "espeak", "espeak-ng")}
    default = world.agent().locales["en"].tts
    assert (default.provider, default.model) == ("espeak", None)
    world.hidden = {(ProviderKind.LLM, "openai", "gpt-4.1-mini")}
    with pytest.raises(InvalidError, match=r"gpt-4\.1-mini of openai is not on offer"):
        world.agent(llm={"provider": "openai"})


def test_an_agent_that_has_the_model_keeps_working(world: World) -> None:
    agent = world.agent(llm={"provider": "openai", "model": "gpt-old"})
    world.hidden = {HIDDEN}
    update(world, agent.id, name="Eve")
    assert world.agents.publish(SPACE, agent.id).is_published
    assert world.agents.duplicate(SPACE, agent.id).llm.model == "gpt-old"
    update(world, agent.id, llm={"provider": "openai", "model": "gpt-new"})
    with pytest.raises(InvalidError, match="not on offer"):
        update(world, agent.id, llm={"provider": "openai", "model": "gpt-old"})


def test_an_import_names_the_place_in_the_document_and_makes_no_tools(world: World) -> None:
    agent = world.agent(llm={"provider": "openai", "model": "gpt-old"})
    text = world.transfer.export(SPACE, agent.id)
    world.hidden = {HIDDEN}
    with pytest.raises(InvalidError) as refused:
        world.transfer.import_text("spc_2", text.encode(), is_json=False)
    assert not isinstance(refused.value, AgentDocumentError)
    assert [field.pointer for field in refused.value.fields] == ["/agent/llm/model"]
    assert world.tools.list("spc_2").items == []


def test_an_import_leaves_out_sounds_that_the_space_has_not(world: World) -> None:
    world.sounds = {"snd_rain"}
    sound = {"background_sound": {"sound_id": "snd_rain", "volume": 0.5}}
    text = world.transfer.export(SPACE, world.agent(locales={"en": sound}).id)
    world.sounds = set()
    made = world.transfer.import_text("spc_2", text.encode(), is_json=False)
    assert made.agent.locales["en"].background_sound.sound_id is None
    place = "/agent/locales/en/background_sound/sound_id"
    assert [note.pointer for note in made.report] == [place]


def test_a_sound_to_hold_with_is_one_of_the_space(world: World) -> None:
    place = {"name": "billing", "description": "bills", "destination": "+14155550100"}
    tools = {"transfer_call": [place, place | {"name": "doctor", "hold_sound": "snd_rain"}]}
    pointer = "/system_tools/transfer_call/1/hold_sound"
    with pytest.raises(InvalidError) as refused:
        world.agent(system_tools=tools)
    assert [field.pointer for field in refused.value.fields] == [pointer]
    world.sounds = {"snd_rain"}
    text = world.transfer.export(SPACE, world.agent(system_tools=tools).id)
    world.sounds = set()
    made = world.transfer.import_text("spc_2", text.encode(), is_json=False)
    assert [at.hold_sound for at in made.agent.system_tools.transfer_call] == [None, None]
    assert [note.pointer for note in made.report] == [f"/agent{pointer}"]
