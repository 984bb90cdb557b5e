"""Question → passages: dense and lexical search, fused by reciprocal rank.

1. FAISS gives the `depth` chunks nearest in cosine, FTS5 the `depth` best by BM25.
2. Each chunk scores the sum of 1 / (5 + rank) over the two lists: reciprocal rank fusion, Cormack,
   Clarke and Büttcher, SIGIR 2009. Ranks need no scaling between cosine and BM25. The paper's
   constant is 60, for many lists; with two, a smaller one lets a first place count for more.
3. Best first, a chunk whose words are nearly all in one already taken is a syndicated copy: it
   is noted on that one and takes no place of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.database import Filter
from index.records import Chunk
from index.store import Store
from rag.records import Passage
from rag.words import terms, words

RRF_K = 5
COPY_OVERLAP = 0.8  # share of the smaller chunk's word 4-grams that the other holds


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """`depth` is how many chunks each search gives, `dense` and `lexical` switch it on."""

    depth: int = 50
    dense: bool = True
    lexical: bool = True


def retrieve(
    store: Store,
    question: str,
    vector: npt.NDArray[np.float32],
    k: int,
    only: Filter | None = None,
    settings: RetrievalSettings | None = None,
) -> list[Passage]:
    """The `k` best passages for a question and its unit vector (dimension,), best first."""
    settings, only = settings or RetrievalSettings(), only or Filter()
    depth = max(settings.depth, k)
    dense: dict[int, float] = {}
    lexical: dict[int, float] = {}
    if settings.dense:
        allowed = np.asarray(store.database.chunk_ids(only), dtype=np.int64) if only else None
        dense = dict(store.vectors.search(vector, depth, allowed))
    if settings.lexical:
        lexical = dict(store.database.search(terms(question), depth, only))
    ranked = fuse([list(dense), list(lexical)])
    passages: list[Passage] = []
    grams: list[set[tuple[str, ...]]] = []
    for chunk_id, score in ranked:
        chunk = store.database.chunks([chunk_id])[0]
        own = _grams(chunk)
        # Neighbours in one article overlap on purpose: only another article's chunk is a copy.
        copy_of = next(
            (
                i
                for i, seen in enumerate(grams)
                if passages[i].article_id != chunk.article_id and _is_copy(own, seen)
            ),
            None,
        )
        if copy_of is not None:
            first = passages[copy_of]
            passages[copy_of] = replace(first, copies=(*first.copies, chunk_id))
        elif len(passages) < k:
            grams.append(own)
            passages.append(
                Passage(
                    chunk_id,
                    chunk.article_id,
                    chunk.start,
                    chunk.end,
                    chunk.text,
                    score,
                    dense.get(chunk_id),
                    lexical.get(chunk_id),
                )
            )
        else:
            break
    return passages


def fuse(rankings: list[list[int]]) -> list[tuple[int, float]]:
    """(id, score) of every ranked id, best first: sum over rankings of 1 / (RRF_K + rank), ranks from 1.

    Equal scores keep the order of the earlier ranking.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def _grams(chunk: Chunk) -> set[tuple[str, ...]]:
    own = words(chunk.text)
    return set(zip(own, own[1:], own[2:], own[3:], strict=False)) or {tuple(own)}


def _is_copy(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(one & other) >= COPY_OVERLAP * min(len(one), len(other))
