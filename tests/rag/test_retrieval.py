from __future__ import annotations

import itertools
from datetime import date

import pytest

from index.database import Filter
from rag.retrieval import RetrievalSettings, fuse, retrieve
from tests.rag_fakes import WordEmbedder


def search(store, question, k=8, only=None, **settings):
    vector = WordEmbedder().encode([question])[0]
    return retrieve(store, question, vector, k, only, RetrievalSettings(**settings))


def test_fusion_by_hand():
    # a chunk at rank r of a list scores 1 / (5 + r)
    fused = fuse([[10, 20, 30], [20, 40]])
    assert [chunk for chunk, _ in fused] == [20, 10, 40, 30]
    assert [score for _, score in fused] == pytest.approx(
        [1 / 7 + 1 / 6, 1 / 6, 1 / 7, 1 / 8]  # 0.3095, 0.1667, 0.1429, 0.125
    )


def test_equal_scores_keep_the_order_of_the_first_ranking():
    assert [chunk for chunk, _ in fuse([[1, 2], [2, 1]])] == [1, 2]
    assert [chunk for chunk, _ in fuse([[2, 1], [1, 2]])] == [2, 1]
    assert fuse([[], []]) == []


def test_best_passage_is_first_with_exact_offsets(store):
    passages = search(store, "How much did the harbour bridge cost?")
    assert passages[0].text.startswith("It cost $295 million")
    for passage in passages:
        article = store.database.article(passage.article_id)
        assert article.text[passage.start : passage.end] == passage.text
    for one, other in itertools.pairwise(passages):
        assert one.score >= other.score


def test_scores_come_from_both_searches(store):
    vector = WordEmbedder().encode(["apple harvest in Norland"])[0]
    best = search(store, "apple harvest in Norland")[0]
    assert best.dense == pytest.approx(float(store.vectors.get([best.chunk_id])[0] @ vector))
    assert best.lexical is not None and best.lexical > 0
    assert best.score == pytest.approx(1 / 6 + 1 / 6)  # first in both


def test_each_search_can_be_switched_off(store):
    (best, *_) = search(store, "apple harvest", dense=False)
    assert (best.dense, best.lexical is not None) == (None, True)
    (best, *_) = search(store, "apple harvest", lexical=False)
    assert (best.dense is not None, best.lexical) == (True, None)
    assert search(store, "apple harvest", dense=False, lexical=False) == []


def test_syndicated_copies_count_once(store, titles):
    passages = search(store, "night ferry to Sandvik cancelled for seven weeks", k=20)
    ferry = [passage for passage in passages if titles[passage.article_id] == "Ferry"]
    ids = {article for article, title in titles.items() if title == "Ferry"}
    assert len(ids) == 2  # two sources
    chunks = {chunk.id for article in ids for chunk in store.database.chunks_of(article)}
    assert len({passage.text for passage in ferry}) == len(ferry) == len(chunks) / 2
    for passage in ferry:
        (copy,) = passage.copies
        assert store.database.chunks([copy])[0].text == passage.text
        assert store.database.chunks([copy])[0].article_id != passage.article_id
    assert {passage.chunk_id for passage in ferry} | {p.copies[0] for p in ferry} == chunks


def test_k_bounds_the_passages(store):
    assert len(search(store, "bridge", k=1)) == 1
    assert len(search(store, "bridge", k=2)) == 2


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (Filter(sources=("Globe",)), {"Apples"}),
        (Filter(sources=("Post",)), {"Bridge opens", "Ferry"}),
        (Filter(sources=("Post", "Globe")), {"Bridge opens", "Ferry", "Apples"}),
        (Filter(since=date(2025, 3, 5)), {"Apples"}),  # the day after the bridge
        (Filter(since=date(2025, 9, 30)), {"Apples"}),  # some day of September
        (Filter(until=date(2024, 1, 15)), {"Ferry"}),
        (Filter(since=date(2026, 1, 1)), set()),
    ],
)
def test_filter_holds_in_both_searches(store, titles, only, expected):
    for switches in ({}, {"dense": False}, {"lexical": False}):
        passages = search(store, "bridge apple ferry", k=20, only=only, **switches)
        assert {titles[passage.article_id] for passage in passages} == expected


def test_signs_of_the_search_language_are_plain_words(store):
    for question in ('bridge" OR "', "bridge NEAR(", "title:bridge*", "bridge'; DROP TABLE chunks"):
        assert "bridge" in search(store, question, dense=False)[0].text
    assert search(store, "?!", dense=False) == []
