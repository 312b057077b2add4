"""Settings that only pass through the worker reach whom they are for."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest
from tests.support.voice.ears import FakeSTT, FakeVAD
from tests.support.voice.models import FakeLLM, FakeTTS, Reply
from tests.support.voice.talk import Fakes, talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.abilities import SystemTools
from speaknode.agents.models import AgentConfig
from speaknode_worker.agent import plugins
from speaknode_worker.agent.cast import Casting
from speaknode_worker.agent.texts import Texts

MODELS: dict[str, Any] = {
    "temperature": 0.2,
    "llm": {
        "provider": "openai", "model": "gpt-x", "params": {"top_p": 0.5},
        "fallbacks": [{"provider": "groq", "model": "llama-x"}],
    },
    "stt": {
        "provider": "deepgram", "model": "nova-x", "keyterms": ["Greenfield"],
        "fallbacks": [{"provider": "openai"}],
    },
    "locales": {
        "en": {
            "speed": 1.5,
            "tts": {
                "provider": "elevenlabs", "model": "flash-x", "voice": "Ann",
                "fallbacks": [{"provider": "openai", "voice": "alloy"}],
            },
        }
    },
}  # fmt: skip


def asked_for(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """What the plug-ins are made with, by kind, the first before its fallbacks."""
    config = AgentConfig.model_validate({"name": "Ada"} | MODELS | changes)
    made: dict[str, list[dict[str, Any]]] = {"llm": [], "stt": [], "tts": []}

    def recorder(kind: str, model: Any) -> Any:
        def make(**fields: Any) -> Any:
            made[kind].append(fields)
            return model()

        return make

    with (
        patch.object(plugins, "make_llm", recorder("llm", lambda: FakeLLM(Reply("x")))),
        patch.object(plugins, "make_stt", recorder("stt", FakeSTT)),
        patch.object(plugins, "make_tts", recorder("tts", FakeTTS)),
    ):
        Casting(variables={}, deaf=pytest.fail, ears=FakeVAD()).models(config, "en")
    return made


@in_virtual_time
async def test_models_are_made_as_configured_and_fallbacks_after_them() -> None:
    made = asked_for()
    assert [(of["ref"].provider, of["ref"].model) for of in made["llm"]] == [
        ("openai", "gpt-x"),
        ("groq", "llama-x"),
    ]
    assert made["llm"][0]["ref"].params == {"top_p": 0.5}
    assert [of["temperature"] for of in made["llm"]] == [0.2, 0.2]
    assert [(of["ref"].provider, of["keyterms"]) for of in made["stt"]] == [
        ("deepgram", ("Greenfield",)),
        ("openai", ("Greenfield",)),
    ]
    assert [(of["ref"].provider, of["voice"], of["speed"]) for of in made["tts"]] == [
        ("elevenlabs", "Ann", 1.5),
        ("openai", "alloy", 1.5),
    ]


@in_virtual_time
async def test_the_llms_own_temperature_goes_before_the_agents() -> None:
    made = asked_for(llm=MODELS["llm"] | {"temperature": 0.0})
    assert [of["temperature"] for of in made["llm"]] == [0.0, 0.0]


@pytest.mark.parametrize("own", [False, True])
def test_the_texts_of_a_language_are_its_own_or_the_agents(own: bool) -> None:
    texts = {
        "idle_messages": ["Алло?"], "end_call_message": "Пока.", "end_call_phrases": ["всего"],
        "filler_texts": ["Так."], "backchannel_words": ["угу"], "ack_phrases": ["ладно"],
        "stop_phrases": ["тихо"],
    }  # fmt: skip
    config = AgentConfig.model_validate(
        {
            "name": "Ada",
            "locales": {"en": {}, "ru": {"texts": texts if own else {}}},
            "idle": {"messages": ["Hello?"]},
            "end_call": {"message": "Bye.", "phrases": ["so long"]},
            "filler": {"texts": ["Well."]},
            "backchannel": {"words": ["mhm"]},
            "interruption": {"ack_phrases": ["fine"], "stop_phrases": ["quiet"]},
        }
    )
    found = Texts(config, "ru", {})
    assert found.idle() == ("Алло?" if own else "Hello?")
    assert found.end_call() == ("Пока." if own else "Bye.")
    assert found.filler() == ("Так." if own else "Well.")
    assert found.backchannel == (["угу"] if own else ["mhm"])
    assert found.goodbyes.within("всего" if own else "so long")
    assert found.acks.cover("ладно" if own else "fine")
    assert found.stops.within("тихо" if own else "quiet")
    assert not found.stops.within("quiet" if own else "тихо")


@in_virtual_time
@pytest.mark.parametrize("skips", [False, True])
async def test_a_turn_is_skipped_only_where_that_is_wished(skips: bool) -> None:
    config = AgentConfig(name="Ada", system_tools=SystemTools(skip_turn=skips))
    thinker = FakeLLM(Reply("", calls=[("skip_turn", {})]), Reply("I am still here."))
    async with talking(config, Fakes(llm=[thinker])) as talk:
        await talk.caller.say("hold on a second please")
        await asyncio.sleep(5)
        assert talk.said() == ([] if skips else ["I am still here."])


@in_virtual_time
@pytest.mark.parametrize("keeps", [False, True])
async def test_a_colleague_speaks_with_the_voice_that_was_heard_or_an_own_one(keeps: bool) -> None:
    rule = {"to": "agt_2", "condition": "bills", "keep_voice": keeps, "message": "One moment."}
    front = AgentConfig.model_validate({"name": "Front", "handoffs": [rule]})
    to_billing = FakeLLM(Reply("", calls=[("switch_agent", {"agent": "Billing"})]))
    voices = [FakeTTS(label="front"), FakeTTS(label="billing")]
    made = Fakes(llm=[to_billing, FakeLLM(Reply("Billing here."))], tts=voices)
    async with talking(front, made, others={"agt_2": AgentConfig(name="Billing")}) as talk:
        await talk.caller.say("about my bill please")
        await asyncio.sleep(6)
        assert talk.said() == ["One moment.", "Billing here."]
        by_front = ["One moment.", "Billing here."] if keeps else ["One moment."]
        assert [text for _, text in voices[0].spoken] == by_front
