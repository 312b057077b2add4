"""Web pages: the main text without menus, scripts and footers."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Document
from speaknode.knowledge.readers.decoding import decode
from speaknode.knowledge.readers.outline import Outline

_CHROME = (
    # A form itself stays: some sites wrap the whole page in one.
    "script, style, noscript, template, svg, nav, label, select, textarea, iframe, dialog, button,"
    " [hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], [role=search]"
)
_FRAME = "header, footer, aside"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_TAGS = """
    address article blockquote body br dd div dl dt fieldset figcaption figure footer header hr li
    main ol p pre section summary details table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_IMPLIED = frozenset(
    {"body", "br", "dd", "dt", "hr", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
"""Many a page leaves out where they end."""
_NESTING = "|".join(sorted(_BLOCKS - _IMPLIED)) + "|center|dialog|dir|hgroup|menu|nav|search"
_NESTING_TAG = re.compile(rf"<(/?)(?:{_NESTING})[\s/>]", re.IGNORECASE)
_MAX_DEPTH = 6000
"""The parser looks through all that is open at each tag: what nests ten times deeper takes a hundred times longer."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,40})", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_MIN_MAIN_SHARE = 0.25


def read(content: bytes, charset: str | None) -> Document:
    declared = _CHARSET.search(content[:4096])
    text = decode(content, charset or (declared[1].decode("ascii") if declared else None))
    _check_depth(text)
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    body = tree.body
    if body is None:
        return Document(sections=())
    for node in body.css(_CHROME):
        node.decompose()
    outline = Outline()
    _Walk(outline).run(_main_part(body))
    name = title.text(strip=True) if title is not None else outline.title
    return Document(title=name, sections=tuple(outline.sections()))


def _check_depth(text: str) -> None:
    depth = 0
    for tag in _NESTING_TAG.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_DEPTH:
            raise UnreadableDocumentError("the page nests its parts too deep to be read")


def _main_part(body: LexborNode) -> LexborNode:
    """What the page marks as its main part, if that holds a fair share of the text."""
    whole = len(body.text())
    for selector in ("main", "[role=main]", "article"):
        found = body.css(selector)
        if len(found) == 1 and len(found[0].text()) > _MIN_MAIN_SHARE * whole:
            return found[0]
    for node in body.css(_FRAME):
        node.decompose()
    return body


class _Walk:
    """Depth first, without recursion: pages nest deeper than Python does."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._line: list[str] = []

    def run(self, root: LexborNode) -> None:
        waiting: list[tuple[LexborNode, bool]] = [(root, False)]
        while waiting:
            node, is_closing = waiting.pop()
            tag = node.tag or ""
            if is_closing or tag in _BLOCKS or tag in _HEADINGS:
                self._break(at_cell=tag in ("td", "th"))
            if is_closing:
                continue
            if tag in _HEADINGS:
                self._outline.head(_HEADINGS[tag], _flat(node.text(separator=" ")))
            elif node.is_text_node:
                self._line.append(node.text_content or "")
            else:
                if tag in _BLOCKS:
                    waiting.append((node, True))
                waiting.extend((child, False) for child in reversed(_children(node)))

    def _break(self, *, at_cell: bool) -> None:
        if at_cell:
            self._line.append(" ")  # the cells of a row stay on its line
            return
        text = _flat("".join(self._line))
        self._line.clear()
        if text:
            self._outline.add(text)


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
