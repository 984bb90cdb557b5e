from __future__ import annotations

import dataclasses

import pytest

from rag.records import Answer, Citation


def citation(quote: str = "It fell to 30% in May.") -> Citation:
    return Citation(1, "a1b2c3d4e5f6", "T", "S", "2025", None, 5, 5 + len(quote), quote)


def test_answer_with_its_proof_stands():
    answer = Answer("How low?", "answered", "30% [1]", "30%", (citation(),))
    assert answer.short in answer.citations[0].quote
    assert Answer("Why?", "answered", "…", None, (citation(),)).short is None
    assert Answer("Why?", "abstained", "Not here.").citations == ()


def test_answer_without_citation_is_refused():
    with pytest.raises(ValueError, match="without a citation"):
        Answer("How low?", "answered", "30%", "30%")
    with pytest.raises(ValueError, match="without a citation"):
        Answer("Why?", "answered", "Because.")


def test_short_answer_that_no_quote_holds_is_refused():
    with pytest.raises(ValueError, match="no cited sentence holds '31%'"):
        Answer("How low?", "answered", "31% [1]", "31%", (citation(),))


def test_short_answer_may_be_in_any_of_the_quotes():
    answer = Answer("?", "answered", "", "10%", (citation(), citation("It is 10% now.")))
    assert answer.short == "10%"


def test_of_two_that_are_compared_the_values_are_quoted():
    quotes = (citation("The Merla takes 46 cars."), citation("The Oda takes 64."))
    answer = Answer("?", "answered", "…", "the Oda", quotes, items=("64", "46"))
    assert answer.compares and answer.values == ("64", "46")
    assert not Answer("?", "answered", "…", "64; 46", quotes, items=("64", "46")).compares
    assert not Answer("?", "answered", "…", "Yes", quotes).compares
    assert Answer("?", "answered", "…", "Yes", quotes, items=("64",)).values == ("64",)
    with pytest.raises(ValueError, match="no cited sentence holds '65'"):
        Answer("?", "answered", "…", "the Oda", quotes, items=("65", "46"))


def test_short_answer_of_more_than_twelve_words_is_refused():
    twelve = "a b c d e f g h i j k l"
    assert Answer("?", "answered", "", twelve, (citation(twelve + " m"),)).short == twelve
    with pytest.raises(ValueError, match="at most 12 words"):
        Answer("?", "answered", "", twelve + " m", (citation(twelve + " m"),))


def test_abstention_with_citation_or_short_answer_is_refused():
    with pytest.raises(ValueError, match="abstention"):
        Answer("?", "abstained", "Not here.", None, (citation(),))
    with pytest.raises(ValueError, match="abstention"):
        Answer("?", "abstained", "Not here.", "30%")


def test_records_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        citation().quote = "Something else."  # type: ignore[misc]
