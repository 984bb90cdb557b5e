"""Retrieval measures over span qrels and over documents, computed by ir-measures.

The unit that is judged is a fact of a question, not a chunk: each is a query of its own, found where
the first chunk that overlaps one of its spans stands. A question's R@5 is then the share of the facts
it needs that the first five chunks hold; it does not depend on how many chunks repeat one.
A question that found nothing counts as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean as mean

import ir_measures
from ir_measures import RR, R, Success

from eval.questions import Question
from index.records import Span
from index.store import Store
from rag.records import Passage

MEASURES = [R @ 1, R @ 3, R @ 5, R @ 10, RR]
DEPTH = 10  # chunks of a run

Search = Callable[[str], Sequence[Passage]]


def qrels(questions: Sequence[Question]) -> list[ir_measures.Qrel]:
    """One query a fact, whose one relevant document is called "fact"."""
    return [
        ir_measures.Qrel(query_id(question, fact), "fact", 1)
        for question in questions
        for fact in question.facts
    ]


def run(questions: Sequence[Question], search: Search) -> list[ir_measures.ScoredDoc]:
    """Each fact at the place of the first chunk that holds it, other chunks under their own ids."""
    scored = []
    for question in questions:
        passages = search(question.question)[:DEPTH]
        for fact in question.facts:
            held = [_holds(passage, question, fact) for passage in passages]
            first = held.index(True) if True in held else None
            for place, passage in enumerate(passages):
                name = "fact" if place == first else f"chunk-{passage.chunk_id}"
                scored.append(
                    ir_measures.ScoredDoc(query_id(question, fact), name, 1.0 / (place + 1))
                )
    return scored


def query_id(question: Question, fact: int) -> str:
    return f"{question.id}#{fact}"


def _holds(passage: Passage, question: Question, fact: int) -> bool:
    span = Span(passage.start, passage.end)
    return any(
        item.fact == fact and item.article_id == passage.article_id and item.span.overlaps(span)
        for item in question.evidence
    )


def measure(questions: Sequence[Question], search: Search) -> dict[str, float | None]:
    """Means over the answerable questions, each 0 to 1; None where there are none.

    A question's own figure is the mean over its facts.
    """
    answerable = [question for question in questions if question.evidence]
    if not answerable:
        return {str(name): None for name in MEASURES}
    found = ir_measures.iter_calc(MEASURES, qrels(answerable), run(answerable, search))
    of = {(metric.query_id, str(metric.measure)): metric.value for metric in found}
    return {
        str(name): mean(
            mean(of.get((query_id(question, fact), str(name)), 0.0) for fact in question.facts)
            for question in answerable
        )
        for name in MEASURES
    }


def document_recall(
    questions: Sequence[tuple[str, str]], store: Store, search: Search
) -> dict[str, float]:
    """Success@1, 2, 3 for (question, file stem of the one article that answers it).

    A document stands where its first passage does. Source of the set-up: Haystack's evaluation on
    the SQuAD 1.1 articles (deepset-ai/haystack-evaluation).
    """
    stems = {
        article: Path(path).stem
        for path in store.database.files()
        for article in store.database.articles_of(path)
    }
    wanted, scored = [], []
    for number, (question, document) in enumerate(questions):
        wanted.append(ir_measures.Qrel(str(number), document, 1))
        ranked = dict.fromkeys(stems[passage.article_id] for passage in search(question))
        scored += [
            ir_measures.ScoredDoc(str(number), stem, 1.0 / place)
            for place, stem in enumerate(ranked, start=1)
        ]
    measures = [Success @ 1, Success @ 2, Success @ 3]
    found = ir_measures.calc_aggregate(measures, wanted, scored)
    return {str(name): float(found[name]) for name in measures}
