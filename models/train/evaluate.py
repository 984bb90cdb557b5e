"""How well the reader reads what it was not trained on: held-back scenes, held-back articles.

The evidence is given, so this measures reading alone, without retrieval, confidence or verification:
the likeliest of all spans, "not stated", "yes" and "no" is what the reader says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval import squad
from models.train.groups import Asked, Group
from rag.generation import Generator
from rag.prompt import NOT_STATED
from rag.reading import Reading, read


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


def measure(
    groups: Sequence[Group], generator: Generator
) -> tuple[Figures, list[tuple[Asked, str]]]:
    """The figures, and what was said to each question."""
    said = [
        (asked, said_by(read(asked.question, group.evidence, generator, asked.history)))
        for group in groups
        for asked in group.asked
    ]
    stated = [(asked.answer, text) for asked, text in said if asked.stated]
    absent = [text for asked, text in said if not asked.stated]
    return (
        Figures(
            answerable=len(stated),
            exact=_mean([squad.exact_match(text, [gold]) for gold, text in stated]),
            f1=_mean([squad.f1(text, [gold]) for gold, text in stated]),
            silent=_mean([float(text == NOT_STATED) for _, text in stated]),
            unanswerable=len(absent),
            refused=_mean([float(text == NOT_STATED) for text in absent]),
        ),
        said,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
