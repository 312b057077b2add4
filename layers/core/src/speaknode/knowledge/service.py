"""Use cases of knowledge, for those who ask: add a document, look at it, search it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import timedelta

from speaknode.egress.policy import Policy
from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.knowledge.errors import KnowledgeNotFoundError, NotUploadedError
from speaknode.knowledge.models import (
    MAX_FILE_BYTES,
    Knowledge,
    KnowledgeStatus,
    Passages,
    ProcessKnowledge,
    StoredKnowledge,
)
from speaknode.knowledge.paths import original_key
from speaknode.knowledge.ports import KnowledgeFiles, KnowledgeStore, ProcessQueue
from speaknode.knowledge.retrieval import Librarian, Library
from speaknode.knowledge.schemas import KnowledgeCreate, KnowledgeCreated, Upload

UPLOAD_TTL_S = 900
STUCK_AFTER = timedelta(minutes=30)
"""A run that has not ended by then never will (its message was lost): it may be started anew."""


class KnowledgeService:
    def __init__(
        self,
        *,
        store: KnowledgeStore,
        files: KnowledgeFiles,
        queue: ProcessQueue,
        librarian: Librarian,
        clock: Clock,
        policy: Policy,
    ) -> None:
        self._store, self._files, self._queue = store, files, queue
        self._librarian, self._clock, self._policy = librarian, clock, policy

    def create(self, space_id: str, data: KnowledgeCreate) -> KnowledgeCreated:
        _check_source(data)
        if data.url is not None and (problem := self._policy.problem(str(data.url))):
            raise InvalidError.field("/url", problem, code="url_refused")
        content = _decode(data.content)
        is_complete = data.url is not None or content is not None
        now = self._clock()
        knowledge = Knowledge(
            id=new_id("knw"),
            space_id=space_id,
            name=data.name,
            url=str(data.url) if data.url else None,
            filename=data.filename,
            status=KnowledgeStatus.PROCESSING if is_complete else KnowledgeStatus.UPLOADING,
            size_bytes=len(content) if content is not None else data.size_bytes,
            created_at=now,
            updated_at=now,
        )
        stored = StoredKnowledge(knowledge=knowledge, job=new_id("job") if is_complete else None)
        if content is not None:
            self._files.put(original_key(space_id, knowledge.id), content)
        upload = None if is_complete else self._upload(knowledge)
        self._store.insert(stored)
        if is_complete:
            self._send(stored)
        return KnowledgeCreated(**knowledge.model_dump(), upload=upload)

    def _upload(self, knowledge: Knowledge) -> Upload:
        if knowledge.size_bytes is None:
            raise InvalidError.field("/size_bytes", "is needed for an upload", code="size_needed")
        key = original_key(knowledge.space_id, knowledge.id)
        url = self._files.upload_link(key, size_bytes=knowledge.size_bytes, ttl_s=UPLOAD_TTL_S)
        return Upload(url=url, expires_at=self._clock() + timedelta(seconds=UPLOAD_TTL_S))

    def _send(self, stored: StoredKnowledge) -> None:
        """A document that nobody was told to process must not look as if it were being processed."""
        knowledge = stored.knowledge
        message = ProcessKnowledge(
            space_id=knowledge.space_id, knowledge_id=knowledge.id, job=stored.job or ""
        )
        try:
            self._queue.send(message)
        except UnavailableError:
            failed = knowledge.model_copy(
                update={
                    "status": KnowledgeStatus.FAILED,
                    "reason": "the processing could not be started; try again",
                    "revision": knowledge.revision + 1,
                }
            )
            self._store.replace(
                stored.model_copy(update={"knowledge": failed, "job": None}),
                previous_revision=knowledge.revision,
            )
            raise

    def process(self, space_id: str, knowledge_id: str) -> Knowledge:
        """After an upload, after a failure, or to read a web page again; one that is under way goes on."""
        stored = self._stored(space_id, knowledge_id)
        knowledge = stored.knowledge
        age = self._clock() - knowledge.updated_at
        if knowledge.status is KnowledgeStatus.PROCESSING and age < STUCK_AFTER:
            return knowledge
        update: dict[str, object] = {
            "status": KnowledgeStatus.PROCESSING,
            "reason": None,
            "updated_at": self._clock(),
            "revision": knowledge.revision + 1,
        }
        if knowledge.url is None:
            update["size_bytes"] = self._uploaded_size(knowledge)
        begun = StoredKnowledge(
            knowledge=knowledge.model_copy(update=update),
            job=new_id("job"),
            index_key=stored.index_key,
        )
        self._store.replace(begun, previous_revision=knowledge.revision)
        self._send(begun)
        return begun.knowledge

    def _uploaded_size(self, knowledge: Knowledge) -> int:
        size = self._files.size(original_key(knowledge.space_id, knowledge.id))
        if size is None:
            raise NotUploadedError
        if size > MAX_FILE_BYTES:
            raise InvalidError(
                f"the file is larger than {MAX_FILE_BYTES >> 20} MB", code="file_too_large"
            )
        return size

    def get(self, space_id: str, knowledge_id: str) -> Knowledge:
        return self._stored(space_id, knowledge_id).knowledge

    def _stored(self, space_id: str, knowledge_id: str) -> StoredKnowledge:
        stored = self._store.get(space_id, knowledge_id)
        if stored is None:
            raise KnowledgeNotFoundError(knowledge_id)
        return stored

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Knowledge]:
        return self._store.list(space_id, cursor, limit)

    def delete(self, space_id: str, knowledge_id: str) -> None:
        """Agents that still name it simply find nothing there."""
        stored = self._stored(space_id, knowledge_id)
        self._store.delete(space_id, knowledge_id)
        keys = [original_key(space_id, knowledge_id), stored.index_key]
        self._files.delete(*(key for key in keys if key))

    def check_ids(self, space_id: str, knowledge_ids: Sequence[str]) -> None:
        """For agents. Raises InvalidError naming the place of the first id that is no knowledge of the space."""
        for place, knowledge_id in enumerate(knowledge_ids):
            if self._store.get(space_id, knowledge_id) is None:
                raise InvalidError.field(
                    f"/knowledge_ids/{place}",
                    f"knowledge {knowledge_id} does not exist",
                    code="knowledge_not_found",
                )

    def open(self, space_id: str, knowledge_ids: Sequence[str]) -> Library:
        """For the worker: loaded once for a conversation, so that its turns search in memory."""
        return self._librarian.open(space_id, knowledge_ids)

    def search(
        self, space_id: str, knowledge_ids: Sequence[str], query: str, limit: int = 5
    ) -> Passages:
        return self.open(space_id, knowledge_ids).search(query, limit)

    def search_one(self, space_id: str, knowledge_id: str, query: str, limit: int = 5) -> Passages:
        """For whoever has just changed the document and wants to see what is found now."""
        self._stored(space_id, knowledge_id)
        library = self._librarian.open(space_id, [knowledge_id], is_fresh=True)
        return library.search(query, limit)


def _check_source(data: KnowledgeCreate) -> None:
    if (data.url is None) == (data.filename is None):
        raise InvalidError.field("/filename", "give either url or filename", code="one_source")
    if data.filename is None and data.content is not None:
        raise InvalidError.field("/content", "belongs to a filename", code="one_source")


def _decode(content: str | None) -> bytes | None:
    if content is None:
        return None
    try:
        # Many a tool breaks base64 into lines.
        decoded = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidError.field("/content", "is not base64", code="not_base64") from error
    if not decoded:
        raise InvalidError.field("/content", "is empty", code="empty_file")
    return decoded
