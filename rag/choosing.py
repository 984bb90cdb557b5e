"""Likelihoods → the answer: which candidate, by which sentences it is proven, and the signals of trust.

1. Of the candidates, scored by rag.scoring, the best. Of several that an encoder sees as the answer to how
   things stand now, that of the newest article wins.
2. A question for yes or no takes the likelier of the two, proven by the sentence of the best candidate. Where
   that says of it that it rose, and the question asks whether it fell, No is likelier.
3. Where the question asks why or how, or what somebody said of something, a sentence is the answer: the one in
   which the encoders see most, all ways to cut an answer out of it taken together (rag.quoting).
4. The same value in other articles, where it is seen there too, is further proof; another value of the same
   kind, in another article, that is clearly seen there or nearly as likely, is shown beside it, with its date.
5. What made the choice likely or doubtful is kept as signals, from which rag.confidence makes one
   probability.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.records import Span
from rag import bounds, changes, recency
from rag.asking import asking
from rag.pointing import FAINT, sentence_of
from rag.proofs import alike, proofs_of, rivals_of, told_in
from rag.quoting import asks_sentence, by_sight
from rag.reading import Candidate, Place, Reading, whole_sentence
from rag.records import MAX_SHORT_WORDS, Evidence
from rag.scoring import (
    EXAMINED_WEIGHT,
    POINTED_WEIGHT,
    count_agreement,
    difference,
    kind_agreement,
    score,
    sides,
)
from rag.terms import direction
from rag.values import Kind, asked_kind, values
from rag.words import stems, terms

NOW_WEIGHT, DIRECTION_WEIGHT = 12.0, 2.0  # nats
SEEN = 1.0  # odds, in nats, from which an encoder is taken to see an answer
DAY_SEEN = -2.0  # the same of a day, where a day is asked for and the best has only its month
_ASKS_DAY = re.compile(r"\b(?:what|which)(?: exact)? (?:day|date)\b", re.I)


@dataclass(frozen=True, slots=True)
class Choice:
    """`items` are the values that `short` is made of; none where it is yes or no, or None: then the
    sentences are the answer. `places` prove it, the first best."""

    short: str | None
    places: tuple[Place, ...]
    items: tuple[str, ...] = ()
    rivals: tuple[Candidate, ...] = ()  # other values, of other articles
    signals: Mapping[str, float] | None = None


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
        odds = POINTED_WEIGHT * self.odds + EXAMINED_WEIGHT * self.examined
        return self.likelihood + odds + self.moved


def choose(question: str, reading: Reading) -> Choice | None:
    """None where the reader found nothing at all."""
    if reading.yes is not None and reading.no is not None:
        return _yes_or_no(question, reading, reading.yes, reading.no)
    if not reading.candidates:
        return None
    kind = asked_kind(asking(question))
    fresh = _freshest(question, reading.candidates)
    scores = {
        c.text: score(question, kind, c) + NOW_WEIGHT * (c.text in fresh)
        for c in reading.candidates
    }
    likeliest, *others = sorted(reading.candidates, key=lambda c: -scores[c.text])
    best = _sharpest(question, kind, likeliest, others)
    others = [c for c in (likeliest, *others) if c is not best]
    # a duty of another party is no rival: it would be refused
    ranked = [best, *(c for c in others if sides(question, c.places) >= 0)]
    unlike = [c for c in ranked[1:] if not alike(best, c)]
    rival = next(iter(unlike), None)
    margin = scores[best.text] - scores[rival.text] if rival else 10.0
    places = proofs_of(question, best, others)
    signals = {
        **_signals(question, reading, best.likelihood, places[0].evidence),
        "margin": min(margin, 10.0),
        "pointed": _clipped(best.odds),
        "pointed_margin": _lead(best.odds, [c.odds for c in unlike]),
        "kind": kind_agreement(kind, best),
        "count": count_agreement(question, best),
        "difference": float(difference(question, best.places)),
        "sources": float(len({p.evidence.article_id for p in places}) > 1),
    }
    if reading.examined is not None:
        signals["examined"] = _clipped(best.examined)
        signals["examined_margin"] = _lead(best.examined, [c.examined for c in unlike])
    items = best.items or (best.text,)
    if asks_sentence(question) or max(len(item.split()) for item in items) > MAX_SHORT_WORDS:
        return _sentence(question, reading, places[0].evidence)
    rivals = rivals_of(question, kind, places, ranked, scores)
    if best.items:
        return Choice(best.text, places, items, rivals, signals)
    text, places = _with_bounds(best.text, places)
    return Choice(text, places, (text,), rivals, signals)


def _freshest(question: str, candidates: Sequence[Candidate]) -> set[str]:
    """The texts of the newest article among those that an encoder sees as the answer; none where the question
    is not on how things stand now, or one of them is only in articles of unknown date."""
    if not recency.asks_for_now(question):
        return set()
    seen = [
        (c.text, place.evidence.published)
        for c in candidates
        if max(c.odds, c.examined) >= SEEN
        for place in c.places
        if changes.part_of(place.evidence.quote, place.span) != "from"  # what it was before
        and sides(question, [place]) >= 0  # the other party's duty
    ]
    dated = {text for text, published in seen if published}
    if any(text not in dated for text, _ in seen):  # which may be the newest
        return set()
    latest = recency.newest(published for _, published in seen)
    return {text for text, published in seen if published == latest}


def _sharpest(
    question: str, kind: Kind | None, best: Candidate, others: Sequence[Candidate]
) -> Candidate:
    """Of dates the one that says it more exactly: "August 12", where an encoder sees that too, and not
    "August", unless a month or year is all that is asked for."""
    if kind != "date" or re.search(r"\b(?:month|year)\b", question, re.I):
        return best
    rough = re.compile(rf"\b{re.escape(best.text)}\b")
    enough = DAY_SEEN if _ASKS_DAY.search(question) else SEEN
    finer = (
        c
        for c in others
        if rough.search(c.text) and max(c.odds, c.examined) >= enough and _is_date(c.text)
    )
    return next(finer, best)


def _is_date(text: str) -> bool:
    said = f"in {text}"  # "May" alone is also a verb
    return values(said, "date") == [Span(3, len(said))]


def _sentence(question: str, reading: Reading, likeliest: Evidence) -> Choice:
    """`likeliest`: that of the best candidate, for where no encoder sees anything."""
    ranked = by_sight(reading, likeliest)
    best, rest = ranked[0], ranked[1:]
    inside = (
        c.likelihood
        for c in reading.candidates
        if any(place.evidence.n == best.item.n for place in c.places)
    )
    signals = {
        **_signals(question, reading, max(inside, default=FAINT), best.item),
        "margin": min(best.worth - rest[0].worth, 10.0) if rest else 10.0,
        "pointed": _clipped(best.odds),
        "pointed_margin": _lead(best.odds, [other.odds for other in rest]),
        "kind": 1.0,
        "count": 0.0,
        "sources": 0.0,
    }
    if reading.examined is not None:
        signals["examined"] = _clipped(best.examined)
        signals["examined_margin"] = _lead(best.examined, [other.examined for other in rest])
    return Choice(None, (whole_sentence(best.item),), signals=signals)


def _yes_or_no(question: str, reading: Reading, yes: float, no: float) -> Choice:
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
        **_signals(question, reading, best.likelihood, nearest),
        "margin": min(best.score - other.score, 10.0),
        "pointed": _clipped(best.odds),
        "pointed_margin": _clipped(best.odds - other.odds),
        "kind": 1.0,
        "count": 0.0,
        "sources": 0.0,
    }
    if reading.examined is not None:
        signals["examined"] = _clipped(best.examined)
        signals["examined_margin"] = _clipped(best.examined - other.examined)
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


def _signals(
    question: str, reading: Reading, likelihood: float, cited: Evidence
) -> dict[str, float]:
    everything = [c.likelihood for c in reading.candidates] + [reading.not_stated]
    everything += [x for x in (reading.yes, reading.no) if x is not None]
    top = max(everything)
    total = top + math.log(sum(math.exp(x - top) for x in everything))
    wanted = stems(terms(question))
    held = told_in(cited)
    return {
        "likelihood": max(likelihood, -10.0),
        "share": math.exp(likelihood - total),
        "stated": _clipped(likelihood - reading.not_stated),
        "similarity": max(item.score for item in reading.shown),
        "cited": cited.score,
        "overlap": len(wanted & held) / len(wanted) if wanted else 0.0,
    }


def _lead(best: float, others: Sequence[float]) -> float:
    """Odds over the best of the other candidates'."""
    return _clipped(best - max(others, default=FAINT))


def _clipped(nats: float) -> float:
    return max(-10.0, min(10.0, nats))


def _with_bounds(text: str, places: tuple[Place, ...]) -> tuple[str, tuple[Place, ...]]:
    """`text` as it stands at the first place, with its "more than" (rag.bounds), and the places that say so."""
    whole = [replace(p, span=bounds.widened(p.evidence.quote, p.span)) for p in places]
    bound = [
        p.evidence.quote[w.span.start : p.span.start] for p, w in zip(places, whole, strict=True)
    ]
    first = whole[0]
    widened = " ".join(first.evidence.quote[first.span.start : first.span.end].split())
    if len(widened.split()) > MAX_SHORT_WORDS:
        return text, places
    return widened, tuple(w for w, said in zip(whole, bound, strict=True) if said == bound[0])
