"""Passages in a better order: those whose best sentence fits the question come first.

A passage of 200 tokens has one vector for all that it says; its best sentence tells more about
whether it answers. The place by best sentence joins the two places that made the passage's score
(reciprocal rank fusion, see `retrieval`), and counts double. Where the question is on how things stand now,
the place by date joins too: the newest article may tell it in other words than the older ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.evidence import ScoredSentence
from rag.records import Passage
from rag.retrieval import RRF_K

SENTENCE_WEIGHT, NEWEST_WEIGHT = 2.0, 1.0


def rerank(
    passages: Sequence[Passage],
    sentences: Mapping[int, Sequence[ScoredSentence]],
    k: int,
    published: Mapping[str, str | None] | None = None,
) -> list[Passage]:
    """The `k` best passages, best first, by `score` + 2 / (RRF_K + place by best sentence).

    `sentences` are those of each passage, by chunk id; one without any comes last. `published`, where the
    newest are wanted: the dates of the articles by id; then + 1 / (RRF_K + place by date), where one without
    comes last.
    """

    def best(passage: Passage) -> float:
        return max((s.score for s in sentences[passage.chunk_id]), default=float("-inf"))

    days = sorted({day for day in (published or {}).values() if day}, reverse=True)
    new = {day: NEWEST_WEIGHT / (RRF_K + place) for place, day in enumerate(days, start=1)}
    unknown = NEWEST_WEIGHT / (RRF_K + len(days) + 1) if days else 0.0
    fresh = {article: new.get(day or "", unknown) for article, day in (published or {}).items()}
    by_sentence = sorted(passages, key=lambda passage: -best(passage))
    rescored = [
        replace(
            passage,
            score=passage.score
            + SENTENCE_WEIGHT / (RRF_K + place)
            + fresh.get(passage.article_id, 0.0),
        )
        for place, passage in enumerate(by_sentence, start=1)
    ]
    return sorted(rescored, key=lambda passage: -passage.score)[:k]
