"""A choice → the probability that it is right, and the signals that say so.

What the cited sentence says is held against the question (rag.verification), and the confidence weighs that
with what was seen on the way (rag.confidence). Whatever speaks of something else than was asked, or does not
stand whole where it should, gets next to none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.records import Article
from rag import confidence
from rag.asking import asking
from rag.choosing import SEEN
from rag.pointing import FAINT
from rag.records import Evidence
from rag.scoring import nation, sides
from rag.signals import Choice
from rag.terms import UNCHECKED
from rag.values import lacks_rate
from rag.verification import check_terms, holds

DOUBTED = 0.05  # confidence, at most, in an answer that speaks of something else

# Where no likelihoods were read: confidence from the best sentence's cosine with the question, a
# logistic regression over the development questions of eval/questions.
_MIDDLE, _STEEPNESS = 0.47, 7.0


def trust(
    question: str, choice: Choice, article: Article, checked: bool = True
) -> tuple[float, dict[str, float]]:
    """`article` is that of the choice's first place; `checked`: whether the question's terms are held against
    the sentence there."""
    cited, value = choice.places[0].evidence, choice.places[0].span
    terms = check_terms(question, cited, article, value) if checked else UNCHECKED
    if choice.short == "No" and not choice.items:  # what moves the other way proves it
        terms = replace(terms, against=terms.along)
    signals = {
        **(choice.signals or {}),
        "near": terms.near,
        "far": terms.far,
        "against": terms.against,
        "other_time": terms.other_time,
        "sides": float(sides(question, choice.places)),
    }
    likely = confidence.model_for(signals).probability(signals)
    # what the examiner sees may be put in other words there
    strange = terms.strange and signals.get("examined", FAINT) < SEEN
    other_side = checked and (signals["sides"] < 0 or nation(question, choice.places) < 0)
    too_few = choice.short is not None and signals.get("count", 0.0) < 0
    one_of_two = choice.short is not None and signals.get("difference", 0.0) < 0
    no_rate = bool(choice.items) and lacks_rate(asking(question), choice.short or "")
    elsewhere = no_rate or strange or terms.elsewhere or other_side or too_few or one_of_two
    pairs = zip(choice.items, choice.places, strict=False)
    if elsewhere or not all(holds(place, item) for item, place in pairs):
        likely = min(likely, DOUBTED)
    return likely, signals


def similarity_confidence(evidence: Sequence[Evidence]) -> float:
    """0 to 1, from the cosine of the sentence that is nearest to the question."""
    if not evidence:
        return 0.0
    best = max(item.score for item in evidence)
    return 1 / (1 + math.exp(-_STEEPNESS * (best - _MIDDLE)))
