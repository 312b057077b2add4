"""What a configuration may be, and how exactly it is told what is wrong."""

from typing import Any

import pytest
from pydantic import ValidationError

from speaknode.agents.checks import check_config, resolve_variables, templates
from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import InvalidError
from speaknode.kit.validation import field_errors


def config(**fields: Any) -> AgentConfig:
    return AgentConfig.model_validate({"name": "Ada"} | fields)


def wrong(**fields: Any) -> list[str]:
    """The places that are wrong, by type or by check."""
    try:
        check_config(config(**fields))
    except ValidationError as error:
        return [item.pointer for item in field_errors(error, fields)]
    except InvalidError as error:
        return [item.pointer for item in error.fields]
    return []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": "x" * 51}, "/name"),
        ({"name": " \t"}, "/name"),
        ({"name": "\u200b"}, "/name"),
        ({"name": "Ada\n"}, "/name"),
        ({"name": "Ada\0"}, "/name"),
        ({"tool_ids": [""]}, "/tool_ids/0"),
        ({"knowledge_ids": ["x" * 101]}, "/knowledge_ids/0"),
        ({"handoffs": [{"to": "", "condition": "a"}]}, "/handoffs/0/to"),
        ({"mcp_servers": [{"name": "m", "url": "https://me:pw@x.test/"}]}, "/mcp_servers/0/url"),
        (
            {
                "mcp_servers": [
                    {"name": "m", "url": "https://x.test", "headers": {"A": "", "a": ""}}
                ]
            },
            "/mcp_servers/0/headers/a",
        ),
        ({"variables": [{"name": "a", "default": "x" * 400_000}]}, "/variables/0/default"),
        ({"system_prompt": "😀" * 100_000}, "/system_prompt"),
        ({"temperature": 1.1}, "/temperature"),
        ({"llm": {"temperature": -1}}, "/llm/temperature"),
        ({"llm": {"provider": "nobody"}}, "/llm/provider"),
        ({"llm": {"fallbacks": [{"provider": "nobody"}]}}, "/llm/fallbacks/0/provider"),
        ({"stt": {"fallbacks": [{"provider": "scripted"}]}}, "/stt/fallbacks/0/provider"),
        ({"locales": {"en": {"tts": {"params": {"x": 1}}}}}, "/locales/en/tts/params/x"),
        (
            {
                "locales": {
                    "en": {"tts": {"fallbacks": [{"provider": "espeak", "params": {"x": 1}}]}}
                }
            },
            "/locales/en/tts/fallbacks/0/params/x",
        ),
        (
            {"stt": {"provider": "elevenlabs", "params": {"tag_audio_events": True}}},
            "/stt/params/tag_audio_events",
        ),
        (
            {"llm": {"provider": "anthropic", "model": "claude-opus-4-7", "params": {"top_k": 5}}},
            "/llm/params/top_k",
        ),
        ({"locales": {"en": {"speed": 3}}}, "/locales/en/speed"),
        (
            {"locales": {"en": {"speed": 1.2, "tts": {"provider": "deepgram"}}}},
            "/locales/en/speed",
        ),
        ({"stt": {"provider": "cartesia", "keyterms": ["Greenfield"]}}, "/stt/keyterms"),
        (
            {"locales": {"en": {"background_sound": {"volume": 2}}}},
            "/locales/en/background_sound/volume",
        ),
        (
            {"locales": {"en": {"background_sound": {"preset": "cafe", "sound_id": "snd_a"}}}},
            "/locales/en/background_sound/sound_id",
        ),
        ({"locales": {"ru": {}}, "default_locale": "en"}, "/default_locale"),
        ({"turn": {"min_delay_ms": 4000}}, "/turn/max_delay_ms"),
        ({"turn": {"detector": "magic"}}, "/turn/detector"),
        ({"interruption": {"min_words": -1}}, "/interruption/min_words"),
        ({"backchannel": {"frequency": 2}}, "/backchannel/frequency"),
        ({"denoise": "all"}, "/denoise"),
        ({"idle": {"messages": ["Hm?"], "after_ms": 30_000}}, "/idle/after_ms"),
        ({"first_message_mode": "nobody"}, "/first_message_mode"),
        ({"variables": [{"name": "a"}, {"name": "a"}]}, "/variables"),
        ({"variables": [{"name": "system.now"}]}, "/variables/0/name"),
        ({"variables": [{"name": "a", "type": "integer", "default": "1"}]}, "/variables/0/default"),
        ({"variables": [{"name": "a", "enum": ["x"], "default": "y"}]}, "/variables/0/default"),
        ({"variables": [{"name": "a", "enum": ["x", 1]}]}, "/variables/0/enum/1"),
        ({"handoffs": [{"to": "agt_1"}]}, "/handoffs/0"),
        ({"handoffs": [{"to": "agt_1", "condition": "a", "expression": "b"}]}, "/handoffs/0"),
        ({"handoffs": [{"to": "agt_1", "expression": "f()"}]}, "/handoffs/0/expression"),
        ({"handoffs": [{"to": "agt_1", "expression": "plan == 1"}]}, "/handoffs/0/expression"),
        (
            {
                "mcp_servers": [
                    {"name": "a", "url": "https://a.b", "headers": {"Authorization": "x"}}
                ]
            },
            "/mcp_servers/0/headers",
        ),
        ({"mcp_servers": [{"name": "a", "url": "ftp://a.b"}]}, "/mcp_servers/0/url"),
        (
            {"analysis": {"fields": [{"name": "a b", "description": "x"}]}},
            "/analysis/fields/0/name",
        ),
        (
            {
                "analysis": {
                    "fields": [{"name": "a", "description": "x", "type": "integer", "enum": ["1"]}]
                }
            },
            "/analysis/fields/0/enum",
        ),
        ({"mcp_servers": [{"name": "a", "url": "https://a.b"}] * 2}, "/mcp_servers/1/name"),
        (
            {"mcp_servers": [{"name": "a", "url": "https://a.b", "headers": {"X-A": "b\r\nc"}}]},
            "/mcp_servers/0/headers/X-A",
        ),
        (
            {"analysis": {"criteria": [{"name": "a", "description": "x"}] * 2}},
            "/analysis/criteria/1/name",
        ),
        (
            {
                "system_tools": {
                    "transfer_call": [
                        {"name": "a", "description": "b", "destination": "+14155550100"}
                    ]
                    * 2
                }
            },
            "/system_tools/transfer_call/1/name",
        ),
        ({"answering": {"machine": "leave_message"}}, "/answering"),
        ({"answering": {"introduction": "{{nobody}}"}}, "/answering/introduction"),
        ({"analysis": {"llm": {"provider": "nobody"}}}, "/analysis/llm/provider"),
        ({"privacy": {"retention_days": 0}}, "/privacy/retention_days"),
        ({"privacy": {"redact": ["shoe_size"]}}, "/privacy/redact/0"),
        (
            {
                "system_tools": {
                    "transfer_call": [{"name": "a", "description": "b", "destination": "555"}]
                }
            },
            "/system_tools/transfer_call/0/destination",
        ),
    ],
)
def test_the_wrong_place_is_named(fields: dict[str, Any], pointer: str) -> None:
    assert wrong(**fields) == [pointer]


@pytest.mark.parametrize("name", ["Ада 2", "👨‍👩‍👧", "e\u0301", "مساعد", "x" * 50])
def test_a_name_may_be_in_any_writing(name: str) -> None:
    assert wrong(name=name) == []


def test_the_sum_of_parts_is_limited_and_the_heaviest_named() -> None:
    texts = {"filler_texts": ["я" * 1000] * 20}
    locales = {
        language: {"texts": texts} for language in ("en", "ru", "de", "fr", "es", "it", "pt")
    }
    assert wrong(locales=locales) == []
    more = {language: {"texts": texts} for language in ("tr", "pl", "nl")}
    assert wrong(locales=locales | more) == ["/locales"]


def test_the_least_is_a_name() -> None:
    assert wrong() == []


class TestTemplates:
    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"system_prompt": "Hello {{ nobody }}"}, "/system_prompt"),
            ({"locales": {"en": {"first_message": "{{nobody}}"}}}, "/locales/en/first_message"),
            ({"idle": {"messages": ["a", "{{nobody}}"]}}, "/idle/messages/1"),
            ({"filler": {"texts": ["{{nobody}}"]}}, "/filler/texts/0"),
            ({"end_call": {"message": "{{nobody}}"}}, "/end_call/message"),
            ({"handoffs": [{"to": "agt_1", "condition": "{{nobody}}"}]}, "/handoffs/0/condition"),
            (
                {"locales": {"en": {"texts": {"idle_messages": ["{{nobody}}"]}}}},
                "/locales/en/texts/idle_messages/0",
            ),
        ],
    )
    def test_place_and_name_are_told(self, fields: dict[str, Any], pointer: str) -> None:
        with pytest.raises(InvalidError) as raised:
            check_config(config(**fields))
        (field,) = raised.value.fields
        assert field.pointer == pointer
        assert "'nobody'" in field.message

    def test_declared_and_system_variables_are_defined(self) -> None:
        made = config(variables=[{"name": "who"}], system_prompt="{{who}} at {{ system.now }}")
        check_config(made)

    def test_what_tools_collect_is_defined_but_for_the_first_words(self) -> None:
        collected = frozenset({"order"})
        check_config(config(system_prompt="{{order}}"), collected=collected)
        with pytest.raises(InvalidError):
            check_config(
                config(locales={"en": {"first_message": "{{order}}"}}), collected=collected
            )

    def test_every_place_once(self) -> None:
        places = [pointer for pointer, _ in templates(config(idle={"messages": ["a", "b"]}))]
        assert len(places) == len(set(places))


class TestTexts:
    def test_a_locale_overrides_the_agents_own(self) -> None:
        made = config(
            locales={"en": {}, "ru": {"texts": {"idle_messages": ["Вы здесь?"]}}},
            idle={"messages": ["Still there?"]},
            end_call={"message": "Bye."},
        )
        assert made.texts("en").idle_messages == ["Still there?"]
        assert made.texts("ru").idle_messages == ["Вы здесь?"]
        assert made.texts("ru").end_call_message == "Bye."
        assert "mhm" in (made.texts("ru").ack_phrases or [])


def test_old_stored_configurations_still_load() -> None:
    """As version 1 of the platform wrote them."""
    old = {"name": "Ada", "locales": {"en": {"first_message": "Hi", "tts": {"provider": "espeak"}}}}
    assert AgentConfig.model_validate(old).turn.min_delay_ms == 500


def test_values_that_are_too_much_to_store_are_refused_by_the_heaviest() -> None:
    declared = config(variables=[{"name": "a"}, {"name": "b"}]).variables
    assert resolve_variables(declared, {"a": "x" * 50_000, "b": "y"})["b"] == "y"
    with pytest.raises(InvalidError) as raised:
        resolve_variables(declared, {"a": "x", "b": "я" * 30_000})
    assert [field.pointer for field in raised.value.fields] == ["/variables/b"]
