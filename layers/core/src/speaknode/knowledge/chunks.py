"""Cutting a document: whole sentences, about a breath's worth, overlapping, under their headings."""

import re
from collections.abc import Iterator

from speaknode.knowledge.models import Chunk, Document, Section

CHUNK_CHARACTERS = 900
OVERLAP_CHARACTERS = 150
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)]*\s+|(?<=[。！？])[」』”）]*\s*|\n+")
"""A full stop of Chinese and Japanese has no space after it."""
_SPACES = re.compile(r"[^\S\n]+")


def cut(document: Document) -> Iterator[Chunk]:
    for section in document.sections:
        heading = " › ".join(section.headings)
        for text in _cut_text(section):
            yield Chunk(text=text, heading=heading, page=section.page)


def _cut_text(section: Section) -> Iterator[str]:
    kept: list[str] = []
    length = 0
    for sentence in _sentences(section.text):
        if kept and length + len(sentence) > CHUNK_CHARACTERS:
            yield " ".join(kept)
            kept = _tail(kept)
            length = sum(map(len, kept))
        kept.append(sentence)
        length += len(sentence)
    if kept:
        yield " ".join(kept)


def _tail(sentences: list[str]) -> list[str]:
    """The last sentences again, as what they say may go on in the next chunk."""
    tail: list[str] = []
    for sentence in reversed(sentences):
        if sum(map(len, tail)) + len(sentence) > OVERLAP_CHARACTERS:
            break
        tail.insert(0, sentence)
    return tail


def _sentences(text: str) -> Iterator[str]:
    for raw in _SENTENCE_END.split(text):
        sentence = _SPACES.sub(" ", raw).strip()
        start = 0
        while len(sentence) - start > CHUNK_CHARACTERS:  # a list without stops, or no prose at all
            end = start + CHUNK_CHARACTERS
            at = sentence.rfind(" ", start + CHUNK_CHARACTERS // 2, end)
            end = at if at > 0 else end
            yield sentence[start:end].strip()
            start = end
        if rest := sentence[start:].strip():
            yield rest
