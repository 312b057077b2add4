"""From the configuration to livekit-agents' own options."""

from typing import Any
from unittest.mock import patch

import pytest
from livekit.agents import inference
from pydantic import SecretStr
from tests.support.voice.talk import talking
from tests.support.voice.virtual_time import in_virtual_time

from speaknode.agents.models import AgentConfig, LlmConfig, VadConfig
from speaknode.credentials.errors import VaultUnavailableError
from speaknode.credentials.models import PLATFORM
from speaknode_worker.agent import keyring, plugins
from speaknode_worker.agent.assembly import make_vad, turn_handling
from speaknode_worker.agent.cast import Casting, Models, detector


def config(**changes: Any) -> AgentConfig:
    return AgentConfig.model_validate({"name": "Ada"} | changes)


def models(*, hears: bool = True) -> Models:
    ear: Any = object() if hears else None
    return Models(llm=None, stt=ear, tts=None, turn_detection="vad")  # type: ignore[arg-type]


def test_turn_and_interruption_options() -> None:
    made = turn_handling(
        config(
            turn={"min_delay_ms": 300, "max_delay_ms": 2500, "preemptive": True},
            interruption={"min_ms": 700, "min_words": 2, "resume": True},
        ),
        models(),
    )
    assert made["endpointing"] == {"min_delay": 0.3, "max_delay": 2.5}
    assert made["preemptive_generation"] == {"enabled": True}
    wanted = {"enabled": True, "min_duration": 0.7, "min_words": 2}
    assert wanted.items() <= made["interruption"].items()
    assert made["interruption"]["resume_false_interruption"] is True


def test_without_resuming_words_decide() -> None:
    wanted = config(interruption={"resume": False})
    assert turn_handling(wanted, models())["interruption"]["min_words"] == 1
    assert turn_handling(wanted, models(hears=False))["interruption"]["min_words"] == 0


@pytest.mark.parametrize(
    ("wanted", "provider", "found"),
    [
        ("vad", "openai", "vad"),
        ("stt", "openai", "stt"),
        ("auto", "scripted", "vad"),
    ],
)
def test_the_turn_detector(wanted: str, provider: str, found: str) -> None:
    assert detector(config(turn={"detector": wanted}, llm={"provider": provider})) == found


@pytest.mark.parametrize(("wanted", "provider"), [("auto", "openai"), ("model", "scripted")])
def test_the_turn_model(wanted: str, provider: str) -> None:
    made = detector(config(turn={"detector": wanted}, llm={"provider": provider}))
    assert isinstance(made, inference.TurnDetector)


@pytest.mark.parametrize(("sensitivity", "threshold"), [(0.0, 0.8), (0.5, 0.5), (1.0, 0.2)])
def test_vad_sensitivity(sensitivity: float, threshold: float) -> None:
    with patch.object(inference, "VAD") as made:
        make_vad(VadConfig(sensitivity=sensitivity, min_speech_ms=80, min_silence_ms=600))
    options = made.call_args.kwargs
    assert options["activation_threshold"] == threshold
    assert (options["min_speech_duration"], options["min_silence_duration"]) == (0.08, 0.6)


def test_what_the_filter_holds_back_is_silence_already() -> None:
    with patch.object(inference, "VAD") as made:
        make_vad(VadConfig(min_silence_ms=600), 20)
        make_vad(VadConfig(min_silence_ms=50), 20)
    assert [call.kwargs["min_silence_duration"] for call in made.call_args_list] == [0.58, 0.05]


def test_speed_and_voice_reach_the_plug_in() -> None:
    wanted = config(locales={"en": {"speed": 1.5, "tts": {"voice": "en-gb"}}})
    ears: Any = object()
    casting = Casting(variables={}, deaf=lambda _: None, ears=ears)
    with patch.object(plugins, "make_tts", wraps=plugins.make_tts) as make:
        casting._tts(wanted, "en")
    asked = make.call_args.kwargs
    assert (asked["speed"], asked["voice"]) == (1.5, "en-gb")


def test_keys_are_wanted_for_what_is_used() -> None:
    wanted = config(llm={"provider": "openai", "fallbacks": [{"provider": "groq"}]})
    assert keyring.needed(wanted) == ["groq", "openai"]
    assert keyring.needed(config()) == []


class Vault:
    def kept_by(self, owner: str, name: str) -> SecretStr | None:
        if name == "groq":
            raise VaultUnavailableError
        is_there = (owner == PLATFORM) is (name == "anthropic")
        return SecretStr(f"{owner}/{name}") if is_there else None


async def test_the_spaces_own_keys_are_fetched_and_the_platforms_lent() -> None:
    others = [{"provider": "groq"}, {"provider": "anthropic"}]
    wanted = config(llm={"provider": "openai", "fallbacks": others})
    with patch("speaknode_worker.agent.keyring.wiring.credentials", Vault):
        found = await keyring.fetch("spc_1", wanted)
    assert found == {"openai": "spc_1/openai", "anthropic": "platform/anthropic"}
    lent = {name for name, key in found.items() if isinstance(key, plugins.LentKey)}
    assert lent == {"anthropic"}


async def test_a_key_of_the_space_goes_before_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of the platform")
    made: Any = plugins.make_llm(
        ref=LlmConfig(provider="openai"), language="en", keys={"openai": "of the space"}
    )
    assert made._client.api_key == "of the space"
    await made.aclose()


@in_virtual_time
async def test_end_call_and_language_tools_are_there_when_wanted() -> None:
    async with talking(config(locales={"en": {}, "ru": {}})) as talk:
        tools = {tool.id for tool in talk.session.current_agent.tools}
        assert {"end_call", "switch_language"} <= tools
