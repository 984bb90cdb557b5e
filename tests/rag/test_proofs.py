from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering import citations_of, text_of
from rag.choosing import choose
from rag.proofs import alike
from rag.reading import Candidate
from tests.rag.choices import ALSO, DUTIES, FELL, ROSE, candidate, reading
from tests.rag_fakes import evidence


def test_articles_that_agree_are_all_cited_best_first():
    choice = choose("What is the rate?", reading(candidate("30%", -0.1, ALSO, FELL)))
    assert [place.evidence for place in choice.places] == [FELL, ALSO]
    assert choice.signals["sources"] == 1.0
    citations = citations_of(choice)
    assert [(c.n, c.value) for c in citations] == [(1, (17, 20)), (2, (31, 34))]
    assert text_of(choice, citations) == "30% [1] [2]"


@pytest.mark.parametrize(
    ("seen", "cited"),
    [
        ((4.0, 3.0), [1, 3]),
        ((2.0, 4.0), [3, 1]),
        ((-4.0, 3.0), [3]),  # "the rate fell to 30%" is of another rate, then
        ((-4.0, -6.0), [1]),
    ],
)
def test_words_that_stand_where_no_answer_is_seen_prove_nothing(seen, cited):
    here, there = candidate("30%", -0.1, FELL, ALSO).places
    places = replace(here, examined=seen[0]), replace(there, examined=seen[1])
    choice = choose("What is the rate?", reading(Candidate("30%", -0.1, places)))
    assert [place.evidence.n for place in choice.places] == cited


@pytest.mark.parametrize(
    ("question", "cited"),
    [("How high is the rate now?", [2, 1, 3]), ("How high is the rate?", [1, 3, 2])],
)
def test_how_things_stand_now_is_told_first_by_the_newest(question, cited):
    older = evidence("The rate fell to 30%.", 1, score=0.6, published="2025-06-10")
    newer = evidence("It is 30%.", 2, score=0.4, article_id="b" * 12, published="2025-07-01")
    undated = evidence("So it is 30%.", 3, score=0.5, article_id="c" * 12)
    choice = choose(question, reading(candidate("30%", -0.1, older, newer, undated)))
    assert [place.evidence.n for place in choice.places] == cited


def test_duty_that_is_asked_for_is_further_proof_though_no_encoder_sees_it():
    there = evidence("Norwegian goods pay 12% in Kenya.", 6, article_id="d" * 12)
    first, second = candidate("12%", -0.5, DUTIES, there).places
    places = replace(first, examined=4.0), replace(second, examined=-4.0)
    choice = choose(
        "What is Kenya's duty on Norwegian goods?", reading(Candidate("12%", -0.5, places))
    )
    assert [place.evidence for place in choice.places] == [DUTIES, there]


@pytest.mark.parametrize(
    ("says", "told", "cited"),
    [
        ("It controls 90% of supply.", "90%", [1, 2]),
        ("It controls up to 90% of supply.", "90%", [1]),
        ("It controls nearly 90% of supply.", "nearly 90%", [1]),
        ("It controls 90 mines.", "90", [1]),
    ],
)
def test_the_same_number_in_other_words_is_cited_and_is_no_rival(says, told, cited):
    first = evidence("Their share is 90 percent.", 1, published="2025-06-10")
    other = evidence(says, 2, article_id="b" * 12, published="2025-06-12")
    found = candidate("90 percent", -0.4, first), candidate(told, -0.6, other)
    found = [Candidate(c.text, c.likelihood, (replace(c.places[0], examined=4.0),)) for c in found]
    choice = choose("What share is theirs?", reading(*found))
    assert [place.evidence.n for place in choice.places] == cited
    assert choice.short == "90 percent"
    if cited == [1, 2]:
        assert choice.rivals == () and choice.signals["margin"] == 10.0
        assert text_of(choice, citations_of(choice)) == "90 percent [1] [2]"


@pytest.mark.parametrize(
    ("one", "other"), [("5%", "25%"), ("$300", "$3000"), ("9 July", "19 July")]
)
def test_value_that_only_stands_in_another_is_no_form_of_it(one, other):
    here = evidence(f"It was {one}.", 1, published="2025-06-10")
    there = evidence(f"It was {other}.", 2, article_id="b" * 12, published="2025-06-12")
    assert not alike(candidate(one, -0.1, here), candidate(other, -0.2, there))
    assert alike(candidate(one, -0.1, here), candidate(f"was {one}", -0.2, here))


def test_days_told_from_the_articles_own_are_compared_as_days():
    told = evidence("The council met on Monday.", 1, published="2025-06-11")
    later = evidence("The council met on Monday.", 2, article_id="b" * 12, published="2025-06-18")
    dated = evidence("It met on June 9.", 3, article_id="c" * 12, published="2025-06-12")
    found = [candidate("Monday", -0.1, told, later), candidate("June 9", -0.2, dated)]
    choice = choose("When did the council meet?", reading(*found))
    assert [place.evidence.n for place in choice.places] == [1, 3]
    assert choice.rivals == ()


def test_articles_that_disagree_are_both_shown_with_their_dates():
    found = reading(candidate("30%", -0.7, FELL), candidate("45%", -0.5, ROSE))
    choice = choose("How high is the rate?", found)
    assert [rival.text for rival in choice.rivals] == ["45%"]
    citations = citations_of(choice)
    assert text_of(choice, citations) == (
        "30% [1] (10 June 2025); another article says 45% [2] (2 May 2025)"
    )
    assert [c.quote for c in citations] == [FELL.quote, ROSE.quote]


@pytest.mark.parametrize(
    ("question", "says", "published", "seen", "shown"),
    [
        ("How many jobs will Wexcombe cut?", "There Wexcombe lists 115 jobs.", "2026-03", 4.0, True),
        ("How many jobs will Wexcombe cut?", "There Wexcombe lists 115 jobs.", "2026-03", 2.0, False),
        ("How many jobs will Wexcombe cut?", "The list has 115 jobs.", "2026-03", 4.0, False),  # whose?
        ("How many jobs will Wexcombe now cut?", "There Wexcombe lists 115 jobs.", "2026-01", 4.0, False),
        ("How many jobs will Wexcombe cut?", "Wexcombe went from 115 jobs to 140.", "2026-03", 4.0, False),
        ("How many jobs will Wexcombe cut?", "Wexcombe has one hundred and forty jobs.", "2026-03", 4.0, False),
    ],
)  # fmt: skip
def test_what_another_article_clearly_says_is_shown_too(question, says, published, seen, shown):
    first = evidence("Wexcombe will cut 140 jobs.", 1, score=0.6, published="2026-02")
    other = evidence(says, 2, score=0.2, article_id="b" * 12, published=published)
    figure = "115" if "115" in says else "one hundred and forty"
    found = []
    for text, item, odds in (("140", first, 6.0), (figure, other, seen)):
        (place,) = candidate(text, -0.1, item).places
        found.append(Candidate(text, -0.1, (replace(place, examined=odds),), examined=odds))
    choice = choose(question, replace(reading(*found), examined=(-9.0, -9.0)))
    assert choice.short == "140"
    assert bool(choice.rivals) == shown


def test_day_of_the_week_contradicts_no_date():
    first = evidence("Beijing announced it on 4 April 2025.", 1, score=0.6)
    other = evidence("Beijing announced on Saturday that it may.", 2, article_id="b" * 12)
    found = [
        replace(candidate(text, -0.1, item), examined=odds, places=(replace(place, examined=odds),))
        for text, item, odds in (("4 April 2025", first, 6.0), ("Saturday", other, 5.0))
        for place in candidate(text, -0.1, item).places
    ]
    choice = choose(
        "When did Beijing announce it?", replace(reading(*found), examined=(-9.0, -9.0))
    )
    assert (choice.short, choice.rivals) == ("4 April 2025", ())


def test_value_of_another_subject_is_no_rival():
    mined = evidence(
        "It mines 69% of the ore.", 4, score=0.6, article_id="d" * 12, published="2025-06-10"
    )
    smelted = evidence("It smelts 90% of the ore.", 5, score=0.6, article_id="e" * 12)
    found = reading(candidate("90%", -0.5, smelted), candidate("69%", -0.6, mined))
    assert choose("How much of the ore does it smelt?", found).rivals == ()
    # where the question does not tell them apart, both are shown
    choice = choose("How much of the ore is it?", found)
    assert [rival.text for rival in choice.rivals] == ["69%"]


def test_far_less_likely_value_is_no_rival():
    found = reading(candidate("30%", -0.1, FELL), candidate("45%", -3.0, ROSE))
    assert choose("How high is the rate?", found).rivals == ()


def test_other_value_of_the_same_article_is_no_rival():
    same = evidence("The rate was 45%.", 4, score=0.5)
    found = reading(candidate("30%", -0.7, FELL), candidate("45%", -0.8, same))
    assert choose("How high is the rate?", found).rivals == ()


def test_same_figure_of_another_duty_is_no_proof():
    other = evidence("The baseline of 12% stays.", 6, score=0.9, article_id="d" * 12)
    found = reading(candidate("12%", -0.5, other, DUTIES))
    choice = choose("What is Kenya's duty on Norwegian goods?", found)
    assert [place.evidence for place in choice.places] == [DUTIES]
    assert len(choose("What is the figure?", found).places) == 2
