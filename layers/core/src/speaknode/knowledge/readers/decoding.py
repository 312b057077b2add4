"""Bytes to text, for documents."""

from speaknode.kit import encoding
from speaknode.knowledge.errors import UnreadableDocumentError


def decode(content: bytes, charset: str | None = None) -> str:
    """`charset`: what the document says of itself. Raises UnreadableDocumentError."""
    try:
        return encoding.decode(content, charset, is_lenient=True)[0]
    except encoding.NotTextError as error:
        raise UnreadableDocumentError(str(error)) from error
