"""Evidence → a short answer, by a reader that can't make one up.

1. The kind of value that the question asks for is told from its words: number, date or duration.
   Where it asks for something else, the best sentence is the answer. That goes for names too: among
   the many names of a sentence this reader was wrong more often than right (docs/experiments.md).
2. The candidates are the values of that kind that the evidence holds, whole, less what the
   question itself names. Of "from 5% to 4%" the first is one only where the question asks for it.
3. The model reads question and evidence and gives each candidate its likelihood as the answer. It
   only chooses: what is said is always a span of a sentence.
4. A value of a sentence that is nearer to the question is likelier: COSINE_WEIGHT times the cosine
   comes to ln P.
5. Where it hardly prefers the best candidate to the next, that candidate's sentence is quoted
   instead, and no value is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Span
from rag.generation import Generator
from rag.prompt import build_prompt
from rag.records import Evidence
from rag.values import Kind, asked_kind, new_values

CHOSEN_KINDS: tuple[Kind, ...] = ("number", "date", "duration")
MARGIN = 1.0  # nats between the best candidate and the next
COSINE_WEIGHT = 20.0  # nats
MAX_CANDIDATES = 24
_FROM, _TO = (
    re.compile(r"\bfrom (?:about |around |nearly )?$", re.I),
    re.compile(r" (?:\w+ ){0,2}?to\b"),
)
_ASKS_START = re.compile(
    r"\b(?:from|before|previous(?:ly)?|earlier|initial(?:ly)?|original(?:ly)?|former(?:ly)?|start(?:ed)?"
    r"|beg[ai]n|first|old|reached|peak(?:ed)?|highest|had been|used to)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value with the evidence that holds it; `span` in characters of its quote."""

    text: str
    evidence: Evidence
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of the evidence it was `shown`: the `sentence` that answers, and the
    value `chosen` in it, None where it would name none."""

    shown: tuple[Evidence, ...]
    sentence: Evidence
    chosen: Candidate | None = None


def read(question: str, evidence: Sequence[Evidence], generator: Generator) -> Reading:
    """Raises ValueError where the question does not fit the model's context."""
    messages, shown = build_prompt(question, evidence, generator)
    kind = asked_kind(question)
    found = candidates(question, shown, kind) if kind in CHOSEN_KINDS else []
    if not found:
        return Reading(shown, shown[0])
    if len(found) == 1:
        return Reading(shown, found[0].evidence, found[0])
    likely = generator.log_likelihoods(messages, [candidate.text for candidate in found])
    scores = [
        score + COSINE_WEIGHT * candidate.evidence.score
        for score, candidate in zip(likely, found, strict=True)
    ]
    order = sorted(range(len(found)), key=lambda i: -scores[i])
    best = found[order[0]]
    sure = scores[order[0]] - scores[order[1]] >= MARGIN
    return Reading(shown, best.evidence, best if sure else None)


def candidates(question: str, evidence: Sequence[Evidence], kind: Kind) -> list[Candidate]:
    """The values of `kind` in the evidence that the question does not name, each once."""
    found: dict[str, Candidate] = {}
    for item in evidence:
        for span in new_values(question, item.quote, kind):
            if _is_start(item.quote, span) and not _ASKS_START.search(question):
                continue
            text = item.quote[span.start : span.end]
            found.setdefault(text.casefold(), Candidate(text, item, span))
    return list(found.values())[:MAX_CANDIDATES]


def _is_start(quote: str, span: Span) -> bool:
    """Whether the value is where a change began: X in "from X to Y"."""
    return bool(_FROM.search(quote[: span.start]) and _TO.match(quote[span.end :]))
