"""A piece of knowledge is one document: an uploaded file or a web page, cut into chunks that can be found."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from speaknode.kit.models import Entity

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT_CHARACTERS = 6_000_000
MAX_CHUNKS = 10_000
MAX_ATTEMPTS = 3


class KnowledgeStatus(StrEnum):
    UPLOADING = "uploading"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class DocumentType(StrEnum):
    """By the ending of the file's name."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "txt"
    MARKDOWN = "md"
    HTML = "html"


ENDINGS: dict[str, DocumentType] = {
    "pdf": DocumentType.PDF,
    "docx": DocumentType.DOCX,
    "txt": DocumentType.TEXT,
    "md": DocumentType.MARKDOWN,
    "markdown": DocumentType.MARKDOWN,
    "html": DocumentType.HTML,
    "htm": DocumentType.HTML,
}
CONTENT_TYPES: dict[str, DocumentType] = {
    "application/pdf": DocumentType.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DocumentType.DOCX,
    "text/plain": DocumentType.TEXT,
    "text/markdown": DocumentType.MARKDOWN,
    "text/html": DocumentType.HTML,
    "application/xhtml+xml": DocumentType.HTML,
}


class Knowledge(Entity):
    id: str
    space_id: str
    name: str
    url: str | None = Field(default=None, description="Of a web page.")
    filename: str | None = Field(default=None, description="Of an uploaded file.")
    status: KnowledgeStatus
    reason: str | None = Field(default=None, description="Why it failed.")
    title: str | None = Field(default=None, description="What the document calls itself.")
    size_bytes: int | None = None
    characters: int = 0
    chunk_count: int = 0
    embedder: str | None = Field(
        default=None, description="Model of the vectors; null: found by words alone."
    )
    created_at: datetime
    updated_at: datetime
    revision: int = 1


class StoredKnowledge(Entity):
    """With what only the platform needs to know."""

    knowledge: Knowledge
    job: str | None = Field(default=None, description="The processing run that may report.")
    attempts: int = 0
    index_key: str | None = Field(default=None, description="Stays while a new run is under way.")


class Section(Entity):
    """A stretch of a document under one heading, on one page."""

    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None


class Document(Entity):
    title: str | None = None
    sections: tuple[Section, ...]


class Chunk(Entity):
    """What is found: some sentences and where they stand."""

    text: str
    heading: str = ""
    page: int | None = None


class Passage(Entity):
    """A chunk that answers a query; `score` is from 0 (nothing in common) to 1 (says it all)."""

    knowledge_id: str
    text: str
    source: str = Field(description="The document, heading and page, fit for reading.")
    url: str | None = None
    score: float


Passages = list[Passage]


class ProcessKnowledge(Entity):
    """What the queue carries."""

    space_id: str
    knowledge_id: str
    job: str
    attempt: int = Field(default=1, description="Counts tries that lie minutes apart.")

    @property
    def id(self) -> str:
        return self.job if self.attempt == 1 else f"{self.job}.{self.attempt}"
