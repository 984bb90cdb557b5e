"""How well all three read what they were not trained on: held-back scenes, held-back articles.

The evidence is given, so this measures reading alone, without retrieval, confidence or verification:
the likeliest of all spans, "not stated", "yes" and "no" is what each says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval import squad
from index.records import Span
from models.train.groups import Asked, Group
from rag.excerpts import Excerpt, excerpts
from rag.generation import Generator
from rag.pointing import Pointer, Window, question_of
from rag.prompt import NOT_STATED
from rag.reading import Reading, read
from rag.spans import answer_spans


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the questions, 0 to 1. `refused`: of those that the evidence does not answer; `silent`:
    of those that it does."""

    answerable: int
    exact: float
    f1: float
    silent: float
    unanswerable: int
    refused: float

    def __str__(self) -> str:
        return (
            f"{self.answerable} answerable: exact {self.exact:.3f}, f1 {self.f1:.3f}, not answered"
            f" {self.silent:.3f}; {self.unanswerable} unanswerable: refused {self.refused:.3f}"
        )


def said_by(reading: Reading) -> str:
    """The likeliest of everything that could be said."""
    options = [(c.likelihood, c.text) for c in reading.candidates]
    options.append((reading.not_stated, NOT_STATED))
    for likelihood, text in ((reading.yes, "yes"), (reading.no, "no")):
        if likelihood is not None:
            options.append((likelihood, text))
    return max(options)[1]


def ask_reader(group: Group, generator: Generator) -> list[tuple[Asked, str]]:
    """What the reader says to each question."""
    return [
        (asked, said_by(read(asked.question, group.evidence, generator, asked.history)))
        for asked in group.asked
    ]


def ask_pointer(group: Group, pointer: Pointer) -> list[tuple[Asked, str]]:
    """What the pointer says to each question, of the article that answers it, or else of the first."""
    articles = excerpts(group.evidence, group.leads)
    first = group.evidence[0].article_id
    return [
        (asked, pointed_at(asked, articles[asked.at[0] if asked.at else first], pointer))
        for asked in group.asked
    ]


def pointed_at(asked: Asked, excerpt: Excerpt, pointer: Pointer) -> str:
    question = question_of(asked.question, asked.history)
    (logits,) = pointer.logits(question, [(excerpt.heading, excerpt.text)])
    window = Window("", 0, len(excerpt.text), logits)
    options = [(0.0, NOT_STATED), (window.yes, "yes"), (window.no, "no")]
    for item, start in zip(excerpt.sentences, excerpt.starts, strict=True):
        for span in answer_spans(item.quote):
            odds = window.odds(Span(start + span.start, start + span.end))
            options.append((odds, " ".join(item.quote[span.start : span.end].split())))
    return max(options)[1]


def figures_of(said: Sequence[tuple[Asked, str]]) -> Figures:
    stated = [(asked.answer, text) for asked, text in said if asked.stated]
    absent = [text for asked, text in said if not asked.stated]
    return Figures(
        answerable=len(stated),
        exact=_mean([squad.exact_match(text, [gold]) for gold, text in stated]),
        f1=_mean([squad.f1(text, [gold]) for gold, text in stated]),
        silent=_mean([float(text == NOT_STATED) for _, text in stated]),
        unanswerable=len(absent),
        refused=_mean([float(text == NOT_STATED) for text in absent]),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
