"""The demo is made once, follows the environment, and leaves an edited Ada alone."""

import pytest

from speaknode import demo, wiring
from speaknode.agents.schemas import AgentUpdate
from speaknode.demo.choice import choose
from speaknode.demo.seed import SPACE_ID, Demo

API_URL = "http://127.0.0.1:4566/api"


def _seed(known: Demo | None = None, **environment: str) -> Demo:
    return demo.seed(api_url=API_URL, known=known, environment=environment, ollama=lambda: None)


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEAKNODE_TOOL_ALLOWED_HOSTS", "127.0.0.1:4566")


@pytest.mark.usefixtures("memory_aws")
class TestSeed:
    def test_twice_is_once(self) -> None:
        first = _seed()
        assert _seed(first) == first
        assert len(wiring.agents().list(SPACE_ID).items) == 1
        assert len(wiring.tools().list(SPACE_ID).items) == 1
        agent = wiring.agents().get(SPACE_ID, first.agent_id)
        assert (agent.name, agent.is_published, sorted(agent.locales)) == (
            "Ada",
            True,
            ["en", "ru"],
        )
        assert wiring.access().authenticate(first.api_key).space_id == SPACE_ID

    def test_keys_switch_the_providers_and_back(self) -> None:
        first = _seed()
        second = _seed(
            first, OPENAI_API_KEY="sk-x", DEEPGRAM_API_KEY="dg-x", ELEVENLABS_API_KEY="el-x"
        )
        agent = wiring.agents().get(SPACE_ID, second.agent_id)
        used = (agent.llm.provider, agent.stt.provider, agent.locales["ru"].tts.provider)
        assert used == ("openai", "deepgram", "elevenlabs")
        assert "sk-x" not in agent.model_dump_json()
        third = _seed(second)
        assert wiring.agents().get(SPACE_ID, third.agent_id).llm.provider == "scripted"

    def test_an_edited_ada_stays_as_edited(self) -> None:
        first = _seed()
        wiring.agents().update(
            SPACE_ID, first.agent_id, AgentUpdate.model_validate({"name": "Eve"})
        )
        second = _seed(first, OPENAI_API_KEY="sk-x")
        assert second.kept_edits
        agent = wiring.agents().get(SPACE_ID, first.agent_id)
        assert (agent.name, agent.llm.provider) == ("Eve", "scripted")

    def test_a_deleted_ada_and_a_deleted_key_are_made_anew(self) -> None:
        first = _seed()
        wiring.agents().delete(SPACE_ID, first.agent_id)
        wiring.access().delete_key(SPACE_ID, wiring.access().authenticate(first.api_key).id)
        second = _seed(first)
        assert second.agent_id != first.agent_id
        assert second.api_key != first.api_key


class TestChoose:
    def test_nothing_is_offline(self) -> None:
        assert choose({}, lambda: None).summary == "llm offline, stt offline, tts offline"

    def test_a_base_url_of_ones_own_serves_chat_only(self) -> None:
        choice = choose({"OPENAI_BASE_URL": "http://llm/v1", "OPENAI_API_KEY": "x"}, lambda: None)
        assert choice.llm is not None
        assert choice.llm.params == {"base_url": "http://llm/v1"}
        assert (choice.stt, choice.tts) == (None, None)

    def test_an_ollama_is_noticed(self) -> None:
        choice = choose({}, lambda: "llama3.2:3b")
        assert choice.llm is not None
        assert (choice.llm.provider, choice.llm.model) == ("openai", "llama3.2:3b")
