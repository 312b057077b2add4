"""Conditions over variables: what they mean, and what they may never do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaknode.agents.expressions import ExpressionError, evaluate, names, parse

VALUES: dict[str, Any] = {
    "plan": "gold",
    "age": 41,
    "vip": True,
    "none": None,
    "system.locale": "ru",
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('plan == "gold"', True),
        ('plan != "gold" or age > 40', True),
        ("vip and not age < 18", True),
        ('system.locale in ["en", "ru"]', True),
        ('"ol" in plan', True),
        ("18 <= age < 30", False),
        ("none > 3", False),
        ("unknown == null", True),
        ("vip == true", True),
        ("age == -41", False),
    ],
)
def test_meaning(text: str, holds: bool) -> None:
    assert evaluate(parse(text), VALUES) is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "plan.upper()", "a.b.c", "[x for x in y]", "lambda: 1",
        "1 + 1", "a := 1", "f'{plan}'", "plan[0]", "a if b else c", "", "a ==", "b'x' == a",
        "(" * 300 + "a" + ")" * 300, "~a", "a is b", "{1: 2}", "...",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_names() -> None:
    assert set(names(parse("a == system.now and not b or true"))) == {"a", "b", "system.now"}


@given(st.text(max_size=60))
def test_any_text_is_refused_or_evaluates(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    assert evaluate(tree, VALUES) in (True, False)
