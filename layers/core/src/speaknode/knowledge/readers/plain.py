"""Plain text: paragraphs, no headings."""

from speaknode.knowledge.models import Document, Section
from speaknode.knowledge.readers.decoding import decode


def read(content: bytes, charset: str | None) -> Document:
    return Document(sections=(Section(text=decode(content, charset)),))
