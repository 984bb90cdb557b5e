from __future__ import annotations

import math
from dataclasses import replace

import pytest

from index.records import Article, PublicationDate
from rag.choosing import choose
from rag.signals import Choice
from rag.trust import DOUBTED, similarity_confidence, trust
from tests.rag.choices import FELL, candidate, reading
from tests.rag_fakes import evidence

ARTICLE = Article(FELL.quote, "Rates", PublicationDate("2025-06-10"))


def chosen(question: str) -> Choice:
    found = choose(question, reading(candidate("30%", -0.1, FELL)))
    assert found is not None
    return found


def test_value_that_does_not_stand_whole_is_doubted():
    question = "What did the rate fall to?"
    choice = chosen(question)
    likely, signals = trust(question, choice, ARTICLE)
    assert likely > DOUBTED and {"near", "far", "against", "other_time", "sides"} <= set(signals)
    (place,) = choice.places
    cut = replace(
        choice, places=(replace(place, span=replace(place.span, end=place.span.end - 1)),)
    )
    assert trust(question, cut, ARTICLE)[0] <= DOUBTED


def test_other_direction_is_doubted_unless_the_terms_are_left_unchecked():
    question = "What did the rate rise to?"
    choice = chosen(question)
    assert trust(question, choice, ARTICLE)[0] <= DOUBTED
    assert trust(question, choice, ARTICLE, checked=False)[0] > DOUBTED


def test_rate_without_a_number_is_doubted():
    found = choose("What rate must it pay?", reading(candidate("Monday", -0.1, FELL)))
    assert trust("What rate must it pay?", found, ARTICLE)[0] <= DOUBTED
    assert trust("What is it?", found, ARTICLE)[0] > DOUBTED


def test_confidence_by_hand():
    # 1 / (1 + exp(-7 (cosine - 0.47))), of the nearest sentence, wherever it stands
    found = [evidence("A.", 1, score=0.1), evidence("B.", 2, score=0.47)]
    assert similarity_confidence(found) == pytest.approx(0.5)
    assert similarity_confidence(found[:1]) == pytest.approx(1 / (1 + math.exp(2.59)))  # 0.0698
    assert similarity_confidence([]) == 0.0
