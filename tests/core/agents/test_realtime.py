"""What an agent with a realtime model may not have is refused by name."""

from typing import Any

import pytest

from speaknode.agents.checks import check_config
from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import InvalidError


def found(**changes: Any) -> list[str]:
    realtime = {"provider": "openai"} | changes.pop("realtime", {})
    config = AgentConfig.model_validate({"name": "Ada", "realtime": realtime} | changes)
    try:
        check_config(config)
    except InvalidError as error:
        return [field.pointer for field in error.fields]
    return []


@pytest.mark.parametrize("provider", ["openai", "google", "azure_openai"])
def test_it_is_enough_by_itself(provider: str) -> None:
    assert found(realtime={"provider": provider, "fallbacks": [{"provider": "openai"}]}) == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"turn": {"detector": "vad"}}, "/turn/detector"),
        ({"turn": {"preemptive": True}}, "/turn/preemptive"),
        ({"interruption": {"enabled": False}}, "/interruption/enabled"),
        ({"interruption": {"min_words": 2}}, "/interruption/min_words"),
        ({"first_message_interruptible": False}, "/first_message_interruptible"),
        ({"language_detection": {"enabled": True}}, "/language_detection/enabled"),
        ({"knowledge_ids": ["kno_1"]}, "/knowledge_ids"),
        ({"filler": {"texts": ["Hm."]}}, "/filler/texts"),
        ({"llm": {"provider": "openai"}}, "/llm"),
        ({"stt": {"keyterms": ["Ada"]}}, "/stt"),
        ({"realtime": {"provider": "nobody"}}, "/realtime/provider"),
        ({"realtime": {"params": {"x": 1}}}, "/realtime/params/x"),
        ({"realtime": {"fallbacks": [{"provider": "groq"}]}}, "/realtime/fallbacks/0/provider"),
    ],
)
def test_what_does_not_apply_is_named(changes: dict[str, Any], pointer: str) -> None:
    assert found(**changes) == [pointer]


def test_the_pipeline_is_kept_where_it_goes_on_when_the_model_is_down() -> None:
    pipeline = {"llm": {"provider": "openai"}, "stt": {"provider": "deepgram"}}
    assert found(realtime={"when_down": "pipeline"}, **pipeline) == []
