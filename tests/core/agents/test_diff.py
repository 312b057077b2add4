"""Differences: applied to the one side, they give the other."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from speaknode.agents.diff import Change, ChangeKind, changes, diff
from speaknode.agents.models import AgentConfig

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab~/", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def apply(document: Any, made: list[Change]) -> Any:
    holder = {"": copy.deepcopy(document)}
    # Removals from the end of a list first, or the places behind them would move.
    for change in [c for c in made if c.kind is not ChangeKind.REMOVED] + [
        c for c in reversed(made) if c.kind is ChangeKind.REMOVED
    ]:
        *path, last = [
            part.replace("~1", "/").replace("~0", "~") for part in change.pointer.split("/")
        ]
        node: Any = holder
        for part in path:
            node = node[int(part)] if isinstance(node, list) else node[part]
        key: Any = int(last) if isinstance(node, list) else last
        if change.kind is ChangeKind.REMOVED:
            del node[key]
        elif isinstance(node, list) and key == len(node):
            node.append(change.after)
        else:
            node[key] = change.after
    return holder[""]


@given(DOCUMENTS, DOCUMENTS)
def test_applied_to_one_side_they_give_the_other(before: Any, after: Any) -> None:
    made = list(changes("", before, after))
    assert apply(before, made) == after


@given(DOCUMENTS)
def test_nothing_differs_from_itself(document: Any) -> None:
    assert not list(changes("", document, document))


def test_a_configuration() -> None:
    before = AgentConfig(name="Ada")
    after = AgentConfig.model_validate({"name": "Eve", "locales": {"en": {"speed": 1.5}, "ru": {}}})
    found = {change.pointer: (change.kind, change.before) for change in diff(before, after)}
    assert found == {
        "/name": (ChangeKind.REPLACED, "Ada"),
        "/locales/en/speed": (ChangeKind.REPLACED, 1.0),
        "/locales/ru": (ChangeKind.ADDED, None),
    }
