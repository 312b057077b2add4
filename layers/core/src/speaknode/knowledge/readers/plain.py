"""Plain text: paragraphs, no headings."""

from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Document, Section
from speaknode.knowledge.readers.decoding import decode


def read(content: bytes, charset: str | None) -> Document:
    text = decode(content, charset)
    if text.count("\x00") > len(text) // 100:
        raise UnreadableDocumentError("the file is not text")
    return Document(sections=(Section(text=text),))
