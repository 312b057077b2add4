"""From the uploaded bytes or the web page to an index; every run ends in `ready` or `failed`."""

from speaknode.kit.clock import Clock
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.kit.ids import new_id
from speaknode.knowledge import index as indexing
from speaknode.knowledge import readers
from speaknode.knowledge.chunks import cut
from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import (
    CONTENT_TYPES,
    ENDINGS,
    MAX_ATTEMPTS,
    MAX_CHUNKS,
    MAX_FILE_BYTES,
    Chunk,
    Document,
    Knowledge,
    KnowledgeStatus,
    ProcessKnowledge,
    StoredKnowledge,
)
from speaknode.knowledge.paths import index_key, original_key
from speaknode.knowledge.ports import Embedder, KnowledgeFiles, KnowledgeStore, ProcessQueue, Web

DELAYS_S = (60, 600)
"""Before the second try and the third, where the model or the storage is away: a restart of either takes no longer."""


class KnowledgeProcessing:
    """Doing a message twice, or two at once, ends in the same: the run that is no longer wanted writes nothing."""

    def __init__(
        self,
        *,
        store: KnowledgeStore,
        files: KnowledgeFiles,
        web: Web,
        queue: ProcessQueue,
        embedder: Embedder | None,
        clock: Clock,
    ) -> None:
        self._store, self._files, self._web = store, files, web
        self._queue, self._embedder, self._clock = queue, embedder, clock

    def process(self, message: ProcessKnowledge) -> KnowledgeStatus | None:
        """None: nobody waits for this run. What does not answer is asked again minutes later."""
        stored = self._begin(message)
        if stored is None:
            return None
        try:
            ended = self._run(stored)
        except UnreadableDocumentError as error:
            ended = _failed(stored, error.message)
        except UnavailableError:
            if stored.attempts < MAX_ATTEMPTS:
                again = message.model_copy(update={"attempt": message.attempt + 1})
                self._queue.send(again, delay_s=DELAYS_S[stored.attempts - 1])
                return KnowledgeStatus.PROCESSING
            ended = _failed(stored, "a service this needs did not answer; try again later")
        return self._end(stored, ended)

    def _begin(self, message: ProcessKnowledge) -> StoredKnowledge | None:
        """Counts the run before it starts: a document that brings the process down does so a few times only."""
        stored = self._store.get(message.space_id, message.knowledge_id)
        if stored is None or stored.job != message.job:
            return None
        if stored.knowledge.status is not KnowledgeStatus.PROCESSING:
            return None
        if stored.attempts >= MAX_ATTEMPTS:
            self._end(stored, _failed(stored, "the document could not be processed"))
            return None
        begun = self._stamp(stored.model_copy(update={"attempts": stored.attempts + 1}))
        self._store.replace(begun, previous_revision=stored.knowledge.revision)
        return begun

    def _run(self, stored: StoredKnowledge) -> StoredKnowledge:
        document, size = self._read(stored.knowledge)
        chunks = list(cut(document))
        if len(chunks) > MAX_CHUNKS:
            raise UnreadableDocumentError(f"the document gives more than {MAX_CHUNKS} chunks")
        vectors = self._embed(chunks)
        name = self._embedder.name if self._embedder and vectors is not None else None
        key = index_key(stored.knowledge.space_id, stored.knowledge.id, new_id("idx"))
        self._files.put(key, indexing.dump(indexing.build(chunks, vectors, name)))
        ready = stored.knowledge.model_copy(
            update={
                "status": KnowledgeStatus.READY,
                "reason": None,
                "title": document.title,
                "size_bytes": size,
                "characters": sum(len(section.text) for section in document.sections),
                "chunk_count": len(chunks),
                "embedder": name,
            }
        )
        return stored.model_copy(update={"knowledge": ready, "index_key": key})

    def _embed(self, chunks: list[Chunk]) -> list[list[float]] | None:
        if self._embedder is None:
            return None
        return self._embedder.embed([f"{chunk.heading}\n{chunk.text}".strip() for chunk in chunks])

    def _read(self, knowledge: Knowledge) -> tuple[Document, int]:
        if knowledge.url is not None:
            page = self._web.load(knowledge.url)
            kind = CONTENT_TYPES.get(page.content_type)
            if kind is None:
                told = page.content_type[:60] or "nothing that says what it is"
                raise UnreadableDocumentError(f"the page sends {told}, which cannot be read")
            return readers.read(kind, page.content, charset=page.charset), len(page.content)
        key = original_key(knowledge.space_id, knowledge.id)
        if (self._files.size(key) or 0) > MAX_FILE_BYTES:
            raise UnreadableDocumentError(f"the file is larger than {MAX_FILE_BYTES >> 20} MB")
        content = self._files.get(key)
        if content is None:
            raise UnreadableDocumentError("the uploaded file is gone; upload it again")
        kind = ENDINGS[(knowledge.filename or "").rpartition(".")[2].lower()]
        return readers.read(kind, content), len(content)

    def _end(self, begun: StoredKnowledge, ended: StoredKnowledge) -> KnowledgeStatus | None:
        ended = self._stamp(ended.model_copy(update={"job": None, "attempts": 0}))
        try:
            self._store.replace(ended, previous_revision=begun.knowledge.revision)
        except (
            ConflictError
        ):  # deleted, or processed anew meanwhile: this run's result is not wanted
            if ended.index_key and ended.index_key != begun.index_key:
                self._files.delete(ended.index_key)
            return None
        if begun.index_key and ended.index_key != begun.index_key:
            self._files.delete(begun.index_key)
        return ended.knowledge.status

    def _stamp(self, stored: StoredKnowledge) -> StoredKnowledge:
        revision = stored.knowledge.revision + 1
        update = {"updated_at": self._clock(), "revision": revision}
        return stored.model_copy(update={"knowledge": stored.knowledge.model_copy(update=update)})


def _failed(stored: StoredKnowledge, reason: str) -> StoredKnowledge:
    update = {"status": KnowledgeStatus.FAILED, "reason": reason}
    return stored.model_copy(update={"knowledge": stored.knowledge.model_copy(update=update)})
