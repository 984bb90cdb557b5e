from __future__ import annotations

import pytest

from index.records import Span
from rag.evidence import ScoredSentence
from rag.records import Passage
from rag.reranking import rerank


def passage(chunk_id: int, score: float) -> Passage:
    return Passage(chunk_id, "a1b2c3d4e5f6", 0, 4, "Text", score)


def scored(*scores: float) -> list[ScoredSentence]:
    return [ScoredSentence("a1b2c3d4e5f6", Span(0, 4), 0.0, 0.0, score) for score in scores]


def test_place_by_best_sentence_joins_the_score_by_hand():
    passages = [passage(1, 0.30), passage(2, 0.28), passage(3, 0.10)]
    sentences = {1: scored(0.2, 0.1), 2: scored(0.1, 0.9), 3: scored()}
    # by best sentence: 2 (0.9), 1 (0.2), 3 (none): + 2/6, 2/7 and 2/8
    ranked = rerank(passages, sentences, 10)
    assert [found.chunk_id for found in ranked] == [2, 1, 3]
    assert [found.score for found in ranked] == pytest.approx(
        [0.28 + 2 / 6, 0.30 + 2 / 7, 0.10 + 2 / 8]  # 0.6133, 0.5857, 0.35
    )


def test_equal_sentences_keep_the_order_and_k_bounds_them():
    passages = [passage(n, 0.2) for n in (5, 3, 4)]
    sentences = {n: scored(0.5) for n in (3, 4, 5)}
    assert [found.chunk_id for found in rerank(passages, sentences, 10)] == [5, 3, 4]
    assert [found.chunk_id for found in rerank(passages, sentences, 2)] == [5, 3]
    assert rerank([], {}, 8) == []


def test_where_the_newest_are_wanted_the_place_by_date_joins_too():
    passages = [
        Passage(n, article, 0, 4, "Text", 0.2)
        for n, article in enumerate(("old", "undated", "new", "old"), start=1)
    ]
    sentences = {n: scored(0.5) for n in (1, 2, 3, 4)}
    published = {"old": "2025-01-31", "undated": None, "new": "2025-06"}
    ranked = rerank(passages, sentences, 10, published)
    assert [found.chunk_id for found in ranked] == [1, 3, 2, 4]
    assert [found.score for found in ranked] == pytest.approx(  # the undated counts as the oldest
        [0.2 + 2 / 6 + 1 / 7, 0.2 + 2 / 8 + 1 / 6, 0.2 + 2 / 7 + 1 / 8, 0.2 + 2 / 9 + 1 / 7]
    )
