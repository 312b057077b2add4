"""Knowledge ports in memory, and a service on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.builders import FakeClock

from speaknode.egress.policy import Policy
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.kit.models import Page
from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Knowledge, ProcessKnowledge, StoredKnowledge
from speaknode.knowledge.ports import WebPage
from speaknode.knowledge.processing import KnowledgeProcessing
from speaknode.knowledge.retrieval import Librarian
from speaknode.knowledge.service import KnowledgeService


class MemoryKnowledgeStore:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], StoredKnowledge] = {}
        self.reads = 0

    def insert(self, stored: StoredKnowledge) -> None:
        key = (stored.knowledge.space_id, stored.knowledge.id)
        if key in self.rows:
            raise ConflictError("knowledge of that id exists")
        self.rows[key] = stored

    def get(self, space_id: str, knowledge_id: str) -> StoredKnowledge | None:
        self.reads += 1
        return self.rows.get((space_id, knowledge_id))

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Knowledge]:
        found = [row.knowledge for (space, _), row in self.rows.items() if space == space_id]
        return Page(items=sorted(found, key=lambda item: item.id, reverse=True)[:limit])

    def replace(self, stored: StoredKnowledge, *, previous_revision: int) -> None:
        key = (stored.knowledge.space_id, stored.knowledge.id)
        current = self.rows.get(key)
        if current is None or current.knowledge.revision != previous_revision:
            raise ConflictError("the knowledge was changed meanwhile")
        self.rows[key] = stored

    def delete(self, space_id: str, knowledge_id: str) -> None:
        self.rows.pop((space_id, knowledge_id), None)


class MemoryFiles:
    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.reads: list[str] = []
        self.is_down = False

    def put(self, key: str, content: bytes) -> None:
        if self.is_down:
            raise UnavailableError("the file storage did not answer")
        self.objects[key] = content

    def get(self, key: str) -> bytes | None:
        if self.is_down:
            raise UnavailableError("the file storage did not answer")
        self.reads.append(key)
        return self.objects.get(key)

    def size(self, key: str) -> int | None:
        return len(self.objects[key]) if key in self.objects else None

    def delete(self, *keys: str) -> None:
        for key in keys:
            self.objects.pop(key, None)

    def upload_link(self, key: str, *, size_bytes: int, ttl_s: int) -> str:
        return f"https://files.test/{key}?size={size_bytes}"


class MemoryProcessQueue:
    def __init__(self) -> None:
        self.sent: list[ProcessKnowledge] = []
        self.delays_s: list[int] = []
        self.is_down = False

    def send(self, message: ProcessKnowledge, *, delay_s: int = 0) -> None:
        if self.is_down:
            raise UnavailableError("the knowledge queue did not take the document")
        self.sent.append(message)
        self.delays_s.append(delay_s)


class MemoryWeb:
    def __init__(self) -> None:
        self.pages: dict[str, WebPage] = {}

    def load(self, url: str) -> WebPage:
        if url not in self.pages:
            raise UnreadableDocumentError("the page answers 404")
        return self.pages[url]


class LetterEmbedder:
    """Vectors of letter counts: near enough to meaning to tell texts apart."""

    name = "letters"

    def __init__(self) -> None:
        self.is_down = False
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.is_down:
            raise UnavailableError("the embedding model did not answer")
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.asked += 1
        if self.is_down:
            raise UnavailableError("the embedding model did not answer")
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        return [float(text.lower().count(chr(code))) for code in range(97, 123)]


@dataclass
class Desk:
    """Everything of knowledge, in memory."""

    embedder: LetterEmbedder | None = None
    store: MemoryKnowledgeStore = field(default_factory=MemoryKnowledgeStore)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    queue: MemoryProcessQueue = field(default_factory=MemoryProcessQueue)
    web: MemoryWeb = field(default_factory=MemoryWeb)
    clock: FakeClock = field(default_factory=FakeClock)
    now_s: float = 0.0

    def __post_init__(self) -> None:
        librarian = Librarian(
            store=self.store,
            files=self.files,
            embedder=self.embedder,
            monotonic=lambda: self.now_s,
        )
        self.service = KnowledgeService(
            store=self.store,
            files=self.files,
            queue=self.queue,
            librarian=librarian,
            clock=self.clock,
            policy=Policy(),
        )
        self.processing = KnowledgeProcessing(
            store=self.store,
            files=self.files,
            web=self.web,
            queue=self.queue,
            embedder=self.embedder,
            clock=self.clock,
        )

    def work(self) -> None:
        """Process whatever is queued."""
        while self.queue.sent:
            self.processing.process(self.queue.sent.pop(0))
