"""A choice, and what made it likely or doubtful: the signals of which rag.confidence makes one probability.

`margin`: nats by which it scores above the next; `kind`, `count`: how it agrees with the kind and the number
of things asked for; `sources`: 1 where several articles prove it. The others are told below, and those of its
sentence in rag.terms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.pointing import FAINT
from rag.proofs import told_in
from rag.reading import Candidate, Place, Reading
from rag.records import Evidence
from rag.words import stems, terms

NO_VALUE = {"kind": 1.0, "count": 0.0, "sources": 0.0}  # of an answer that is yes, no or a sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """`items` are the values that `short` is made of; none where it is yes or no, or None: then the
    sentences are the answer. `places` prove it, the first best."""

    short: str | None
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    rivals: tuple[Candidate, ...] = ()  # other values, of other articles
    signals: Mapping[str, float] | None = None


class Seen(Protocol):
    """A candidate, a sentence, yes or no: odds of pointer and examiner, in nats."""

    @property
    def odds(self) -> float: ...

    @property
    def examined(self) -> float: ...


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


def encoder_signals(reading: Reading, best: Seen, others: Sequence[Seen]) -> dict[str, float]:
    """What pointer and examiner see in the answer, and by how much more than in any other."""
    found = {
        "pointed": clipped(best.odds),
        "pointed_margin": _lead(best.odds, [o.odds for o in others]),
    }
    if reading.examined is not None:
        found["examined"] = clipped(best.examined)
        found["examined_margin"] = _lead(best.examined, [o.examined for o in others])
    return found


def clipped(nats: float) -> float:
    return max(-10.0, min(10.0, nats))


def _lead(best: float, others: Sequence[float]) -> float:
    return clipped(best - max(others, default=FAINT))
