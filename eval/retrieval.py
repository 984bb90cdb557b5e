"""Retrieval measures over span qrels and over documents, computed by ir-measures.

The unit that is judged is a fact of a question, not a chunk: qrels name each fact once, and a run
ranks a fact where the first chunk that overlaps one of its spans stands. R@5 is then the share of
the needed facts that the first five chunks hold; it does not depend on how many chunks repeat one.
A question that found nothing counts as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

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
    return [
        ir_measures.Qrel(question.id, f"fact-{fact}", 1)
        for question in questions
        for fact in question.facts
    ]


def run(questions: Sequence[Question], search: Search) -> list[ir_measures.ScoredDoc]:
    """One scored document a rank: the fact that its chunk is first to hold, else the chunk."""
    scored = []
    for question in questions:
        missing = set(question.facts)
        place = 0
        for passage in search(question.question)[:DEPTH]:
            held = sorted(fact for fact in missing if _holds(passage, question, fact))
            missing -= set(held)
            for name in [f"fact-{fact}" for fact in held] or [f"chunk-{passage.chunk_id}"]:
                place += 1
                scored.append(ir_measures.ScoredDoc(question.id, name, 1.0 / place))
    return scored


def _holds(passage: Passage, question: Question, fact: int) -> bool:
    span = Span(passage.start, passage.end)
    return any(
        item.fact == fact and item.article_id == passage.article_id and item.span.overlaps(span)
        for item in question.evidence
    )


def measure(questions: Sequence[Question], search: Search) -> dict[str, float | None]:
    """Means over the answerable questions, each 0 to 1; None where there are none."""
    answerable = [question for question in questions if question.evidence]
    if not answerable:
        return {str(name): None for name in MEASURES}
    found = ir_measures.calc_aggregate(MEASURES, qrels(answerable), run(answerable, search))
    return {str(name): float(found[name]) for name in MEASURES}


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
