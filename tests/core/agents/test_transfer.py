"""Export and import: the identity for our own documents, an honest report for the others."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaknode.agents import documents, vapi
from speaknode.agents.errors import AgentDocumentError
from speaknode.agents.models import AgentConfig
from speaknode.agents.schemas import AgentCreate, AgentDocument
from speaknode.kit.errors import InvalidError
from speaknode.tools.schemas import ToolInput

from .conftest import SPACE, World
from .strategies import configs

ASSISTANT = json.loads((Path(__file__).parent / "fixtures" / "vapi_assistant.json").read_text())
TOOL = {
    "code": "get_weather",
    "description": "Weather.",
    "url": "https://api.example/w?api_key=1&day={day}",
    "headers": {"Authorization": "Bearer s3cret", "X-Api-Key": "k", "Accept": "application/json"},
}


def load(world: World, text: str, space_id: str = SPACE) -> Any:
    return world.transfer.import_text(space_id, text.encode(), is_json=False)


ODD: list[Any] = [-1, 10**400, True, [[]], {"": 1}]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(item, (*path, key))


def _with(document: Any, path: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(document)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = odd
    return changed


HEAD = "format: speaknode/agent\nversion: 1\n"


def _tool(code: str, headers: str = "{}", url: str = "https://x.test") -> str:
    return f"{{code: {code}, description: d, url: '{url}', headers: {headers}}}"


class TestOwn:
    @given(configs())
    @settings(max_examples=20, deadline=None)
    def test_import_of_an_export_is_the_same_agent(self, config: AgentConfig) -> None:
        world = World()
        agent = world.agents.create(SPACE, AgentCreate.model_validate(config.model_dump()))
        text = world.transfer.export(SPACE, agent.id)
        AgentDocument.model_validate(documents.load(text))  # what the API says it takes
        imported = load(world, text, "spc_2")
        assert imported.agent.config() == config
        assert imported.report == []

    def test_tools_go_along_by_code_without_secrets(self, world: World) -> None:
        tool = world.tools.create(SPACE, ToolInput.model_validate(TOOL))
        agent = world.agent(tool_ids=[tool.id])
        text = world.transfer.export(SPACE, agent.id)
        assert not [secret for secret in ("s3cret", "api_key", tool.id) if secret in text]
        imported = load(world, text, "spc_2")
        (made,) = world.tools.list("spc_2").items
        assert imported.agent.tool_ids == [made.id]
        assert (made.code, made.headers) == ("get_weather", {"Accept": "application/json"})
        assert [note.pointer for note in imported.report] == [
            "/tools/0/headers/Authorization", "/tools/0/headers/X-Api-Key", "/tools/0/url",
        ]  # fmt: skip

    def test_secrets_are_looked_for_in_every_part(self, world: World) -> None:
        tool = {
            "code": "pay",
            "description": "d",
            "method": "POST",
            "url": "https://x.test/{id}?token={{token}}&key=k",
            "query": {"api_key": "k", "page": "2", "token": "Bearer {{token}}"},
            "body": {"auth": {"password": "p", "user": "{user}"}, "list": [{"secret": 7}]},
        }
        made = world.tools.create(SPACE, ToolInput.model_validate(tool))
        server = {"name": "m", "url": "https://m.test", "headers": {"X-Auth": "s", "X-Shop": "7"}}
        agent = world.agent(tool_ids=[made.id], mcp_servers=[server])
        document = documents.load(world.transfer.export(SPACE, agent.id))
        assert document["left_out"] == [
            "/agent/mcp_servers/0/headers/X-Auth", "/tools/0/query/api_key",
            "/tools/0/body/auth/password", "/tools/0/body/list/0/secret", "/tools/0/url",
        ]  # fmt: skip
        (kept,) = document["tools"]
        assert kept["url"] == "https://x.test/{id}?token={{token}}"
        assert kept["query"] == {"page": "2", "token": "Bearer {{token}}"}
        assert kept["body"] == {"auth": {"user": "{user}"}, "list": [{}]}
        assert document["agent"]["mcp_servers"][0]["headers"] == {"X-Shop": "7"}

    def test_a_tool_that_is_there_is_used_as_it_is(self, world: World) -> None:
        tool = world.tools.create(SPACE, ToolInput.model_validate(TOOL))
        text = world.transfer.export(SPACE, world.agent(tool_ids=[tool.id]).id)
        again = load(world, text)
        assert again.agent.tool_ids == [tool.id]
        assert not [note for note in again.report if "different" in note.reason]
        other = load(world, text.replace("Weather.", "Climate."))
        assert other.agent.tool_ids == [tool.id]
        assert "different" in other.report[-1].reason

    def test_hand_offs_to_agents_of_elsewhere_are_left_out(self, world: World) -> None:
        target = world.agent()
        agent = world.agent(handoffs=[{"to": target.id, "condition": "x"}])
        text = world.transfer.export(SPACE, agent.id)
        assert load(world, text).agent.handoffs == agent.handoffs
        elsewhere = load(world, text, "spc_2")
        assert elsewhere.agent.handoffs == []
        assert [note.pointer for note in elsewhere.report] == ["/agent/handoffs/0"]

    def test_knowledge_that_the_space_has_not_is_left_out(self, world: World) -> None:
        world.knowledge = {"knw_1", "knw_2"}
        agent = world.agent(knowledge_ids=["knw_1", "knw_2"])
        text = world.transfer.export(SPACE, agent.id)
        world.knowledge.remove("knw_1")
        made = load(world, text)
        assert made.agent.knowledge_ids == ["knw_2"]
        assert [note.pointer for note in made.report] == ["/agent/knowledge_ids/0"]

    def test_a_tool_that_the_agent_does_not_use_is_told(self, world: World) -> None:
        made = load(world, f"{HEAD}agent: {{name: A}}\ntools: [{_tool('x')}]")
        assert [note.pointer for note in made.report] == ["/tools/0"]
        assert not world.tools.list(SPACE).items

    def test_a_version_can_be_exported(self, world: World) -> None:
        agent = world.agent(name="Old")
        world.agents.publish(SPACE, agent.id)
        world.agents.replace(SPACE, agent.id, AgentCreate(name="New"))
        assert "name: Old" in world.transfer.export(SPACE, agent.id, "1")

    @pytest.mark.parametrize(
        ("text", "pointer"),
        [
            ("[1, 2]", ""),
            ("a: b: c", ""),
            ("format: other", "/format"),
            ("format: speaknode/agent\nversion: 2", "/version"),
            ("format: speaknode/agent\nversion: 1\nagents: {}", "/agents"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, nmae: B}", "/agent/nmae"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: 5}", "/agent/name"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, temperature: '1'}", "/agent/temperature"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, system_prompt: '{{x}}'}", "/agent/system_prompt"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, tools: [x]}", "/agent/tools/0"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A}\ntools: [{code: x}]", "/tools/0/description"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, tool_ids: []}", "/agent"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, tools: [[x]]}", "/agent/tools/0"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A}\nleft_out: 5", "/left_out"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, locales: {x_y: {}}}", "/agent/locales/x_y"),
            ("format: speaknode/agent\nversion: 1\nagent: {name: A, locales: {a/b: {}}}", "/agent/locales/a~1b"),
            (f"{HEAD}agent: {{name: A, variables: [{{name: a, default: []}}]}}", "/agent/variables/0/default"),
            (f"{HEAD}agent: {{name: A}}\ntools: [{_tool('x')}, {_tool('y', '{Host: x}')}]", "/tools/1/headers/Host"),
            (f"{HEAD}agent: {{name: A, tools: [x]}}\ntools: [{_tool('x')}, {_tool('x')}]", "/tools/1/code"),
            ("format: speaknode/agent\nversion: true\nagent: {name: A}", "/version"),
            (f"{HEAD}agent: {{name: A, tools: [x, x]}}\ntools: [{_tool('x')}]", "/agent/tools/1"),
            (f"{HEAD}agent: {{name: A, tools: [end_call]}}\ntools: [{_tool('end_call')}]", "/agent/tools/0"),
            (f"{HEAD}agent: {{name: A, tools: [x]}}\ntools: [{_tool('x', url='http://10.0.0.1/')}]", "/tools/0/url"),
            (f"{HEAD}agent: {{name: A, mcp_servers: [{{name: m, url: 'http://127.1/'}}]}}", "/agent/mcp_servers/0/url"),
            ("a: &x [1]\nb: *x", ""),
            ("a: 1\na: 2", ""),
            ("!!python/object/apply:os.system ['true']", ""),
            ("[" * 5000, ""),
            ("\x00", ""),
        ],
    )  # fmt: skip
    def test_a_bad_document_is_refused_at_its_place(
        self, world: World, text: str, pointer: str
    ) -> None:
        with pytest.raises(InvalidError) as raised:
            load(world, text)
        assert raised.value.fields[0].pointer == pointer
        assert not world.store.rows
        assert not world.tools.list(SPACE).items

    def test_a_number_without_end_is_no_document(self, world: World) -> None:
        text = '{"format": "speaknode/agent", "version": ' + "1" * 5000 + "}"
        with pytest.raises(AgentDocumentError):
            world.transfer.import_text(SPACE, text.encode(), is_json=True)

    def test_a_key_that_is_there_twice_is_refused(self, world: World) -> None:
        text = b'{"format": "speaknode/agent", "version": 1, "agent": {"name": "A", "name": "B"}}'
        with pytest.raises(AgentDocumentError) as raised:
            world.transfer.import_text(SPACE, text, is_json=True)
        assert raised.value.fields[0].pointer == "/agent/name"

    def test_what_tools_of_the_space_collect_is_known(self, world: World) -> None:
        tool = {"code": "x", "description": "d", "url": "https://x.test"}
        mapped = ToolInput.model_validate(tool | {"response_mapping": {"slot": "$.slot"}})
        world.tools.create(SPACE, mapped)
        made = load(world, HEAD + "agent: {name: A, tools: [x], system_prompt: '{{slot}}'}")
        assert made.report == []


class TestYaml:
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    def test_any_text_survives(self, text: str) -> None:
        assert documents.load(documents.dump({"a": [text]})) == {"a": [text]}

    def test_words_stay_words(self) -> None:
        text = "a: off\nb: 12:30\nc: 2026-11-20\nd: yes\ne: 010\nf: 1e5"
        assert set(map(type, documents.load(text).values())) == {str}

    def test_prompts_are_blocks(self) -> None:
        assert "prompt: |" in documents.dump({"prompt": "You are Ada.\nБудь добра."})


class TestVapi:
    def imported(self, world: World) -> Any:
        text = json.dumps({"format": "vapi", "assistant": ASSISTANT}).encode()
        return world.transfer.import_text(SPACE, text, is_json=True)

    def test_what_both_have_is_mapped(self, world: World) -> None:
        agent = self.imported(world).agent
        locale = agent.locales["en-US"]
        assert locale.first_message.startswith("Hello {{customer_name}}, this is Riley")
        assert (locale.speed, locale.background_sound.preset) == (1.1, "office")
        assert "{{system.caller_number}}" in agent.system_prompt
        assert (agent.turn.min_delay_ms, agent.turn.max_delay_ms) == (400, 1500)
        assert (agent.interruption.min_words, agent.interruption.stop_phrases) == (
            2,
            ["stop", "wait"],
        )
        assert (agent.idle.after_ms, agent.idle.messages) == (8000, ["Are you still there?"])
        assert (agent.silence_timeout_s, agent.max_duration_s) == (20, 600)
        assert (agent.denoise, agent.first_message_interruptible) == ("noise_and_voices", False)
        assert agent.end_call.phrases == ["have a wonderful day", "goodbye"]
        assert [field.name for field in agent.analysis.fields] == ["booked", "reason"]
        (transfer,) = agent.system_tools.transfer_call
        assert (transfer.destination, transfer.mode) == ("+14155550123", "warm")
        assert agent.system_tools.send_dtmf
        assert [variable.name for variable in agent.variables] == ["customer_name", "office_phone"]

    def test_its_tools_become_tools_of_the_space(self, world: World) -> None:
        agent = self.imported(world).agent
        slots, book = world.tools.present(SPACE, agent.tool_ids)
        assert (slots.code, str(slots.url)) == (
            "find_slots",
            "https://api.riverside.example/slots/{day}",
        )
        assert (slots.timeout_ms, slots.pre_speech, slots.headers) == (
            15_000,
            "Let me look.",
            {"X-Office": "north"},
        )
        assert (book.code, book.method) == ("book_slot", "POST")

    def test_what_is_lost_is_reported_where_it_was(self, world: World) -> None:
        report = {note.pointer: note.reason for note in self.imported(world).report}
        for pointer in (
            "/name", "/model/toolIds", "/model/tools/5", "/model/tools/6", "/metadata", "/server",
            "/model/tools/2/credentialId", "/hooks/1", "/stopSpeakingPlan/backoffSeconds",
            "/startSpeakingPlan/customEndpointingRules", "/compliancePlan/pciEnabled",
            "/analysisPlan/structuredDataPlan/schema/properties/slots", "/model/messages/1",
        ):  # fmt: skip
            assert report.get(pointer), pointer

    def test_nothing_is_lost_unseen(self, world: World) -> None:
        """Whatever is added to the assistant is either mapped or reported."""
        for key, value in (("brandNew", {"a": 1}), ("voicemailTool", [1])):
            made = vapi.convert(ASSISTANT | {key: value})
            assert f"/{key}" in [note.pointer for note in made.notes]

    def test_an_assistant_is_known_by_its_looks(self, world: World) -> None:
        text = json.dumps({"name": "Tiny", "firstMessage": "Hi"}).encode()
        assert world.transfer.import_text(SPACE, text, is_json=True).agent.name == "Tiny"

    @pytest.mark.parametrize("value", [None, 5, "x", [], {"a": {}}, True])
    @pytest.mark.parametrize("key", sorted(ASSISTANT))
    def test_odd_values_never_break_it(self, key: str, value: Any) -> None:
        with suppress(AgentDocumentError):
            vapi.convert(ASSISTANT | {key: value})

    @pytest.mark.parametrize("odd", ODD, ids=repr)
    def test_odd_values_at_any_depth_never_break_it(self, odd: Any) -> None:
        tool = {"type": "dtmf", "messages": [{"type": "request-start", "content": "a"}]}
        model = {"provider": "openai", "temperature": 1, "tools": [tool]}
        keys = {"enabled": True, "delimiters": ["#"], "timeoutSeconds": 2}
        whole = ASSISTANT | {"model": model, "keypadInputPlan": keys}
        for path in _paths(whole):
            with suppress(AgentDocumentError):
                vapi.convert(_with(whole, path, odd))

    @pytest.mark.parametrize(
        ("part", "pointer"),
        [
            ({"name": "Front\ndesk"}, "/name"),
            ({"firstMessageMode": "sings"}, "/firstMessageMode"),
            (
                {"keypadInputPlan": {"enabled": True, "delimiters": ["#", "*"]}},
                "/keypadInputPlan/delimiters",
            ),
            ({"model": {"tools": [{"type": "voicemail"}]}}, "/model/tools/0"),
            (
                {"voice": {"provider": "11labs", "model": "eleven_v3", "style": 0.5}},
                "/voice/style",
            ),
            (
                {
                    "model": {
                        "tools": [
                            {"type": "apiRequest", "name": "Book It", "url": "https://x.test"}
                        ]
                    }
                },
                "/model/tools/0/name",
            ),
        ],
    )
    def test_what_is_changed_is_told(
        self, world: World, part: dict[str, Any], pointer: str
    ) -> None:
        made = world.transfer.import_document(SPACE, {"name": "A", "firstMessage": "Hi."} | part)
        assert pointer in [note.pointer for note in made.report]

    def test_former_fields_are_mapped(self, world: World) -> None:
        former = {
            "dialKeypadFunctionEnabled": True, "backchannelingEnabled": True, "numWordsToInterruptAssistant": 2,
        }  # fmt: skip
        made = world.transfer.import_document(SPACE, {"name": "A", "firstMessage": "Hi."} | former)
        agent = made.agent
        assert (agent.system_tools.send_dtmf, agent.backchannel.enabled) == (True, True)
        assert (agent.interruption.min_words, made.report) == (2, [])

    def test_what_does_not_fit_is_reported_and_keeps_nothing_else_out(self, world: World) -> None:
        look_up = {
            "type": "function",
            "function": {"name": "lookup", "parameters": {"type": "array"}},
            "server": {"url": "https://x.test/{{shop}}", "headers": {"X-A": ["b"]}},
            "messages": [{"type": "request-start", "content": "One moment, {{who}}."}],
        }
        places = [
            {"type": "number", "number": "extension 5", "description": "no number"},
            {"type": "number", "number": "+14155550100", "message": "To {{whom}}."},
        ]
        tools = [
            look_up, look_up, look_up | {"function": {"name": "endCall"}},
            {"type": "transferCall", "destinations": places},
            {"type": "mcp", "server": {"url": "ftp://x.test"}},
        ]  # fmt: skip
        assistant = {
            "firstMessage": "x" * 3000,
            "endCallMessage": "y" * 2000,
            "endCallPhrases": ["bye", 5],
            "messagePlan": {"idleMessages": ["Still there, {{who}}?"], "idleTimeoutSeconds": 5},
            "model": {"provider": "openai", "fallbackModels": list("abcde"), "tools": tools},
        }
        made = world.transfer.import_document(SPACE, assistant)
        agent, notes = made.agent, [f"{note.pointer} {note.reason}" for note in made.report]
        (place,) = agent.system_tools.transfer_call
        assert (place.destination, place.message) == ("+14155550100", "To {{whom}}.")
        assert agent.mcp_servers == []
        assert len(agent.locales["en"].first_message or "") == 2000
        assert len(agent.llm.fallbacks) == 3
        assert {variable.name for variable in agent.variables} == {"who", "whom"}
        codes = [tool.code for tool in world.tools.present(SPACE, agent.tool_ids)]
        assert codes == ["lookup", "lookup_2", "end_call_2"]
        for part in (
            "/endCallPhrases/1", "/model/tools/0/function/parameters", "/model/tools/0/server/headers/X-A",
            "locales/en/first_message of the agent is cut to 2000", "end_call/message of the agent is cut",
            "llm/fallbacks of the agent is cut to 3", "mcp_servers/0/url of the agent is left out",
            "system_tools/transfer_call/0/destination of the agent is left out", "the name lookup is taken",
        ):  # fmt: skip
            assert any(part in note for note in notes), part
