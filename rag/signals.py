"""A choice, and what made it likely or doubtful: the signals of which rag.confidence makes one probability."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.pointing import FAINT
from rag.proofs import told_in
from rag.reading import Candidate, Place, Reading
from rag.records import Evidence
from rag.words import stems, terms


@dataclass(frozen=True, slots=True)
class Choice:
    """`items` are the values that `short` is made of; none where it is yes or no, or None: then the
    sentences are the answer. `places` prove it, the first best."""

    short: str | None
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    rivals: tuple[Candidate, ...] = ()  # other values, of other articles
    signals: Mapping[str, float] | None = None


def reader_signals(
    question: str, reading: Reading, likelihood: float, cited: Evidence
) -> dict[str, float]:
    """What the language model makes of an answer of this ln P, and how its sentence is like the question."""
    everything = [c.likelihood for c in reading.candidates] + [reading.not_stated]
    everything += [x for x in (reading.yes, reading.no) if x is not None]
    top = max(everything)
    total = top + math.log(sum(math.exp(x - top) for x in everything))
    wanted = stems(terms(question))
    held = told_in(cited)
    return {
        "likelihood": max(likelihood, -10.0),
        "share": math.exp(likelihood - total),
        "stated": clipped(likelihood - reading.not_stated),
        "similarity": max(item.score for item in reading.shown),
        "cited": cited.score,
        "overlap": len(wanted & held) / len(wanted) if wanted else 0.0,
    }


def lead(best: float, others: Sequence[float]) -> float:
    """Odds over the best of the other candidates'."""
    return clipped(best - max(others, default=FAINT))


def clipped(nats: float) -> float:
    return max(-10.0, min(10.0, nats))
