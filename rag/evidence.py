"""Passages → the sentences that can answer, each with its exact offsets.

1. Every sentence of the passages is embedded. One that several passages share (they overlap)
   counts once.
2. Passages are reranked (rag.reranking) by their best sentence's
       cos(question, sentence) + 0.5 cos(question, passage) + 0.3 terms + 0.1 kind
   where terms is the share of the question's word stems that the sentence holds, and kind is 1
   where it holds a value of the kind that is asked for (a date for "when"): the sentence must fit,
   its surroundings must be on the subject, and the names and the answer must be in it.
   Sentences are chosen by
       cos(question, sentence) + 0.5 terms + 0.6 ln(score of the passage)
   or, where the pointer was asked (rag.pointing), with what it sees in the sentence, a probability:
       cos(question, sentence) + 0.5 terms + 2 ln(score of the passage) + 1.5 seen + 0.5 log10 seen
   It says where in a passage the answer stands, if it does at all: so the passage's own place counts for more.
3. The best few are the evidence: what the model is shown, and all that an answer may cite.
4. One that begins with "It" or "The deal" brings the sentence before it, which says what that is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding import TextEmbedder
from index.records import Article, Span
from index.sentences import sentence_spans
from index.store import Store
from rag.pointing import Pointing
from rag.records import Evidence, Passage
from rag.values import asked_kind, holds_new_value
from rag.words import stems, terms, words

PASSAGE_WEIGHT, TERM_WEIGHT, KIND_WEIGHT = 0.5, 0.3, 0.1
# of what chooses: near to a logistic regression's over sentences of models/train/archives (docs/experiments.md)
OWN_TERMS_WEIGHT, PLACE_WEIGHT = 0.5, 0.6
POINTED_PLACE_WEIGHT, POINTED_WEIGHT, POINTED_DIGITS_WEIGHT = 2.0, 1.5, 0.5
LEAST_SEEN = 1e-5  # a probability under this one says no more than this one
MIN_WORDS, MAX_HEADING_WORDS = 4, 14
BEGINNING = 1500  # characters of an article, among which its lead is
_LEANS = re.compile(
    r"^[\"“'‘]?(?:(?:and|but|yet|so|still|also|then)\b,? )?(?:it|its|he|his|she|her|they|their|this|that|these"
    r"|those|both|such|the (?:deal|agreement|move|decision|plan|law|ruling|figure|company|talks|measure"
    r"|meeting))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage, with its cosine, the share of the question's stems in it, and the score that
    ranks its passage."""

    article_id: str
    span: Span
    cosine: float
    terms: float
    score: float


def score_sentences(
    store: Store,
    passages: Sequence[Passage],
    question: str,
    vector: npt.NDArray[np.float32],
    embedder: TextEmbedder,
) -> dict[int, list[ScoredSentence]]:
    """The sentences of each passage that can prove something, by chunk id, in the text's order.

    `vector` is the question's, of unit norm, (dimension,).
    """
    articles = articles_of(store, passages)
    spans = {
        passage.chunk_id: [
            span
            for span in sentence_spans(
                articles[passage.article_id].text, passage.start, passage.end
            )
            if can_prove(articles[passage.article_id].text[span.start : span.end])
        ]
        for passage in passages
    }
    quotes = {
        (passage.article_id, span): articles[passage.article_id].text[span.start : span.end]
        for passage in passages
        for span in spans[passage.chunk_id]
    }
    cosines = dict(
        zip(
            quotes,
            (embedder.encode(list(quotes.values()), rough=True) @ vector).tolist(),
            strict=True,
        )
    )
    wanted, kind = stems(terms(question)), asked_kind(question)

    def score(key: tuple[str, Span], around: float) -> ScoredSentence:
        quote = quotes[key]
        share = len(wanted & stems(words(quote))) / len(wanted) if wanted else 0.0
        holds = kind is not None and holds_new_value(question, quote, kind)
        total = cosines[key] + PASSAGE_WEIGHT * around + TERM_WEIGHT * share + KIND_WEIGHT * holds
        return ScoredSentence(*key, cosine=cosines[key], terms=share, score=total)

    return {
        passage.chunk_id: [
            score((passage.article_id, span), _around(store, passage, vector))
            for span in spans[passage.chunk_id]
        ]
        for passage in passages
    }


def choose_evidence(
    store: Store,
    passages: Sequence[Passage],
    sentences: Mapping[int, Sequence[ScoredSentence]],
    k: int,
    pointing: Pointing | None = None,
) -> list[Evidence]:
    """The `k` best sentences of the passages, best first, then what some of them need to be understood."""
    pointing = pointing or Pointing(())
    articles = articles_of(store, passages)
    best: dict[tuple[str, Span], float] = {}
    cosines: dict[tuple[str, Span], float] = {}
    before: dict[tuple[str, Span], tuple[str, Span]] = {}
    for passage in passages:
        last = None
        for sentence in sentences[passage.chunk_id]:
            key = (sentence.article_id, sentence.span)
            worth = _worth(sentence, passage, pointing)
            best[key] = max(worth, best.get(key, worth))
            cosines[key] = sentence.cosine
            if last is not None:
                before[key] = last
            last = key
    chosen = sorted(best, key=lambda key: -best[key])[:k]
    needed = [
        before[key]
        for key in chosen
        if key in before and _LEANS.match(articles[key[0]].text[key[1].start :])
    ]
    return [
        _evidence(n, articles[key[0]], key[1], cosines[key])
        for n, key in enumerate(dict.fromkeys([*chosen, *needed]), start=1)
    ]


def _worth(sentence: ScoredSentence, passage: Passage, pointing: Pointing) -> float:
    own = sentence.cosine + OWN_TERMS_WEIGHT * sentence.terms
    place = math.log(passage.score)
    if not pointing.windows:
        return own + PLACE_WEIGHT * place
    seen = pointing.mass(sentence.article_id, sentence.span)
    return (
        own
        + POINTED_PLACE_WEIGHT * place
        + POINTED_WEIGHT * seen
        + POINTED_DIGITS_WEIGHT * math.log10(seen + LEAST_SEEN)
    )


def _around(store: Store, passage: Passage, vector: npt.NDArray[np.float32]) -> float:
    """Cosine of a passage with the question, also where BM25 alone found it."""
    if passage.dense is not None:
        return passage.dense
    return float(store.vectors.get([passage.chunk_id])[0] @ vector)


def articles_of(store: Store, found_in: Sequence[Passage | Evidence]) -> dict[str, Article]:
    """The articles of passages, or of evidence, by id."""
    found = {}
    for article_id in {item.article_id for item in found_in}:
        article = store.database.article(article_id)
        assert article is not None  # a chunk's article is in the same generation
        found[article_id] = article
    return found


def leads_of(store: Store, evidence: Sequence[Evidence]) -> dict[str, str]:
    """The first sentence of each article that states something, by the article's id."""
    found = {}
    for article_id, article in articles_of(store, evidence).items():
        quotes = (
            article.text[span.start : span.end]
            for span in sentence_spans(article.text, 0, min(len(article.text), BEGINNING))
            if span.end < BEGINNING  # else it may be cut off
        )
        lead = next(filter(can_prove, quotes), None)
        if lead is not None:
            found[article_id] = lead
    return found


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
