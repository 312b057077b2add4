"""The phrase language: whatever can be written as a pattern is matched by what it can say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaknode.providers.scripted.patterns import (
    Either,
    Maybe,
    Node,
    PatternError,
    Phrase,
    SlotRef,
    Word,
    may_be_empty,
    parse,
    to_jsgf,
    to_regex,
)
from speaknode.providers.scripted.words import normalise, spell, spoken_words

WORDS = st.sampled_from(["book", "weather", "o'clock", "10", "Погода", "приём", "What's", "a.m."])


def nodes() -> st.SearchStrategy[Node]:
    return st.recursive(
        WORDS.map(Word),
        lambda inner: st.one_of(
            inner.map(Maybe),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Phrase(tuple(parts))),
        ),
        max_leaves=8,
    )


def source(node: Node) -> str:
    match node:
        case Word(text):
            return text
        case SlotRef(name):
            return f"{{{name}}}"
        case Maybe(part):
            return f"[{source(part)}]"
        case Either(options):
            return f"({' | '.join(map(source, options))})"
        case Phrase(parts):
            return " ".join(map(source, parts))


def sentence(node: Node, draw: st.DrawFn) -> str:
    match node:
        case Word(text):
            return text
        case SlotRef():
            return "monday"
        case Maybe(part):
            return sentence(part, draw) if draw(st.booleans()) else ""
        case Either(options):
            return sentence(draw(st.sampled_from(options)), draw)
        case Phrase(parts):
            return " ".join(sentence(part, draw) for part in parts)


@st.composite
def patterns_with_sentences(draw: st.DrawFn) -> tuple[str, str]:
    node = draw(nodes().filter(lambda made: not may_be_empty(made)))
    return source(node), sentence(node, draw)


@given(patterns_with_sentences())
def test_a_pattern_matches_everything_it_can_say(pair: tuple[str, str]) -> None:
    pattern, said = pair
    node = parse(pattern)
    for language in ("en", "ru"):
        regex = re.compile(to_regex(node, language, lambda name: name))
        assert regex.fullmatch(normalise(said.upper() + "!", language)), (pattern, said)


@given(patterns_with_sentences())
def test_grammar_has_balanced_brackets_and_no_empty_parts(pair: tuple[str, str]) -> None:
    jsgf = to_jsgf(parse(pair[0]), "en", lambda name: name)
    assert jsgf.count("[") == jsgf.count("]")
    assert jsgf.count("(") == jsgf.count(")")
    assert not re.search(r"\(\s*[|)]|\|\s*[|)]|\[\s*\]", jsgf)


@given(st.text(alphabet="ab []()|{}1'", max_size=40))
def test_any_text_is_a_pattern_or_a_pattern_error(text: str) -> None:
    try:
        node = parse(text)
    except PatternError:
        return
    re.compile(to_regex(node, "en", lambda name: "x "))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "[a]",
        "(a | )",
        "(a",
        "a)",
        "{Day}",
        "{day} {day}",
        "a | | b",
        "[a] [b]",
        "{",
        "!",
        "a" * 301,
    ],
)
def test_what_is_no_pattern(bad: str) -> None:
    with pytest.raises(PatternError):
        parse(bad)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(PatternError, match="nested"):
        parse("(" * 9 + "a" + ")" * 9)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("10:30, O'Clock!", "en", "ten thirty o'clock"),
        ("What’s up", "en", "what is up"),
        ("at 10 a.m.", "en", "at ten am"),
        ("в 21 час", "ru", "в двадцать один час"),
        ("Приём ещё", "ru", "прием еще"),
        ("room 305", "en", "room three zero five"),
    ],
)
def test_words_as_they_are_spoken(text: str, language: str, words: str) -> None:
    assert " ".join(spoken_words(text, language)) == words


def test_unknown_languages_keep_their_digits() -> None:
    assert spell("42", "de") == ["42"]
