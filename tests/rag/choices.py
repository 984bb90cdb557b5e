"""Sentences and what is read of them, for the tests of choosing and of proofs."""

from __future__ import annotations

from index.records import Span
from rag.reading import Candidate, Place, Reading
from tests.rag_fakes import evidence

FELL = evidence("The rate fell to 30% on Monday.", 1, score=0.6, published="2025-06-10")
ROSE = evidence(
    "The rate rose to 45% in May.", 2, score=0.5, article_id="b" * 12, published="2025-05-02"
)
ALSO = evidence("Traders noted that the rate is 30%.", 3, score=0.4, article_id="c" * 12)
DUTIES = evidence("Kenyan goods pay 35% in Norway, Norwegian goods 12% in Kenya.", 5, score=0.6)


def candidate(text, likelihood, *found):
    places = tuple(
        Place(item, Span(item.quote.index(text), item.quote.index(text) + len(text)))
        for item in found
    )
    return Candidate(text, likelihood, places)


def reading(*candidates, not_stated=-5.0, yes=None, no=None):
    return Reading((FELL, ROSE, ALSO), candidates, not_stated, yes, no)
