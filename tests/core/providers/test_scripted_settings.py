"""Rules are checked when they are written, not when somebody calls."""

from typing import Any

import pytest
from pydantic import ValidationError

from speaknode import providers
from speaknode.providers import ProviderKind
from speaknode.providers.scripted.models import ScriptedSettings

RULE: dict[str, Any] = {"name": "hours", "patterns": {"en": ["hours"]}, "reply": {"en": "Always."}}


def refused(rule: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        ScriptedSettings.model_validate({"rules": [RULE | rule]})
    return str(caught.value)


def test_a_bad_pattern_is_named() -> None:
    assert "rule 'hours': pattern '(when' (en)" in refused({"patterns": {"en": ["(when"]}})


def test_an_unknown_slot_is_named() -> None:
    assert "unknown slot 'day'" in refused({"patterns": {"en": ["on {day}"]}})


def test_a_rule_does_something() -> None:
    assert "neither a reply nor a tool" in refused({"reply": None})


def test_a_question_has_an_answer_to_no() -> None:
    assert "cancelled" in refused({"confirm": {"en": "Sure?"}})


def test_names_are_unique() -> None:
    with pytest.raises(ValidationError, match="different names"):
        ScriptedSettings.model_validate({"rules": [RULE, RULE]})


def test_unknown_fields_are_refused() -> None:
    assert "extra" in refused({"replly": {"en": "typo"}}).lower()


def test_every_provider_declares_a_checkable_schema() -> None:
    specs = providers.all_specs()
    assert {name for kind, name in specs if kind is ProviderKind.LLM} >= {"scripted", "openai"}
    for spec in specs.values():
        schema = spec.settings.model_json_schema()
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        assert ":" in spec.factory
        assert spec.offline or spec.env_keys
