"""Likelihoods → the answer: which candidate, by which sentences it is proven, and the signals of trust.

1. Of the candidates, scored by rag.scoring, the best. Of several that an encoder sees as the answer to how
   things stand now, that of the newest article wins.
2. A question for yes or no has one of the two (rag.yes_no), and one that asks why or how, or what somebody said
   of something, a sentence (rag.quoting).
3. The same value in other articles, where it is seen there too, is further proof; another value of the same
   kind, in another article, that is clearly seen there or nearly as likely, is shown beside it, with its date.
4. What made the choice likely or doubtful is kept with it (rag.signals).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.records import Span
from rag import bounds, changes, recency
from rag.asking import asking
from rag.proofs import alike, proofs_of, rivals_of
from rag.quoting import asks_sentence, quote
from rag.reading import Candidate, Place, Reading
from rag.records import MAX_SHORT_WORDS
from rag.scoring import count_agreement, difference, kind_agreement, score, sides
from rag.signals import Choice, encoder_signals, reader_signals
from rag.values import Kind, asked_kind, values
from rag.yes_no import decide

NOW_WEIGHT = 12.0  # nats
SEEN = 1.0  # odds, in nats, from which an encoder is taken to see an answer
DAY_SEEN = -2.0  # the same of a day, where a day is asked for and the best has only its month
_ASKS_DAY = re.compile(r"\b(?:what|which)(?: exact)? (?:day|date)\b", re.I)


def choose(question: str, reading: Reading) -> Choice | None:
    """None where the reader found nothing at all."""
    if reading.yes is not None and reading.no is not None:
        return decide(question, reading, reading.yes, reading.no)
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
    places = proofs_of(question, best, others)
    items = best.items or (best.text,)
    if asks_sentence(question) or max(len(item.split()) for item in items) > MAX_SHORT_WORDS:
        return quote(question, reading, places[0].evidence)
    # a duty of another party is no rival: it would be refused
    ranked = [best, *(c for c in others if sides(question, c.places) >= 0)]
    unlike = [c for c in ranked[1:] if not alike(best, c)]
    rival = next(iter(unlike), None)
    margin = scores[best.text] - scores[rival.text] if rival else 10.0
    signals = {
        **reader_signals(question, reading, best.likelihood, places[0].evidence),
        "margin": min(margin, 10.0),
        **encoder_signals(reading, best, unlike),
        "kind": kind_agreement(kind, best),
        "count": count_agreement(question, best),
        "difference": float(difference(question, best.places)),
        "sources": float(len({p.evidence.article_id for p in places}) > 1),
    }
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
        for place in c.places
        if _seen(c, place)
        and changes.part_of(place.evidence.quote, place.span) != "from"  # what it was before
        and sides(question, [place]) >= 0  # the other party's duty
    ]
    dated = {text for text, published in seen if published}
    if any(text not in dated for text, _ in seen):  # which may be the newest
        return set()
    latest = recency.newest(published for _, published in seen)
    return {text for text, published in seen if published == latest}


def _seen(candidate: Candidate, place: Place) -> bool:
    """Whether it is seen just there, and not only in an older article; of a list, whether it is seen at all."""
    if candidate.items:
        return max(candidate.odds, candidate.examined) >= SEEN
    return max(place.odds, place.seen) >= SEEN


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
