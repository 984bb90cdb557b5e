"""Evidence → a short answer, by a reader that can't make one up.

1. The kind of value that the question asks for is told from its words (number, date, duration,
   name). Where it asks for none of these, the best sentence is the answer.
2. The candidates are the values of that kind that the evidence holds, whole, less what the
   question itself names.
3. The model reads question and evidence and gives each candidate its likelihood as the answer. It
   only chooses: what is said is always a span of a sentence.
4. Where it hardly prefers the best candidate to the next, the best sentence is quoted instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Span
from rag.generation import Generator
from rag.prompt import build_prompt
from rag.records import Evidence
from rag.values import Kind, asked_kind, values

# Nats between the best candidate and the next. Names are many in a sentence, and easily confused.
MARGIN: dict[Kind, float] = {"number": 0.5, "date": 0.5, "duration": 0.5, "name": 2.0}
MAX_CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value with the evidence that holds it; `span` in characters of its quote."""

    text: str
    evidence: Evidence
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of the evidence it was `shown`. `chosen` is None where it would not
    choose: the best sentence is then the answer."""

    shown: tuple[Evidence, ...]
    chosen: Candidate | None = None


def read(question: str, evidence: Sequence[Evidence], generator: Generator) -> Reading:
    """Raises ValueError where the question does not fit the model's context."""
    messages, shown = build_prompt(question, evidence, generator)
    kind = asked_kind(question)
    found = candidates(question, shown, kind) if kind else []
    if kind is None or not found:
        return Reading(shown)
    if len(found) == 1:
        return Reading(shown, found[0])
    scores = generator.log_likelihoods(messages, [candidate.text for candidate in found])
    order = sorted(range(len(found)), key=lambda i: -scores[i])
    sure = scores[order[0]] - scores[order[1]] >= MARGIN[kind]
    return Reading(shown, found[order[0]] if sure else None)


def candidates(question: str, evidence: Sequence[Evidence], kind: Kind) -> list[Candidate]:
    """The values of `kind` in the evidence, each once, where it stands first."""
    asked = _words(question)
    found: dict[str, Candidate] = {}
    for item in evidence:
        for span in values(item.quote, kind):
            text = item.quote[span.start : span.end]
            words = _words(text)
            if words and not words <= asked:
                found.setdefault(text.casefold(), Candidate(text, item, span))
    return list(found.values())[:MAX_CANDIDATES]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w%$€£¥]+", text.casefold()))
