"""Passages → the sentences that can answer, each with its exact offsets.

1. Every sentence of the passages is embedded. One that several passages share (they overlap)
   counts once.
2. Sentences are ranked by
       cos(question, sentence) + 0.5 cos(question, passage) + 0.3 terms + 0.1 kind
   where terms is the share of the question's word stems that the sentence holds, and kind is 1
   where it holds a value of the kind that is asked for (a date for "when"): the sentence must fit,
   its surroundings must be on the subject, and the names and the answer must be in it.
3. The best few are the evidence: what the model is shown, and all that an answer may cite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.embedding import TextEmbedder
from index.records import Article, Span
from index.sentences import sentence_spans
from index.store import Store
from rag.records import Evidence, Passage
from rag.values import asked_kind, holds_new_value
from rag.words import stems, terms, words

PASSAGE_WEIGHT, TERM_WEIGHT, KIND_WEIGHT = 0.5, 0.3, 0.1
MIN_WORDS, MAX_HEADING_WORDS = 4, 14


def choose_evidence(
    store: Store,
    passages: Sequence[Passage],
    question: str,
    vector: npt.NDArray[np.float32],
    embedder: TextEmbedder,
    k: int,
) -> list[Evidence]:
    """The `k` best sentences of the passages for a question and its unit vector, best first."""
    articles: dict[str, Article] = {}
    found: dict[tuple[str, Span], float] = {}  # → cosine of the best passage that holds it
    for passage in passages:
        if passage.article_id not in articles:
            article = store.database.article(passage.article_id)
            assert article is not None  # a chunk's article is in the same generation
            articles[passage.article_id] = article
        text = articles[passage.article_id].text
        around = passage.dense
        if around is None:  # found by BM25 alone
            around = float(store.vectors.get([passage.chunk_id])[0] @ vector)
        for span in sentence_spans(text, passage.start, passage.end):
            if can_prove(text[span.start : span.end]):
                key = (passage.article_id, span)
                found[key] = max(around, found.get(key, -1.0))
    quotes = [articles[article_id].text[span.start : span.end] for article_id, span in found]
    cosines = (embedder.encode(quotes) @ vector).tolist()
    wanted = stems(terms(question))
    kind = asked_kind(question)
    ranked = []
    for (key, around), quote, cosine in zip(found.items(), quotes, cosines, strict=True):
        share = len(wanted & stems(words(quote))) / len(wanted) if wanted else 0.0
        holds = kind is not None and holds_new_value(question, quote, kind)
        score = cosine + PASSAGE_WEIGHT * around + TERM_WEIGHT * share + KIND_WEIGHT * holds
        ranked.append((score, cosine, key))
    ranked.sort(key=lambda row: -row[0])
    return [
        _evidence(n, articles[article_id], span, cosine)
        for n, (_, cosine, (article_id, span)) in enumerate(ranked[:k], start=1)
    ]


def can_prove(sentence: str) -> bool:
    """False for what states nothing: a question, or a heading (short, and not closed)."""
    closed = re.search(r"""[.!…]["'”’)\]]*$""", sentence)
    length = len(sentence.split())
    if sentence.rstrip("\"'”’)").endswith("?"):
        return False
    return length >= MIN_WORDS and (closed is not None or length >= MAX_HEADING_WORDS)


def _evidence(n: int, article: Article, span: Span, score: float) -> Evidence:
    return Evidence(
        n=n,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published.value,
        url=article.url,
        start=span.start,
        end=span.end,
        quote=article.text[span.start : span.end],
        score=score,
    )
