"""PDF: the text layer, page by page, within a budget of pages and time."""

import io
import re
import time

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import MAX_TEXT_CHARACTERS, Document, Section

MAX_PAGES = 3000
BUDGET_S = 75.0
"""Of the function's 120: chunking and storing come after it."""
_HYPHEN = re.compile(r"(\w)[-\u00ad]\n(\w)")
_SOFT_BREAK = re.compile(r"(?<![.!?:;…])\n(?=[^\W\d_])")


def read(content: bytes, _charset: str | None) -> Document:
    if b"%PDF-" not in content[:1024]:
        raise UnreadableDocumentError("the file is not a PDF")
    from pypdf.errors import PyPdfError

    try:
        return _read(content)
    except UnreadableDocumentError:
        raise
    except (
        PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError,
        AssertionError, NotImplementedError, OverflowError,
    ) as error:  # fmt: skip  # what pypdf lets through on files that break the format
        raise UnreadableDocumentError("the PDF is damaged") from error


def _read(content: bytes) -> Document:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocumentError("the PDF is protected by a password")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableDocumentError(f"the PDF has more than {MAX_PAGES} pages: split it")
    sections = []
    characters = 0
    deadline = time.monotonic() + BUDGET_S
    for number, page in enumerate(reader.pages, start=1):
        if time.monotonic() > deadline or characters > MAX_TEXT_CHARACTERS:
            raise UnreadableDocumentError("the PDF takes too long to read: split it")
        text = _flow(page.extract_text())
        characters += len(text)
        sections.append(Section(text=text, page=number))
    title = reader.metadata.title if reader.metadata else None
    return Document(title=title, sections=tuple(sections))


def _flow(text: str) -> str:
    """Lines broken by the width of the page become sentences again."""
    return _SOFT_BREAK.sub(" ", _HYPHEN.sub(r"\1\2", text))
