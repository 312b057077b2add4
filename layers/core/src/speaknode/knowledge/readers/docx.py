"""Word documents: paragraphs and tables in their order, headings by style.

The tree itself is walked, as the library's own objects leave out what was inserted under tracked
changes, content controls, text boxes and tables in tables, and take minutes for a long document.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Document
from speaknode.knowledge.readers.outline import Outline

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_LEVEL = re.compile(r"^(?:heading|заголовок)\s*(\d)$", re.IGNORECASE)
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_MAIN}}}"
_NOT_SAID = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        # The same text box once more, for programs that do not know the new kind.
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})


def read(content: bytes, _charset: str | None) -> Document:
    _check_archive(content)
    import docx as word
    from docx.opc.exceptions import OpcError

    try:
        document = word.Document(io.BytesIO(content))
        outline = _outline(document)
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        SyntaxError,
    ) as error:
        raise UnreadableDocumentError(
            "the file is not a whole Word document (.docx; no template, no macros)"
        ) from error
    title = document.core_properties.title or outline.title
    return Document(title=title, sections=tuple(outline.sections()))


def _check_archive(content: bytes) -> None:
    """A .docx is a zip: one that unpacks beyond measure is not unpacked at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableDocumentError("the file is not a Word document (.docx)") from error
    if sum(entry.file_size for entry in names) > MAX_UNPACKED_BYTES:
        raise UnreadableDocumentError("the document unpacks to more than 200 MB")
    if not any(entry.filename == "word/document.xml" for entry in names):
        raise UnreadableDocumentError("the file is not a Word document (.docx)")


def _outline(document: Any) -> Outline:
    outline = Outline()
    styles = {style.style_id: style.name or "" for style in document.styles}
    for block in _blocks(document.element.body):
        if block.tag == f"{_W}tbl":
            for line in _lines(block):
                outline.add(line)
            continue
        found = block.find(f"{_W}pPr/{_W}pStyle")
        style = styles.get(found.get(f"{_W}val"), "") if found is not None else ""
        level = "1" if style == "Title" else (_LEVEL.match(style) or ("", ""))[1]
        text = _text(block)
        if level:
            outline.head(int(level), text.strip())
        else:
            outline.add(text)
    return outline


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, those in controls and tracked changes too."""
    for child in parent.iterchildren("*"):
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _NOT_SAID:
            yield from _blocks(child)


def _lines(table: Any) -> Iterator[str]:
    """A line for each row; a cell that goes over several rows is said with each of them."""
    above: dict[int, str] = {}
    for row in _inner(table, f"{_W}tr"):
        told: dict[int, str] = {}
        column = 0
        for cell in _inner(row, f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
            told[column] = above.get(column, "") if goes_on else _cell(cell)
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            column += int(span.get(f"{_W}val", 1)) if span is not None else 1
        yield "; ".join(filter(None, told.values()))
        above = told


def _inner(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table, the cells of a row: some stand in controls."""
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag not in _NOT_SAID and child.tag != f"{_W}tbl":
            yield from _inner(child, tag)


def _cell(cell: Any) -> str:
    return " ".join(filter(None, (_text(part).strip() for part in _blocks(cell))))


def _text(node: Any) -> str:
    return "".join(_pieces(node))


def _pieces(node: Any) -> Iterator[str]:
    for child in node.iterchildren("*"):
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _NOT_SAID:
            is_within = child.tag in (f"{_W}p", f"{_W}tc")  # of a text box, of a table's table
            yield from (" ", *_pieces(child)) if is_within else _pieces(child)
