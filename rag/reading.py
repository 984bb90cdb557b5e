"""Evidence → a short answer, by a reader that can't make one up.

1. The kind of value that the question asks for is told from its words: number, date or duration.
   Where it asks for something else, the best sentence is the answer. That goes for names too: among
   the many names of a sentence this reader was wrong more often than right (docs/experiments.md).
2. The candidates are the values of that kind that the evidence holds, whole, less what the
   question itself names.
3. The model reads question and evidence and gives each candidate its likelihood as the answer. It
   only chooses: what is said is always a span of a sentence.
4. Where it hardly prefers the best candidate to the next, the best sentence is quoted instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Span
from rag.generation import Generator
from rag.prompt import build_prompt
from rag.records import Evidence
from rag.values import Kind, asked_kind, new_values

CHOSEN_KINDS: tuple[Kind, ...] = ("number", "date", "duration")
MARGIN = 0.5  # nats between the best candidate and the next
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
    found = candidates(question, shown, kind) if kind in CHOSEN_KINDS else []
    if not found:
        return Reading(shown)
    if len(found) == 1:
        return Reading(shown, found[0])
    scores = generator.log_likelihoods(messages, [candidate.text for candidate in found])
    order = sorted(range(len(found)), key=lambda i: -scores[i])
    sure = scores[order[0]] - scores[order[1]] >= MARGIN
    return Reading(shown, found[order[0]] if sure else None)


def candidates(question: str, evidence: Sequence[Evidence], kind: Kind) -> list[Candidate]:
    """The values of `kind` in the evidence that the question does not name, each once."""
    found: dict[str, Candidate] = {}
    for item in evidence:
        for span in new_values(question, item.quote, kind):
            text = item.quote[span.start : span.end]
            found.setdefault(text.casefold(), Candidate(text, item, span))
    return list(found.values())[:MAX_CANDIDATES]
