"""The index of one document: its chunks, their words by BM25, and vectors where a model made them.

Kept as one compressed file; in memory it is numpy arrays, so a search of 10,000 chunks is a few
array additions.
"""

import io
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from speaknode.knowledge.models import Chunk
from speaknode.knowledge.tokens import tokenize

FORMAT = 1
MISSPELT_WEIGHT = 0.8
K1, B = 1.2, 0.6
BACKGROUND = 50
"""Chunks imagined beside the real ones: in a document of one chunk every word would else be commonplace."""
_LONG, _VERY_LONG = 5, 8
"""Letters of a stem with which one slip, or two, leave no doubt what was meant."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Postings:
    """Which chunks hold a word, how often: the word's slice of two flat arrays."""

    words: dict[str, int]
    starts: NDArray[np.int64]
    chunks: NDArray[np.int32]
    counts: Floats

    def of(self, word: str) -> tuple[NDArray[np.int32], Floats] | None:
        number = self.words.get(word)
        if number is None:
            return None
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.chunks[part], self.counts[part]


@dataclass(frozen=True)
class Index:
    chunks: list[Chunk]
    lengths: Floats
    postings: _Postings
    vectors: Floats | None = None
    embedder: str | None = None

    @cached_property
    def size_bytes(self) -> int:
        """About what it holds in memory."""
        arrays = self.postings.chunks.nbytes + self.postings.counts.nbytes + self.lengths.nbytes
        vectors = self.vectors.nbytes if self.vectors is not None else 0
        texts = sum(2 * len(chunk.text) + 600 for chunk in self.chunks)
        return arrays + vectors + texts + 120 * len(self.postings.words)

    def frequency(self, word: str) -> int:
        found = self.postings.of(word)
        return 0 if found is None else len(found[0])


def build(
    chunks: Sequence[Chunk],
    vectors: Sequence[Sequence[float]] | None = None,
    embedder: str | None = None,
) -> Index:
    lengths = np.zeros(len(chunks), dtype=np.float32)
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, chunk in enumerate(chunks):
        words = tokenize(f"{chunk.heading} {chunk.text}")
        lengths[number] = len(words)
        for word, count in Counter(words).items():
            found[word].append((number, count))
    flat = [pair for pairs in found.values() for pair in pairs]
    starts = np.cumsum([0, *(len(pairs) for pairs in found.values())], dtype=np.int64)
    return Index(
        chunks=list(chunks),
        lengths=lengths,
        postings=_Postings(
            words={word: number for number, word in enumerate(found)},
            starts=starts,
            chunks=np.array([number for number, _ in flat], dtype=np.int32),
            counts=np.array([count for _, count in flat], dtype=np.float32),
        ),
        vectors=None if vectors is None else _unit(np.array(vectors, dtype=np.float32)),
        embedder=embedder,
    )


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return unit


def dump(index: Index) -> bytes:
    told = {
        "format": FORMAT,
        "embedder": index.embedder,
        "words": list(index.postings.words),
        "chunks": [[chunk.text, chunk.heading, chunk.page] for chunk in index.chunks],
    }
    arrays: dict[str, NDArray[Any]] = {
        "told": np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8),
        "lengths": index.lengths,
        "starts": index.postings.starts,
        "postings": index.postings.chunks,
        "counts": index.postings.counts,
    }
    if index.vectors is not None:
        arrays["vectors"] = index.vectors.astype(np.float16)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub takes the names for `allow_pickle`
    return file.getvalue()


def load(content: bytes) -> Index:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        told = json.loads(arrays["told"].tobytes())
        vectors = arrays["vectors"].astype(np.float32) if "vectors" in arrays else None
        return Index(
            chunks=[
                Chunk.model_construct(text=text, heading=heading, page=page)
                for text, heading, page in told["chunks"]
            ],
            lengths=arrays["lengths"],
            postings=_Postings(
                words={word: number for number, word in enumerate(told["words"])},
                starts=arrays["starts"],
                chunks=arrays["postings"],
                counts=arrays["counts"],
            ),
            vectors=vectors,
            embedder=told["embedder"],
        )


def score_words(indexes: Sequence[Index], query: str) -> list[Floats]:
    """BM25 over all indexes as if they were one, scaled so that 1 is a chunk that holds every word once."""
    scores = [np.zeros(len(index.chunks), dtype=np.float32) for index in indexes]
    words = {word: _meant(word, indexes) for word in tokenize(query)}
    count = sum(len(index.chunks) for index in indexes)
    if not words or not count:
        return scores
    average = max(1.0, sum(float(index.lengths.sum()) for index in indexes) / count)
    total = 0.0
    for asked, word in words.items():
        frequency = sum(index.frequency(word) for index in indexes)
        weight = math.log(1 + (BACKGROUND + count - frequency + 0.5) / (frequency + 0.5))
        total += weight
        if frequency:
            weight *= 1 if word == asked else MISSPELT_WEIGHT
            for index, found in zip(indexes, scores, strict=True):
                _add_word(index, found, word, weight, average)
    return [np.minimum(found / total, 1.0).astype(np.float32) for found in scores]


def _meant(word: str, indexes: Sequence[Index]) -> str:
    """The word, or the one of the documents that it is misspelt from."""
    if len(word) < _LONG or not word.isalpha() or any(index.frequency(word) for index in indexes):
        return word
    known = [one for index in indexes for one in index.postings.words if one[0] == word[0]]
    slips = 1 if len(word) < _VERY_LONG else 2
    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else word


def _add_word(index: Index, scores: Floats, word: str, weight: float, average: float) -> None:
    posting = index.postings.of(word)
    if posting is None:
        return
    chunks, counts = posting
    penalty = K1 * (1 - B + B * index.lengths[chunks] / average)
    scores[chunks] += weight * counts * (K1 + 1) / (counts + penalty)


def score_meaning(index: Index, query: Floats) -> Floats:
    """Cosine to the query's vector, nothing below zero."""
    if index.vectors is None or index.vectors.shape[1] != query.shape[0]:
        return np.zeros(len(index.chunks), dtype=np.float32)
    found: Floats = np.clip(index.vectors @ query, 0.0, 1.0).astype(np.float32)
    return found


def unit_vector(values: Sequence[float]) -> Floats:
    return _unit(np.array(values, dtype=np.float32))
