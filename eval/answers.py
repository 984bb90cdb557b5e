"""Answers against gold: what share is right, and what share of the rest is honest.

A short answer is right where it equals an accepted one, letter case, articles and "percent"
aside. A quoted sentence is counted on its own: it holds the answer, or it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.questions import Question
from rag.records import Answer


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's outcome."""

    question: Question
    answer: Answer

    @property
    def outcome(self) -> str:
        """right, wrong or quoted_right, quoted_wrong, or refused; of an unanswerable question,
        refused or answered."""
        if self.answer.status == "abstained":
            return "refused"
        if self.question.unanswerable:
            return "answered"
        if self.answer.short is None:
            return "quoted_right" if _cites_evidence(self) else "quoted_wrong"
        return "right" if is_accepted(self.answer.short, self.question.accepted) else "wrong"


def is_accepted(short: str, accepted: Iterable[str]) -> bool:
    return normalised(short) in {normalised(answer) for answer in accepted}


def normalised(text: str) -> str:
    text = re.sub(r"\s?(?:per ?cent|percent)\b", "%", text.casefold())
    text = re.sub(r"(?<=\d),(?=\d)", "", text.replace("−", "-"))
    # Quotation marks, closing marks and hyphens go; the sign of a number stays.
    text = re.sub(r"[-’'\"“”.,;]+(?=\s|$)|(?<!\S)[’'\"“”]+|(?<=\w)-(?=\w)", " ", text)
    return " ".join(word for word in text.split() if word not in ("the", "a", "an"))


def _cites_evidence(judged: Judged) -> bool:
    """Whether a cited sentence overlaps a gold span of its article."""
    return any(
        citation.article_id == gold.article_id
        and citation.start < gold.span.end
        and gold.span.start < citation.end
        for citation in judged.answer.citations
        for gold in judged.question.evidence
    )


def shares(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Share of each outcome, 0 to 1, among answerable (a) and unanswerable (u) questions.

    None where there are none of a kind: no data is neither 0 nor 1.
    """
    answerable = [j for j in judged if not j.question.unanswerable]
    unanswerable = [j for j in judged if j.question.unanswerable]
    found: dict[str, float | None] = {}
    for name in ("right", "wrong", "quoted_right", "quoted_wrong", "refused"):
        found[f"a {name}"] = _share(answerable, name)
    for name in ("refused", "answered"):
        found[f"u {name}"] = _share(unanswerable, name)
    return found


def _share(judged: Sequence[Judged], outcome: str) -> float | None:
    if not judged:
        return None
    return sum(j.outcome == outcome for j in judged) / len(judged)
