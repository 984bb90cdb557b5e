"""What a candidate scores, in nats.

Its ln P by the language model and its odds by pointer and examiner; more where it is of the kind that is
asked for, where its sentence is near to the question, and less where it only repeats the question's words,
unless it offers them as options ("A or B"). More or less as it is of the party, the number of a change, the
time, the difference and the number of things that the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag import changes, differences, nationality, times
from rag.asking import asking
from rag.places import country_of
from rag.reading import Candidate, Place
from rag.sides import agreement
from rag.values import Kind, lacks_rate, values
from rag.words import stems, words

KIND_WEIGHT, COSINE_WEIGHT, ECHO_WEIGHT = 0.5, 15.0, 1.0  # nats
COUNT_WEIGHT, DIFFERENCE_WEIGHT = 2.0, 6.0  # nats
RATE_WEIGHT = 12.0  # nats
PARTY_WEIGHTS = {1: 6.0, 0: 0.0, -1: -20.0}  # nats; what is of another party would be refused
CHANGE_WEIGHT, TIME_WEIGHT = 3.0, 3.0  # nats
POINTED_WEIGHT, EXAMINED_WEIGHT = 1.0, 2.5
LEAST = -12.0  # nats: a likelihood under this one says no more than this one
_NUMBERS = ("two", "three", "four", "five", "six")
_COUNT = re.compile(  # "what two words" may be one phrase
    rf"\b(?:what|which|name|list)(?: other)? ({'|'.join(_NUMBERS)})(?: other)? (?!words?\b)", re.I
)
_PARTS = re.compile(r",\s*(?:(?:and|or)\s)?|\s(?:and|or|as well as)\s")


def score(question: str, kind: Kind | None, candidate: Candidate) -> float:
    """In nats: what the candidates of one reading are compared by."""
    nearest = max(place.evidence.score for place in candidate.places)
    return (
        max(candidate.likelihood, LEAST)
        + sight(candidate.odds, candidate.examined)
        + KIND_WEIGHT * kind_agreement(kind, candidate)
        - RATE_WEIGHT * lacks_rate(asking(question), candidate.text)
        + COSINE_WEIGHT * nearest
        - ECHO_WEIGHT * _echo(question, candidate.text)
        + PARTY_WEIGHTS[sides(question, candidate.places)]
        + PARTY_WEIGHTS[nation(question, candidate.places)]
        + CHANGE_WEIGHT * _change(question, candidate.places)
        + TIME_WEIGHT * _time(question, candidate.places)
        + DIFFERENCE_WEIGHT * difference(question, candidate.places)
        + COUNT_WEIGHT * count_agreement(question, candidate)
    )


def worth(place: Place) -> float:
    """In nats: how clearly the answer is seen just there."""
    return sight(place.odds, place.examined or 0.0) + COSINE_WEIGHT * place.evidence.score


def sight(odds: float, examined: float) -> float:
    """In nats: what pointer and examiner see, together."""
    return POINTED_WEIGHT * odds + EXAMINED_WEIGHT * examined


def sides(question: str, places: Sequence[Place]) -> int:
    """How the sides of a duty agree with the question's, at best (rag.sides)."""
    return max(agreement(question, place.evidence.quote, place.span) for place in places)


def nation(question: str, places: Sequence[Place]) -> int:
    """How the country of an official agrees with the question's, at best (rag.nationality)."""
    return max(nationality.agreement(question, p.evidence.quote, p.span) for p in places)


def _change(question: str, places: Sequence[Place]) -> int:
    """How the number of a change agrees with the one that is asked for, at best (rag.changes)."""
    return max(changes.agreement(question, p.evidence.quote, p.span) for p in places)


def difference(question: str, places: Sequence[Place]) -> int:
    """How the value is told as a difference, where one is asked for, at best (rag.differences)."""
    return max(differences.agreement(question, p.evidence.quote, p.span) for p in places)


def _time(question: str, places: Sequence[Place]) -> int:
    """How the year or month of the number agrees with the one that is asked for, at best (rag.times)."""
    return max(
        times.agreement(question, p.evidence.quote, p.span, p.evidence.published) for p in places
    )


def kind_agreement(kind: Kind | None, candidate: Candidate) -> float:
    """1 where the candidate is, or holds, a value of the kind asked for; -1 where it does not; 0 where no
    kind is asked for."""
    if kind is None:
        return 0.0
    if kind == "name" and country_of(candidate.text):
        return 1.0
    kinds: tuple[Kind, ...] = ("duration", "number") if kind == "duration" else (kind,)
    return 1.0 if any(_holds_value(candidate, each) for each in kinds) else -1.0


def _holds_value(candidate: Candidate, kind: Kind) -> bool:
    """By its own words, or as it stands: "May" after "in" is a date."""
    return bool(values(candidate.text, kind)) or any(
        place.span.start <= value.start and value.end <= place.span.end
        for place in candidate.places
        for value in values(place.evidence.quote, kind)
    )


def count_agreement(question: str, candidate: Candidate) -> float:
    """1 where it has as many parts as the question asks for, -1 where not; 0 where it asks for no number
    of things."""
    asked = _COUNT.search(question)
    if asked is None:
        return 0.0
    parts = candidate.items or [part for part in _PARTS.split(candidate.text) if part.strip()]
    return 1.0 if len(parts) == _NUMBERS.index(asked[1].lower()) + 2 else -1.0


def _echo(question: str, text: str) -> float:
    """Share of its words that the question already has; none counts where it offers options."""
    if re.search(r"\bor\b", question, re.I):
        return 0.0
    own = stems(words(text))
    return len(own & stems(words(question))) / len(own) if own else 0.0
