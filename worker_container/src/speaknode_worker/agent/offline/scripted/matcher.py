"""Finds what a transcript means: a rule, a slot's value, a yes or a no."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from speaknode.providers.scripted.models import Patterns, Rule, ScriptedSettings, Slot, SlotValue
from speaknode.providers.scripted.patterns import Node, Phrase, Word, parse, to_regex
from speaknode.providers.scripted.words import normalise, spoken_words

_ANYTHING = r"(?:\S+ ){1,20}"


def nodes_of(patterns: Patterns, language: str) -> list[Node]:
    return [parse(source) for source in patterns.get(language, [])]


def value_nodes(value: SlotValue, language: str) -> list[Node]:
    """A label is plain words, not a pattern: it may carry any punctuation."""
    label = value.label.get(language, str(value.value))
    words = tuple(Word(word) for word in spoken_words(label, language))
    return [*([Phrase(words)] if words else []), *nodes_of(value.phrases, language)]


@dataclass(frozen=True)
class Found:
    words: int
    captured: dict[str, str]


class Phrases:
    """All patterns of one meaning. The longest match decides between meanings."""

    def __init__(self, nodes: Iterable[Node], language: str, slots: dict[str, str]) -> None:
        self._regexes = [
            re.compile(rf"(?<![^ ]){_with_slots(node, language, slots)}") for node in nodes
        ]

    def find(self, text: str) -> Found | None:
        """`text` is normalised."""
        found: Found | None = None
        for regex in self._regexes:
            for match in regex.finditer(text):
                words = match[0].count(" ")
                if found is None or words > found.words:
                    found = Found(words, _captured(match))
        return found

    def cover(self, text: str) -> bool:
        """Whether one pattern is all of the text."""
        return any(regex.fullmatch(text) for regex in self._regexes)


def _with_slots(node: Node, language: str, slots: dict[str, str]) -> str:
    used = 0

    def slot(name: str) -> str:
        nonlocal used
        used += 1
        return f"(?P<{name}__{used}>{slots[name]})"

    return to_regex(node, language, slot)


def _captured(match: re.Match[str]) -> dict[str, str]:
    return {
        group.rsplit("__", 1)[0]: text.strip()
        for group, text in match.groupdict().items()
        if text is not None
    }


@dataclass(frozen=True)
class RuleMatch:
    rule: Rule
    captured: dict[str, str]


class Matcher:
    """Everything is compiled once per conversation."""

    def __init__(self, settings: ScriptedSettings, language: str) -> None:
        self._settings, self._language = settings, language
        self._values: dict[tuple[str, str], list[tuple[SlotValue, Phrases]]] = {}
        self._rules: list[tuple[Rule, Phrases]] = []
        for rule in settings.rules:
            for slot in rule.slots:
                self._values[rule.name, slot.name] = [
                    (value, Phrases(value_nodes(value, language), language, {}))
                    for value in slot.values
                ]
            slots = {slot.name: _slot_regex(slot, language) for slot in rule.slots}
            nodes = nodes_of(rule.patterns, language)
            self._rules.append((rule, Phrases(nodes, language, slots)))

    @cached_property
    def _yes(self) -> Phrases:
        return Phrases(nodes_of(self._settings.yes, self._language), self._language, {})

    @cached_property
    def _no(self) -> Phrases:
        return Phrases(nodes_of(self._settings.no, self._language), self._language, {})

    def normalise(self, text: str) -> str:
        return normalise(text, self._language)

    def rule(self, text: str) -> RuleMatch | None:
        best: tuple[int, RuleMatch] | None = None
        for rule, phrases in self._rules:
            found = phrases.find(text)
            if found is not None and (best is None or found.words > best[0]):
                best = found.words, RuleMatch(rule, found.captured)
        return best[1] if best else None

    def value(self, rule: Rule, slot: Slot, text: str) -> SlotValue | None:
        best: tuple[int, SlotValue] | None = None
        for value, phrases in self._values[rule.name, slot.name]:
            found = phrases.find(text)
            if found is not None and (best is None or found.words > best[0]):
                best = found.words, value
        return best[1] if best else None

    def says_yes(self, text: str) -> bool:
        return self._yes.find(text) is not None

    def says_no(self, text: str) -> bool:
        return self._no.find(text) is not None


def _slot_regex(slot: Slot, language: str) -> str:
    if not slot.values:
        return _ANYTHING
    nodes = [node for value in slot.values for node in value_nodes(value, language)]
    return f"(?:{'|'.join(to_regex(node, language, lambda name: name) for node in nodes)})"
