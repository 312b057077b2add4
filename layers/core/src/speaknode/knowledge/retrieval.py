"""Finding passages: indexes are loaded once, kept in memory, and searched there."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from speaknode.kit.errors import UnavailableError
from speaknode.knowledge import index as indexing
from speaknode.knowledge.following import continues, refers
from speaknode.knowledge.index import Floats, Index
from speaknode.knowledge.models import Chunk, Knowledge, Passage
from speaknode.knowledge.ports import Embedder, KnowledgeFiles, KnowledgeStore

CACHE_BYTES = 256 * 1024 * 1024
FRESH_S = 30.0
"""How long a document is taken to be unchanged: a conversation does not look it up at every turn."""
MIN_SCORE = 0.12
WORDS_SHARE = 0.5
"""Of the score, where vectors give the rest."""


class Book(NamedTuple):
    """A document in memory."""

    knowledge: Knowledge
    contents: Index


@dataclass(frozen=True)
class Library:
    """Documents opened for searching; holds all it needs in memory."""

    books: tuple[Book, ...]
    embedder: Embedder | None = None

    def answer(self, said: Sequence[str], limit: int = 5) -> list[Passage]:
        """By the last words; with the ones before where they lean on those."""
        last, whole = said[-1], " ".join(said)
        if len(said) == 1 or not (refers(last) or continues(last)):
            return self.search(last, limit)
        return self.search(whole, limit, having=None if refers(last) else last)

    def search(
        self,
        query: str,
        limit: int = 5,
        *,
        min_score: float = MIN_SCORE,
        having: str | None = None,
    ) -> list[Passage]:
        """`having`: only what holds one of these words, or their meaning."""
        indexes = [book.contents for book in self.books]
        if not indexes:
            return []
        scores = indexing.score_words(indexes, query)
        if having is not None:
            held = indexing.score_words(indexes, having)
            scores = [
                np.where(words > 0, found, 0) for found, words in zip(scores, held, strict=True)
            ]
        vector = self._vector(query)
        if vector is not None and self.embedder is not None:
            name = self.embedder.name
            scores = [
                _blend(index, words, vector) if index.embedder == name else words
                for index, words in zip(indexes, scores, strict=True)
            ]
        return self._best(scores, limit, min_score)

    def _vector(self, query: str) -> Floats | None:
        """None: by words alone, as a conversation does not wait for a model that is away."""
        if self.embedder is None:
            return None
        try:
            return indexing.unit_vector(self.embedder.embed_query(query))
        except UnavailableError:
            return None

    def _best(self, scores: list[Floats], limit: int, min_score: float) -> list[Passage]:
        offsets = np.cumsum([0, *(len(part) for part in scores)])
        flat = np.concatenate(scores)
        count = min(limit, len(flat))
        if not count:
            return []
        best = np.argpartition(flat, len(flat) - count)[len(flat) - count :]
        passages = []
        for place in best[np.argsort(-flat[best], kind="stable")]:
            if flat[place] < max(min_score, 1e-6):
                break
            number = int(np.searchsorted(offsets, place, side="right")) - 1
            book = self.books[number]
            chunk = book.contents.chunks[int(place - offsets[number])]
            passages.append(_passage(book.knowledge, chunk, float(flat[place])))
        return passages


def _blend(index: Index, words: Floats, vector: Floats) -> Floats:
    meaning = indexing.score_meaning(index, vector)
    blended: Floats = WORDS_SHARE * words + (1 - WORDS_SHARE) * meaning
    return blended


def _passage(knowledge: Knowledge, chunk: Chunk, score: float) -> Passage:
    page = f"page {chunk.page}" if chunk.page else ""
    return Passage(
        knowledge_id=knowledge.id,
        text=chunk.text,
        source=" › ".join(part for part in (knowledge.name, chunk.heading, page) if part),
        url=knowledge.url,
        score=round(score, 3),
    )


class Librarian:
    """Opens libraries. Safe to share between threads."""

    def __init__(
        self,
        *,
        store: KnowledgeStore,
        files: KnowledgeFiles,
        embedder: Embedder | None = None,
        cache_bytes: int = CACHE_BYTES,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._files, self._embedder = store, files, embedder
        self._cache_bytes, self._monotonic = cache_bytes, monotonic
        self._lock = threading.Lock()
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._seen: dict[tuple[str, str], tuple[float, Knowledge | None, str | None]] = {}

    def open(
        self, space_id: str, knowledge_ids: Sequence[str], *, is_fresh: bool = False
    ) -> Library:
        """What is not there, or not ready yet, is left out. `is_fresh`: as it is this very moment."""
        books = []
        for knowledge_id in dict.fromkeys(knowledge_ids):
            book = self._book(space_id, knowledge_id, is_fresh=is_fresh)
            if book is None and not is_fresh:
                # Not ready when last looked at, or its index was replaced since.
                book = self._book(space_id, knowledge_id, is_fresh=True)
            if book is not None:
                books.append(book)
        return Library(tuple(books), self._matching_embedder(books))

    def _book(self, space_id: str, knowledge_id: str, *, is_fresh: bool) -> Book | None:
        knowledge, key = self._look_up(space_id, knowledge_id, is_fresh=is_fresh)
        index = self._index(key) if key else None
        return Book(knowledge, index) if knowledge is not None and index is not None else None

    def _matching_embedder(self, books: list[Book]) -> Embedder | None:
        if self._embedder is None:
            return None
        name = self._embedder.name
        return self._embedder if any(book.contents.embedder == name for book in books) else None

    def _look_up(
        self, space_id: str, knowledge_id: str, *, is_fresh: bool
    ) -> tuple[Knowledge | None, str | None]:
        now = self._monotonic()
        seen = self._seen.get((space_id, knowledge_id))
        if seen is None or is_fresh or now - seen[0] > FRESH_S:
            stored = self._store.get(space_id, knowledge_id)
            seen = (now, stored.knowledge, stored.index_key) if stored else (now, None, None)
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[space_id, knowledge_id] = seen
        return seen[1], seen[2]

    def _index(self, key: str) -> Index | None:
        with self._lock:
            found = self._indexes.get(key)
            if found is not None:
                self._indexes.move_to_end(key)
                return found
        content = self._files.get(key)
        if content is None:
            return None
        loaded = indexing.load(content)
        with self._lock:
            self._indexes[key] = loaded
            while (
                len(self._indexes) > 1
                and sum(index.size_bytes for index in self._indexes.values()) > self._cache_bytes
            ):
                self._indexes.popitem(last=False)
        return loaded
