"""A question for yes or no → the likelier of the two, and the sentence that bears it out.

Where that sentence says of it that it rose, and the question asks whether it fell, No is likelier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.asking import asking
from rag.pointing import FAINT, sentence_of
from rag.reading import Place, Reading, whole_sentence
from rag.scoring import score, sight
from rag.signals import NO_VALUE, Choice, encoder_signals, reader_signals
from rag.terms import direction
from rag.values import asked_kind

DIRECTION_WEIGHT = 2.0  # nats


@dataclass(frozen=True, slots=True)
class Option:
    """Yes or No. ln P and odds as of a Candidate; `moved`: nats for the direction of its proof."""

    said: str
    likelihood: float
    odds: float
    examined: float
    moved: float

    @property
    def score(self) -> float:
        """As that of a candidate."""
        return self.likelihood + sight(self.odds, self.examined) + self.moved


def decide(question: str, reading: Reading, yes: float, no: float) -> Choice:
    """`yes` and `no`: ln P of each."""
    examined = reading.examined or (FAINT, FAINT)
    still = (
        Option("Yes", yes, reading.pointed[0], examined[0], 0.0),
        Option("No", no, reading.pointed[1], examined[1], 0.0),
    )
    likelier = 0 if still[0].score >= still[1].score else 1
    proof = _proof_of_either(question, reading, likelier)
    moved = DIRECTION_WEIGHT * direction(question, proof.evidence.quote, proof.span)
    options = [replace(option, moved=by) for option, by in zip(still, (moved, -moved), strict=True)]
    best, other = sorted(options, key=lambda option: -option.score)
    nearest = proof.evidence
    signals = {
        **reader_signals(question, reading, best.likelihood, nearest),
        "margin": min(best.score - other.score, 10.0),
        **encoder_signals(reading, best, [other]),
        **NO_VALUE,
    }
    return Choice(best.said, (whole_sentence(nearest),), signals=signals)


def _proof_of_either(question: str, reading: Reading, which: int) -> Place:
    """The sentence that alone speaks most clearly for the likelier, 0 yes, 1 no (which may turn it, where it
    moves the other way); without an examiner, where the readers see what the question is about."""
    kind = asked_kind(asking(question))
    found = sorted(reading.candidates, key=lambda c: -score(question, kind, c))
    if reading.verdicts:
        proof = max(reading.shown, key=lambda item: reading.verdicts[sentence_of(item)][which])
        places = (place for c in found for place in c.places if place.evidence == proof)
        return next(places, whole_sentence(proof))
    if not found:
        return whole_sentence(reading.shown[0])
    return max(found[0].places, key=lambda place: place.evidence.score)
