"""The phrase language of scripted rules: `words`, `[optional]`, `(a | b)`, `{slot}`.

One parsed tree serves both sides: `to_regex` finds the phrase in a transcript, `to_jsgf` tells a
grammar recogniser to expect it, so what can be heard and what can be understood never differ.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from speaknode.providers.scripted.words import spoken_words

MAX_LENGTH = 300
MAX_DEPTH = 8
_TOKEN = re.compile(r"\s*(?:(?P<mark>[\[\](){}|])|(?P<word>[^\s\[\](){}|]+))")
_SLOT = re.compile(r"[a-z][a-z0-9_]{0,31}")


class PatternError(ValueError):
    """The pattern is not well formed; the message says where."""


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class SlotRef:
    name: str


@dataclass(frozen=True)
class Maybe:
    part: "Node"


@dataclass(frozen=True)
class Either:
    options: tuple["Node", ...]


@dataclass(frozen=True)
class Phrase:
    parts: tuple["Node", ...]


Node = Word | SlotRef | Maybe | Either | Phrase


@lru_cache(maxsize=4096)  # each pattern is read by the validation, the matcher and the grammar
def parse(source: str) -> Node:
    """Raises PatternError. A pattern that could match silence is an error too."""
    if len(source) > MAX_LENGTH:
        raise PatternError(f"longer than {MAX_LENGTH} characters")
    tokens = [match[match.lastgroup or 0] for match in _TOKEN.finditer(source)]
    parser = _Parser(tokens)
    node = parser.either(0)
    if parser.peek() is not None:
        raise PatternError(f"unexpected {parser.peek()!r}")
    if may_be_empty(node):
        raise PatternError("needs at least one word that is not optional")
    names = slot_names(node)
    if len(names) != len(set(names)):
        raise PatternError("uses a slot twice")
    return node


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        token = self.peek()
        if token is None:
            raise PatternError("ends too early")
        self._at += 1
        return token

    def _expect(self, mark: str) -> None:
        token = self._take()
        if token != mark:
            raise PatternError(f"expected {mark!r}, found {token!r}")

    def either(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise PatternError(f"nested deeper than {MAX_DEPTH}")
        options = [self._sequence(depth)]
        while self.peek() == "|":
            self._take()
            options.append(self._sequence(depth))
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while (token := self.peek()) is not None and token not in ")]|}":
            parts.append(self._part(depth))
        if not parts:
            raise PatternError("has an empty part")
        return parts[0] if len(parts) == 1 else Phrase(tuple(parts))

    def _part(self, depth: int) -> Node:
        token = self._take()
        if token == "(":
            node = self.either(depth + 1)
            self._expect(")")
            return node
        if token == "[":
            node = self.either(depth + 1)
            self._expect("]")
            return Maybe(node)
        if token == "{":
            return self._slot()
        return Word(token)

    def _slot(self) -> SlotRef:
        name = self._take()
        if not _SLOT.fullmatch(name):
            raise PatternError(f"{name!r} is not a slot name")
        self._expect("}")
        return SlotRef(name)


def may_be_empty(node: Node) -> bool:
    match node:
        case Maybe():
            return True
        case Either(options):
            return any(may_be_empty(option) for option in options)
        case Phrase(parts):
            return all(may_be_empty(part) for part in parts)
        case Word(text):
            return not spoken_words(text)
        case SlotRef():
            return False


def slot_names(node: Node) -> list[str]:
    match node:
        case SlotRef(name):
            return [name]
        case Maybe(part):
            return slot_names(part)
        case Phrase(parts):
            return [name for part in parts for name in slot_names(part)]
        case Either(options):
            # each branch may name the slot: only one of them is ever taken
            return sorted({name for option in options for name in slot_names(option)})
        case Word():
            return []


def to_regex(node: Node, language: str, slot: Callable[[str], str]) -> str:
    """Matches inside text of `words.normalise`, where a space follows every word."""
    match node:
        case Word(text):
            return "".join(f"{re.escape(word)} " for word in _plain(text, language))
        case SlotRef(name):
            return slot(name)
        case Maybe(part):
            return f"(?:{to_regex(part, language, slot)})?"
        case Either(options):
            return f"(?:{'|'.join(to_regex(option, language, slot) for option in options)})"
        case Phrase(parts):
            return "".join(to_regex(part, language, slot) for part in parts)


def to_jsgf(node: Node, language: str, slot: Callable[[str], str]) -> str:
    match node:
        case Word(text):
            return " ".join(spoken_words(text, language))
        case SlotRef(name):
            return slot(name)
        case Maybe(part):
            return f"[{to_jsgf(part, language, slot)}]"
        case Either(options):
            return f"({' | '.join(to_jsgf(option, language, slot) for option in options)})"
        case Phrase(parts):
            return " ".join(filter(None, (to_jsgf(part, language, slot) for part in parts)))


def words_of(node: Node, language: str) -> set[str]:
    """Every word a recogniser would have to know."""
    match node:
        case Word(text):
            return set(spoken_words(text, language))
        case SlotRef():
            return set()
        case Maybe(part):
            return words_of(part, language)
        case Either(parts) | Phrase(parts):
            return {word for part in parts for word in words_of(part, language)}


def _plain(text: str, language: str) -> list[str]:
    return [word.replace("'", "") for word in spoken_words(text, language)]
