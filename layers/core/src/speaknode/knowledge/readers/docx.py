"""Word documents: paragraphs and tables in their order, headings by style."""

import io
import re
import zipfile
from typing import Any

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Document
from speaknode.knowledge.readers.outline import Outline

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_LEVEL = re.compile(r"^(?:heading|заголовок)\s*(\d)$", re.IGNORECASE)


def read(content: bytes, _charset: str | None) -> Document:
    _check_archive(content)
    import docx as word
    from docx.opc.exceptions import OpcError

    try:
        document = word.Document(io.BytesIO(content))
        outline = Outline()
        for block in document.iter_inner_content():
            _add(outline, block)
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        SyntaxError,
    ) as error:
        raise UnreadableDocumentError("the file is not a whole Word document") from error
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


def _add(outline: Outline, block: Any) -> None:
    if hasattr(block, "rows"):
        for row in block.rows:
            # A cell merged over columns appears once for each of them.
            cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
            outline.add("; ".join(text for text in cells if text))
        return
    style = block.style.name if block.style is not None else ""
    level = _LEVEL.match(style or "")
    if level:
        outline.head(int(level[1]), block.text.strip())
    elif style == "Title":
        outline.head(1, block.text.strip())
    else:
        outline.add(block.text)
