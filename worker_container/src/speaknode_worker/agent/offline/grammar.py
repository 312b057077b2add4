"""What the caller is likely to say, as a JSGF grammar of words that the dictionary can pronounce."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from speaknode.providers.scripted.models import Rule, ScriptedSettings, Slot
from speaknode.providers.scripted.patterns import (
    Either,
    Maybe,
    Node,
    Phrase,
    SlotRef,
    Word,
    parse,
    to_jsgf,
)
from speaknode.providers.scripted.words import normalise, spoken_words
from speaknode_worker.agent.offline.scripted.matcher import Phrases, nodes_of, value_nodes

Knows = Callable[[str], bool]


@dataclass
class Grammar:
    jsgf: str
    sentences: Phrases
    """The same grammar as a matcher: a decoder's partial path is no sentence and is refused."""
    left_out: set[str] = field(default_factory=set)
    """Words that the dictionary does not know; phrases that need them cannot be heard."""

    def accepts(self, text: str) -> bool:
        return self.sentences.cover(normalise(text))


class _Builder:
    def __init__(self, knows: Knows) -> None:
        self._knows = knows
        self.left_out: set[str] = set()
        self.nodes: list[Node] = []

    def add(self, nodes: Iterable[Node]) -> None:
        self.nodes.extend(filter(None, (self.prune(node) for node in nodes)))

    def prune(self, node: Node) -> Node | None:
        """The node without what cannot be pronounced; None when nothing useful is left."""
        match node:
            case Word(text):
                unknown = {word for word in spoken_words(text) if not self._knows(word)}
                self.left_out |= unknown
                return None if unknown else node
            case SlotRef():
                return None  # an open slot: no grammar can list its answers
            case Maybe(part):
                pruned = self.prune(part)
                return Maybe(pruned) if pruned else Phrase(())
            case Either(options):
                kept = tuple(left for option in options if (left := self.prune(option)))
                return Either(kept) if kept else None
            case Phrase(parts):
                pruned_parts = [self.prune(part) for part in parts]
                if any(part is None for part in pruned_parts):
                    return None
                return Phrase(tuple(part for part in pruned_parts if part and part != Phrase(())))


def build(
    settings: ScriptedSettings | None, keyterms: Iterable[str], knows: Knows
) -> Grammar | None:
    """English only, as the recogniser is. None when there is nothing to expect."""
    builder = _Builder(knows)
    if settings is not None:
        for rule in settings.rules:
            builder.add(_resolved(node, rule) for node in nodes_of(rule.patterns, "en"))
            builder.add(_answers(rule))
        builder.add([*nodes_of(settings.yes, "en"), *nodes_of(settings.no, "en")])
        builder.add([parse("[yes] please"), parse("[no] thank you"), parse("(hello | hi)")])
    builder.add(_plain(term) for term in keyterms if spoken_words(term))
    sentences = [node for node in builder.nodes if node != Phrase(())]
    if not sentences:
        return None
    lines = " |\n  ".join(f"({to_jsgf(node, 'en', _no_slot)})" for node in sentences)
    return Grammar(
        jsgf=f"#JSGF V1.0;\ngrammar speaknode;\npublic <sentence> =\n  {lines};\n",
        sentences=Phrases(sentences, "en", {}),
        left_out=builder.left_out,
    )


def _answers(rule: Rule) -> list[Node]:
    """Slots answered on their own, or several in the order in which they are asked."""
    slots = [node for slot in rule.slots if (node := _choice(slot)) is not None]
    return [
        Phrase((slots[start], *(Maybe(later) for later in slots[start + 1 :])))
        for start in range(len(slots))
    ]


def _choice(slot: Slot) -> Node | None:
    nodes = tuple(node for value in slot.values for node in value_nodes(value, "en"))
    return Either(nodes) if nodes else None


def _resolved(node: Node, rule: Rule) -> Node:
    """Slots replaced by what they allow."""
    match node:
        case SlotRef(name):
            slot = next(slot for slot in rule.slots if slot.name == name)
            return _choice(slot) or node
        case Maybe(part):
            return Maybe(_resolved(part, rule))
        case Either(options):
            return Either(tuple(_resolved(option, rule) for option in options))
        case Phrase(parts):
            return Phrase(tuple(_resolved(part, rule) for part in parts))
        case Word():
            return node


def _plain(text: str) -> Node:
    return Phrase(tuple(Word(word) for word in spoken_words(text)))


def _no_slot(name: str) -> str:
    raise AssertionError(f"slot {name} was not resolved")
