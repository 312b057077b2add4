"""Searching 10,000 chunks in a turn, against numpy going through as many vectors by brute force."""

import random
import time
from collections.abc import Callable

import numpy as np

from bench.figures import Figures, sample, table
from speaknode.kit.clock import utc_now
from speaknode.knowledge import index as indexing
from speaknode.knowledge.models import Chunk, Knowledge, KnowledgeStatus
from speaknode.knowledge.retrieval import Book, Library

CHUNKS, DIMENSIONS, RUNS = 10_000, 384, 300
LIMIT_MS = 50.0
_VOCABULARY, _WORDS = 40_000, 130
_QUERY_WORDS = 10


def run() -> None:
    randomly = random.Random(7)
    # Words as in language: the commonest stands in nearly every chunk, most in one or two.
    vocabulary = [f"word{number}" for number in range(_VOCABULARY)]
    weights = [1 / (rank + 2) for rank in range(_VOCABULARY)]
    texts = [" ".join(randomly.choices(vocabulary, weights, k=_WORDS)) for _ in range(CHUNKS)]
    began = time.perf_counter()
    index = indexing.build([Chunk(text=text) for text in texts])
    built = time.perf_counter() - began
    content = indexing.dump(index)
    began = time.perf_counter()
    indexing.load(content)
    loaded = (time.perf_counter() - began) * 1000

    library = Library((Book(_knowledge(), index),))
    queries = [" ".join(randomly.choices(vocabulary, weights, k=_QUERY_WORDS)) for _ in range(RUNS)]
    ours = _each("by words (BM25), 10 words", lambda query: library.search(query, 4), queries)
    matrix = np.random.default_rng(7).random((CHUNKS, DIMENSIONS), dtype=np.float32)
    brute = sample(f"numpy: {DIMENSIONS}-d vectors, all of them", lambda: _brute(matrix), RUNS)
    print(table(f"Knowledge: {CHUNKS:,} chunks of {_WORDS} words, warm", [ours, brute]))
    print(f"\nratio to numpy p50: {ours.p50 / brute.p50:.2f}; p99 within {LIMIT_MS:g} ms: "
          f"{'yes' if ours.p99 <= LIMIT_MS else 'NO'}")  # fmt: skip
    print(f"built in {built:.1f} s; file {len(content) / 1e6:.1f} MB, loaded in {loaded:.0f} ms; "
          f"about {index.size_bytes / 1e6:.0f} MB in memory")  # fmt: skip


def _each(name: str, work: Callable[[str], object], queries: list[str]) -> Figures:
    left = iter(queries * 2)
    return sample(name, lambda: work(next(left)), RUNS)


def _brute(matrix: indexing.Floats) -> object:
    scores = matrix @ matrix[7]
    return np.argpartition(scores, -4)[-4:]


def _knowledge() -> Knowledge:
    now = utc_now()
    return Knowledge(
        id="knw_1",
        space_id="spc_1",
        name="Bench",
        status=KnowledgeStatus.READY,
        created_at=now,
        updated_at=now,
    )
