"""Markdown: headings become headings, marks that nobody says aloud go."""

import re

from speaknode.knowledge.models import Document
from speaknode.knowledge.readers.decoding import decode
from speaknode.knowledge.readers.outline import Outline

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_BULLET = re.compile(r"^\s*(?:[-*+]|>)\s+")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$|^\s*\|?[\s:|-]{3,}\|[\s:|-]*$")


def read(content: bytes, charset: str | None) -> Document:
    outline = Outline()
    fenced = False
    for line in _FRONT_MATTER.sub("", decode(content, charset)).splitlines():
        if _FENCE.match(line):
            fenced = not fenced
            continue
        heading = None if fenced else _HEADING.match(line)
        if heading:
            outline.head(len(heading[1]), _plain(heading[2]))
        elif fenced:
            outline.add(line)
        elif not _RULE.match(line):
            outline.add(_plain(_BULLET.sub("", line)))
    return Document(title=outline.title, sections=tuple(outline.sections()))


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    return _EMPHASIS.sub(r"\2", line).replace("|", " ").strip()
