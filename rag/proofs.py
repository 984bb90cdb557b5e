"""A chosen candidate → the places that prove it, and the values that other articles set against it.

That the same words stand in another article proves nothing, and another number contradicts nothing: an encoder
must see the answer just there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag import changes, recency
from rag.days import time_meant
from rag.quantities import Quantity, comparable, quantity, quantity_at
from rag.reading import Candidate, Place, overlap
from rag.records import Evidence
from rag.scoring import kind_agreement, sides, worth
from rag.terms import all_named, parties_of
from rag.values import Kind, values
from rag.words import stems, terms, words

MAX_CITATIONS = 3
PROVES = -0.5  # odds of an encoder, in nats, from which a further place is cited as well
CLEAR = 3.0  # the same, from which another value is shown as well
RIVAL = 0.25  # of the likelihood of the best: from here on another article's value is shown as well


def proofs_of(
    question: str, candidate: Candidate, others: Sequence[Candidate] = ()
) -> tuple[Place, ...]:
    """A list: the place of each item. Else the best place, and those of other articles where the answer, or one
    of `others` that is the same number ("90 percent", "90%"), is seen as well, or is the duty asked for: that
    the same words stand there proves nothing. Of a duty, only where it is that of the party asked for, if it is
    so anywhere. How things stand now is told first by the newest."""
    if candidate.items:
        return candidate.places
    wanted = sides(question, candidate.places)
    told = [place for place in candidate.places if sides(question, [place]) == wanted]
    first, *more = sorted(told, key=lambda place: -worth(place))
    more = [place for place in more if _day(place) == _day(first)]  # not of another Monday
    best = {first.evidence.article_id: first}
    same = [
        place
        for other in others
        if _same_number(candidate, other) or _same_day(candidate, other)
        for place in other.places
    ]
    more += sorted(
        (place for place in same if sides(question, [place]) == wanted),
        key=lambda place: -worth(place),
    )
    for place in more:
        if place.seen >= min(PROVES, first.seen) or wanted > 0:
            best.setdefault(place.evidence.article_id, place)
    found = list(best.values())
    if recency.asks_for_now(question):  # what has no date comes last
        found.sort(key=lambda place: place.evidence.published or "", reverse=True)
    return tuple(found)[:MAX_CITATIONS]


def rivals_of(
    question: str,
    kind: Kind | None,
    proofs: Sequence[Place],
    ranked: Sequence[Candidate],
    scores: Mapping[str, float],
) -> tuple[Candidate, ...]:
    """A value of the kind asked for in another article, where that names whom the question names and another
    amount or day ("Saturday" is none) is clearly seen there as the answer; or where it is nearly as likely, and
    that speaks of all that the proof speaks of: a share of the mining contradicts no share of the smelting. An
    older article contradicts nothing that is told of now."""
    if kind not in ("number", "date", "duration"):
        return ()
    best, *others = ranked
    own = {place.evidence.article_id for place in proofs}
    proof = proofs[0].evidence
    subject = stems(terms(question)) & stems(words(proof.quote))
    told = quantity(best.text, proof.published)
    since = proof.published if recency.asks_for_now(question) else None
    named = bool(parties_of(question))

    def contradicts(candidate: Candidate, place: Place) -> bool:
        item = place.evidence
        other = quantity(candidate.text, item.published)
        clear = named and place.seen >= CLEAR and all_named(question, f"{item.title}\n{item.quote}")
        clear = clear and bool(told and other and comparable(told, other))
        near = scores[candidate.text] - scores[best.text] > math.log(RIVAL)
        near = near and not (
            told and other and told.unit == other.unit and not comparable(told, other)
        )
        return (
            (clear or (near and subject <= told_in(item)))
            and item.article_id not in own
            and changes.part_of(item.quote, place.span) != "from"
            and sides(question, [place]) >= 0  # a duty of the party asked for
            and (since is None or (item.published or "") >= since)
        )

    found = (
        replace(c, places=(place,))
        for c in others
        if not c.items and not alike(best, c) and kind_agreement(kind, c) > 0
        for place in c.places
        if contradicts(c, place)
    )
    return tuple(found)[:1]


def _same_number(one: Candidate, other: Candidate) -> bool:
    """Of texts that begin with their number: "up to 14" is not 14."""
    if any(c.items or [v.start for v in values(c.text, "number")][:1] != [0] for c in (one, other)):
        return False
    told = quantity(one.text)
    return told is not None and told == quantity(other.text)


def _day(place: Place) -> str | None:
    """Of "Monday"."""
    return time_meant(place.evidence.quote, place.span, place.evidence.published)


def _same_day(one: Candidate, other: Candidate) -> bool:
    """ "Monday" of an article of June 11, and "June 9"."""
    first, second = one.places[0], other.places[0]
    if not (_day(first) or _day(second)):
        return False
    told = [_quantity(place) for place in (first, second)]
    return told[0] is not None and told[0] == told[1]


def _quantity(place: Place) -> Quantity | None:
    return quantity_at(place.evidence.quote, place.span, place.evidence.published)


def told_in(item: Evidence) -> set[str]:
    return stems(words(f"{item.quote} {item.title or ''}"))


def alike(a: Candidate, b: Candidate) -> bool:
    """Whether one is a longer form of the other, "12%" and "about 12%", or the same number or day. "5%" stands
    in "25%", but is none of it, unless both are cut from one place."""
    longer, shorter = (a, b) if len(a.text) > len(b.text) else (b, a)
    if shorter.text in longer.text and (_whole(shorter.text).search(longer.text) or overlap(a, b)):
        return True
    return _same_number(a, b) or _same_day(a, b)


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,$€£¥₹-]){re.escape(text)}(?![\w%]|[.,]\d)")
