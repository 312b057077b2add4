"""Versions, labels, splits, and who may be deleted."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaknode.agents.errors import (
    AgentInUseError,
    AgentLabelNotFoundError,
    AgentNotFoundError,
    AgentNotPublishedError,
    AgentVersionNotFoundError,
)
from speaknode.agents.models import MAX_LABELS, Agent, SplitPart
from speaknode.agents.schemas import AgentUpdate
from speaknode.agents.split import choose
from speaknode.kit.errors import InvalidError, StaleRevisionError
from speaknode.tools.schemas import ToolInput

from .conftest import SPACE, World

TOOL = ToolInput.model_validate(
    {
        "code": "look_up", "description": "d", "url": "https://x.test",
        "response_mapping": {"slot": "$.slot"},
    }
)  # fmt: skip


def rename(world: World, agent: Agent, name: str) -> Agent:
    return world.agents.update(SPACE, agent.id, AgentUpdate.model_validate({"name": name}))


def published(world: World, *names: str, **fields: Any) -> Agent:
    """An agent with one version for each name."""
    agent = world.agent(name=names[0], **fields)
    for name in names:
        rename(world, agent, name)
        agent = world.agents.publish(SPACE, agent.id)
    return agent


class TestVersions:
    def test_publishing_the_same_again_makes_no_version(self, world: World) -> None:
        agent = published(world, "A")
        assert world.agents.publish(SPACE, agent.id).latest_version == 1

    def test_restore_makes_the_draft_what_the_version_was(self, world: World) -> None:
        agent = published(world, "A", "B")
        restored = world.agents.restore(SPACE, agent.id, 1)
        assert (restored.name, restored.published_version) == ("A", 2)
        with pytest.raises(AgentVersionNotFoundError):
            world.agents.restore(SPACE, agent.id, 9)

    def test_what_is_no_more_is_left_out_and_told(self, world: World) -> None:
        target, tool = world.agent(), world.tools.create(SPACE, TOOL)
        world.knowledge.add("kno_1")
        world.sounds.add("snd_1")
        sound = {"en": {"background_sound": {"sound_id": "snd_1"}}}
        agent = published(
            world, "A", handoffs=[{"to": target.id, "condition": "x"}], tool_ids=[tool.id],
            knowledge_ids=["kno_1"], locales=sound,
        )  # fmt: skip
        world.agents.unpublish(SPACE, agent.id)
        bare = {"handoffs": [], "tool_ids": [], "knowledge_ids": [], "locales": {"en": {}}}
        world.agents.update(SPACE, agent.id, AgentUpdate.model_validate(bare))
        world.agents.delete(SPACE, target.id)
        world.tools.delete(SPACE, tool.id)
        world.knowledge.clear()
        world.sounds.clear()
        restored = world.agents.restore(SPACE, agent.id, 1)
        assert (restored.handoffs, restored.tool_ids, restored.knowledge_ids) == ([], [], [])
        assert restored.locales["en"].background_sound.sound_id is None
        assert [note.pointer for note in restored.report] == [
            "/tool_ids/0", "/handoffs/0", "/knowledge_ids/0",
            "/locales/en/background_sound/sound_id",
        ]  # fmt: skip
        assert world.agents.publish(SPACE, agent.id).latest_version == 2

    def test_what_has_to_be_mended_before_publishing_is_told(self, world: World) -> None:
        tool = world.tools.create(SPACE, TOOL)
        agent = published(world, "A", tool_ids=[tool.id], system_prompt="At {{slot}}.")
        plain = AgentUpdate.model_validate({"tool_ids": [], "system_prompt": ""})
        world.agents.update(SPACE, agent.id, plain)
        world.tools.delete(SPACE, tool.id)
        restored = world.agents.restore(SPACE, agent.id, 1)
        assert restored.system_prompt == "At {{slot}}."
        assert [note.pointer for note in restored.report] == ["/tool_ids/0", "/system_prompt"]
        with pytest.raises(InvalidError):
            world.agents.publish(SPACE, agent.id)

    def test_restoring_over_what_somebody_else_changed_is_refused(self, world: World) -> None:
        agent = published(world, "A", "B")
        with pytest.raises(StaleRevisionError):
            world.agents.restore(SPACE, agent.id, 1, revision=agent.revision - 1)
        assert world.agents.get(SPACE, agent.id).name == "B"

    def test_diff_between_any_two(self, world: World) -> None:
        agent = published(world, "A", "B")
        rename(world, agent, "C")
        world.agents.put_label(SPACE, agent.id, "prod", 1)
        for before, after, names in (
            ("1", "2", ("A", "B")),
            ("published", "draft", ("B", "C")),
            ("prod", "draft", ("A", "C")),
        ):
            (change,) = world.agents.compare(SPACE, agent.id, before, after).changes
            assert (change.pointer, change.before, change.after) == ("/name", *names)
        with pytest.raises(InvalidError) as raised:
            world.agents.compare(SPACE, agent.id, "1", "nothing")
        assert raised.value.fields[0].pointer == "/to"


class TestLabels:
    def test_a_label_moves_and_goes(self, world: World) -> None:
        agent = published(world, "A", "B")
        world.agents.put_label(SPACE, agent.id, "prod", 1)
        assert world.agents.put_label(SPACE, agent.id, "prod", 2).labels == {"prod": 2}
        world.agents.delete_label(SPACE, agent.id, "prod")
        assert world.agents.get(SPACE, agent.id).labels == {}
        with pytest.raises(AgentLabelNotFoundError):
            world.agents.delete_label(SPACE, agent.id, "prod")

    def test_only_versions_there_are(self, world: World) -> None:
        agent = published(world, "A")
        with pytest.raises(InvalidError):
            world.agents.put_label(SPACE, agent.id, "prod", 2)

    def test_no_more_than_can_be_stored(self, world: World) -> None:
        agent = published(world, "A")
        for number in range(MAX_LABELS):
            world.agents.put_label(SPACE, agent.id, f"l{number}", 1)
        assert len(world.agents.put_label(SPACE, agent.id, "l0", 1).labels) == MAX_LABELS
        with pytest.raises(InvalidError):
            world.agents.put_label(SPACE, agent.id, "more", 1)


class TestResolve:
    def test_pin_before_label_before_split_before_published(self, world: World) -> None:
        agent = published(world, "A", "B", "C")
        world.agents.put_label(SPACE, agent.id, "old", 1)
        world.agents.put_split(SPACE, agent.id, [SplitPart(version=2, weight=1)])

        def version(pin: int | None = None, **how: str) -> int:
            return world.agents.resolve(SPACE, agent.id, pin, **how)[1]

        assert version(0, label="old") == 0
        assert version(3, label="old", session_id="ses_1") == 3
        assert version(label="old", session_id="ses_1") == 1
        assert version(session_id="ses_1") == 2
        assert version() == 3
        with pytest.raises(AgentLabelNotFoundError):
            version(label="new")

    def test_publishing_ends_the_split(self, world: World) -> None:
        agent = published(world, "A", "B")
        world.agents.put_split(SPACE, agent.id, [SplitPart(version=1, weight=1)])
        rename(world, agent, "C")
        assert world.agents.publish(SPACE, agent.id).split == []

    def test_what_a_split_may_be(self, world: World) -> None:
        draft, agent = world.agent(), published(world, "A")
        part = SplitPart(version=1, weight=1)
        with pytest.raises(AgentNotPublishedError):
            world.agents.put_split(SPACE, draft.id, [part])
        for parts in ([SplitPart(version=2, weight=1)], [part, part]):
            with pytest.raises(InvalidError):
                world.agents.put_split(SPACE, agent.id, parts)

    def test_another_space_sees_nothing(self, world: World) -> None:
        agent = published(world, "A")
        with pytest.raises(AgentNotFoundError):
            world.agents.resolve("spc_other", agent.id, None)


class TestSplit:
    @given(
        st.lists(st.integers(1, 1000), min_size=1, max_size=5), st.text(max_size=30), st.text("ab")
    )
    def test_the_same_conversation_gets_the_same_version(
        self, weights: list[int], session_id: str, agent_id: str
    ) -> None:
        parts = [SplitPart(version=n + 1, weight=weight) for n, weight in enumerate(weights)]
        first = choose(parts, agent_id=agent_id, session_id=session_id)
        assert first == choose(parts, agent_id=agent_id, session_id=session_id)
        assert 1 <= first <= len(parts)

    def test_shares_follow_the_weights(self) -> None:
        parts = [SplitPart(version=1, weight=9), SplitPart(version=2, weight=1)]
        counted = Counter(choose(parts, agent_id="a", session_id=f"ses_{n}") for n in range(4000))
        assert 3500 < counted[1] < 3700


class TestDelete:
    def test_refused_while_others_hand_off_to_it(self, world: World) -> None:
        target = world.agent(name="Billing")
        user = world.agent(handoffs=[{"to": target.id, "condition": "about money"}])
        with pytest.raises(AgentInUseError) as raised:
            world.agents.delete(SPACE, target.id)
        assert user.id in raised.value.message
        world.agents.delete(SPACE, user.id)
        world.agents.delete(SPACE, target.id)

    def test_the_published_version_counts_too(self, world: World) -> None:
        target = world.agent(name="Billing")
        user = published(world, "A", handoffs=[{"to": target.id, "condition": "about money"}])
        world.agents.update(SPACE, user.id, AgentUpdate.model_validate({"handoffs": []}))
        with pytest.raises(AgentInUseError):
            world.agents.delete(SPACE, target.id)


class TestHandoffs:
    def test_only_to_agents_of_the_space(self, world: World) -> None:
        foreign = world.agent("spc_2")
        with pytest.raises(InvalidError) as raised:
            world.agent(handoffs=[{"to": foreign.id, "condition": "x"}])
        assert raised.value.fields[0].pointer == "/handoffs/0/to"

    def test_not_to_itself(self, world: World) -> None:
        agent = world.agent()
        change = AgentUpdate.model_validate({"handoffs": [{"to": agent.id, "condition": "x"}]})
        with pytest.raises(InvalidError):
            world.agents.update(SPACE, agent.id, change)


class TestAtTheSameTime:
    def test_a_change_to_whatever_there_is_is_made_to_what_others_left(self, world: World) -> None:
        agent = published(world, "A")
        world.store.before_replace = lambda: world.agents.put_label(SPACE, agent.id, "prod", 1)
        rename(world, agent, "Eve")
        world.store.before_replace = lambda: world.agents.put_label(SPACE, agent.id, "old", 1)
        changed = world.agents.publish(SPACE, agent.id)
        assert (changed.name, changed.published_version) == ("Eve", 2)
        assert changed.labels == {"prod": 1, "old": 1}

    def test_a_change_to_what_was_seen_is_refused(self, world: World) -> None:
        agent = published(world, "A")
        world.store.before_replace = lambda: world.agents.put_label(SPACE, agent.id, "prod", 1)
        renamed = AgentUpdate.model_validate({"name": "Eve"})
        with pytest.raises(StaleRevisionError):
            world.agents.update(SPACE, agent.id, renamed, revision=agent.revision)


def test_not_deleted_while_numbers_or_campaigns_need_it(world: World) -> None:
    agent = world.agent()
    world.users[agent.id] = ["the number +14155550100 (pn_1)", "the campaign Spring (cmp_1)"]
    with pytest.raises(AgentInUseError, match=r"pn_1.*cmp_1"):
        world.agents.delete(SPACE, agent.id)


def test_duplicate_has_all_settings(world: World) -> None:
    target = world.agent()
    agent = world.agent(
        handoffs=[{"to": target.id, "condition": "x"}], idle={"messages": ["Hm?"]}, denoise="noise"
    )
    copy = world.agents.duplicate(SPACE, agent.id)
    assert copy.name == "Ada (copy)"
    assert copy.config().model_copy(update={"name": "Ada"}) == agent.config()
