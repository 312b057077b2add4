"""What knowledge needs from storage, queue, models and the web."""

from collections.abc import Sequence
from typing import Protocol

from speaknode.kit.models import Entity, Page
from speaknode.knowledge.models import Knowledge, ProcessKnowledge, StoredKnowledge


class KnowledgeStore(Protocol):
    def insert(self, stored: StoredKnowledge) -> None: ...
    def get(self, space_id: str, knowledge_id: str) -> StoredKnowledge | None: ...
    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Knowledge]:
        """Newest first."""

    def replace(self, stored: StoredKnowledge, *, previous_revision: int) -> None:
        """Raises ConflictError when the stored revision is another."""

    def delete(self, space_id: str, knowledge_id: str) -> None: ...


class KnowledgeFiles(Protocol):
    """Objects by key; every method raises UnavailableError when storage does not answer."""

    def put(self, key: str, content: bytes) -> None: ...
    def get(self, key: str) -> bytes | None: ...
    def size(self, key: str) -> int | None:
        """None: there is no such object."""

    def delete(self, *keys: str) -> None: ...
    def upload_link(self, key: str, *, size_bytes: int, ttl_s: int) -> str:
        """A URL that takes one PUT of exactly that many bytes."""


class ProcessQueue(Protocol):
    def send(self, message: ProcessKnowledge, *, delay_s: int = 0) -> None: ...


class Embedder(Protocol):
    """Turns texts into vectors of one length; `name` changes whenever old vectors no longer compare."""

    @property
    def name(self) -> str: ...
    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """For an index; may take its time."""

    def embed_query(self, text: str) -> list[float]:
        """In a conversation: answers within a second or raises UnavailableError."""


class WebPage(Entity):
    content: bytes
    content_type: str
    charset: str | None = None


class Web(Protocol):
    def load(self, url: str) -> WebPage:
        """Raises UnreadableDocumentError with a reason fit for people."""
