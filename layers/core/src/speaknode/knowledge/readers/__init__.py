"""One module per kind of document: `read(content, …) -> Document`. Imported when such a document comes."""

import importlib
import re
from collections.abc import Callable

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import MAX_TEXT_CHARACTERS, Document, DocumentType, Section

_MODULES = {
    DocumentType.PDF: "pdf",
    DocumentType.DOCX: "docx",
    DocumentType.TEXT: "plain",
    DocumentType.MARKDOWN: "markdown",
    DocumentType.HTML: "html",
}
_NO_TEXT = {
    DocumentType.PDF: "there is no text in the document (is it a scan?)",
    DocumentType.HTML: "there is no text on the page (do scripts write it?)",
}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\ufeff\ufffe\uffff]")


def read(kind: DocumentType, content: bytes, *, charset: str | None = None) -> Document:
    """Raises UnreadableDocumentError with a reason fit for people."""
    if not content:
        raise UnreadableDocumentError("the document is empty")
    kind = _true_kind(kind, content)
    module = importlib.import_module(f"{__name__}.{_MODULES[kind]}")
    reader: Callable[[bytes, str | None], Document] = module.read
    document = reader(content, charset)
    sections = tuple(section for section in map(_clean, document.sections) if section.text)
    if not sections:
        raise UnreadableDocumentError(_NO_TEXT.get(kind, "there is no text in the document"))
    if sum(len(section.text) for section in sections) > MAX_TEXT_CHARACTERS:
        raise UnreadableDocumentError(
            f"the document has more than {MAX_TEXT_CHARACTERS:,} characters: split it"
        )
    title = _UNPRINTABLE.sub("", document.title or "").strip()[:200]
    return Document(title=title or None, sections=sections)


def _true_kind(told: DocumentType, content: bytes) -> DocumentType:
    """What it begins as: a name's ending and a server's word may be wrong."""
    if content.startswith(b"%PDF-"):
        return DocumentType.PDF
    return DocumentType.DOCX if content.startswith(b"PK\x03\x04") else told


def _clean(section: Section) -> Section:
    text = _UNPRINTABLE.sub("", section.text.replace("\r\n", "\n").replace("\r", "\n"))
    headings = tuple(_UNPRINTABLE.sub("", heading)[:200] for heading in section.headings)
    return section.model_copy(update={"text": text.strip(), "headings": headings})
