from __future__ import annotations

import math
from dataclasses import replace

import pytest

from index.records import Span
from rag.answering import citations_of, shifted, text_of, written
from rag.choosing import choose
from rag.composing import Written
from rag.reading import Candidate, Place
from tests.rag.choices import ALSO, DUTIES, FELL, ROSE, candidate, reading
from tests.rag_fakes import evidence


def test_likeliest_value_is_chosen_with_its_place():
    choice = choose("What is the rate?", reading(candidate("30%", -0.1, FELL)))
    assert (choice.short, choice.items) == ("30%", ("30%",))
    assert choice.places == (Place(FELL, Span(17, 20)),)


def test_value_of_the_kind_that_is_asked_for_is_preferred():
    found = reading(candidate("Monday", -1.0, FELL), candidate("30%", -1.4, FELL))
    assert choose("How high is the rate?", found).short == "30%"
    assert choose("When did the rate fall?", found).short == "Monday"


def test_kind_of_a_value_is_told_by_its_sentence():
    found = reading(candidate("May", -1.0, ROSE), candidate("The rate", -0.5, ROSE))
    choice = choose("When was that?", found)
    assert (choice.short, choice.signals["kind"]) == ("May", 1.0)  # and not the verb


def test_words_of_the_question_are_no_answer_to_it():
    found = reading(candidate("The rate", -1.0, FELL), candidate("Monday", -1.5, FELL))
    assert choose("What about the rate?", found).short == "Monday"


def test_nearer_sentence_weighs():
    far = evidence("The rate was 12%.", 4, score=0.1)
    found = reading(candidate("12%", -1.0, far), candidate("30%", -1.2, FELL))
    # -1.0 + 2 * 0.1 = -0.8 against -1.2 + 2 * 0.6 = 0.0
    assert choose("What is the rate?", found).short == "30%"


def test_items_of_a_list_are_marked_each_where_it_stands():
    both = Candidate(
        "30%; 45%", -0.1, (Place(FELL, Span(17, 20)), Place(ROSE, Span(17, 20))), ("30%", "45%")
    )
    choice = choose("Which two rates are there?", reading(both))
    citations = citations_of(choice)
    assert (choice.short, text_of(choice, citations)) == ("30%; 45%", "30% [1]; 45% [2]")
    assert [c.quote[slice(*c.value)] for c in citations] == ["30%", "45%"]


def test_weekday_stands_with_its_date():
    met = evidence("The envoys met on Monday.", 1, published="2025-06-11")
    choice = choose("When did the envoys meet?", reading(candidate("Monday", -0.1, met)))
    (citation,) = citations_of(choice)
    assert (choice.short, citation.day) == ("Monday", "2025-06-09")
    assert text_of(choice, (citation,)) == "Monday (9 June 2025) [1]"


def test_reason_is_the_sentence_that_holds_it():
    choice = choose("Why did it move?", reading(candidate("fell to 30% on Monday", -0.1, FELL)))
    assert (choice.short, choice.items) == (None, ())
    (citation,) = citations_of(choice)
    assert text_of(choice, (citation,)) == f"{FELL.quote} [1]"


def test_long_span_is_shown_as_its_sentence():
    long = evidence("He said that " + "one two three four " * 4 + "and so on.", 4)
    span = "one two three four " * 3 + "one"
    assert choose("What did he say?", reading(candidate(span, -0.1, long))).short is None


def test_nothing_found_is_no_choice():
    assert choose("What is the rate?", reading()) is None


def test_signals_by_hand():
    found = reading(candidate("30%", math.log(0.6), FELL), not_stated=math.log(0.2))
    signals = choose("What is the rate?", found).signals
    assert signals["share"] == pytest.approx(0.6 / 0.8)
    assert signals["stated"] == pytest.approx(math.log(3))
    assert signals["similarity"] == 0.6
    assert signals["cited"] == 0.6
    assert signals["overlap"] == 1.0  # "rate" is the question's one term
    assert signals["margin"] == 10.0  # no rival
    assert signals["kind"] == 1.0


def test_composed_sentences_are_numbered_in_their_order():
    text, citations = written([Written("It rose.", (ROSE,)), Written("It fell.", (FELL, ROSE))])
    assert text == "It rose. [1] It fell. [2] [1]"
    assert [(c.n, c.quote) for c in citations] == [(1, ROSE.quote), (2, FELL.quote)]


def test_markers_are_shifted():
    assert shifted("30% [1]; 45% [2]", 3) == "30% [4]; 45% [5]"


def test_pointer_weighs_with_the_reader():
    likely, pointed = candidate("30%", -1.0, FELL), candidate("Monday", -1.2, FELL)
    assert choose("What about it?", reading(likely, pointed)).short == "30%"
    pointed = replace(pointed, odds=2.0)
    assert choose("What about it?", reading(likely, pointed)).short == "Monday"


def test_what_the_pointer_sees_is_a_signal():
    best = replace(candidate("30%", -0.1, FELL), odds=3.0)
    other = replace(candidate("Monday", -4.0, FELL), odds=1.0)
    signals = choose("How high is the rate?", reading(best, other)).signals
    assert (signals["pointed"], signals["pointed_margin"]) == (3.0, 2.0)


def test_examiner_weighs_with_the_others():
    likely, seen = candidate("30%", -1.0, FELL), candidate("Monday", -1.2, FELL)
    seen = replace(seen, examined=2.0)
    assert choose("What about it?", reading(likely, seen)).short == "Monday"


def test_what_the_examiner_sees_is_a_signal_where_there_is_one():
    best = replace(candidate("30%", -0.1, FELL), examined=3.0)
    other = replace(candidate("Monday", -4.0, FELL), examined=1.0)
    found = reading(best, other)
    assert "examined" not in choose("How high is the rate?", found).signals
    signals = choose("How high is the rate?", replace(found, examined=(-9.0, -9.0))).signals
    assert (signals["examined"], signals["examined_margin"]) == (3.0, 2.0)


@pytest.mark.parametrize(
    ("question", "short"),
    [("What is Kenya's duty on Norwegian goods?", "12%"), ("What duty is it?", "35%")],
)
def test_duty_is_that_of_the_party_asked_for(question, short):
    found = reading(candidate("35%", -0.5, DUTIES), candidate("12%", -2.0, DUTIES))
    assert choose(question, found).short == short


def test_duty_of_another_party_is_chosen_only_where_nothing_else_is():
    other = replace(candidate("35%", -0.1, DUTIES), examined=5.0)
    right = replace(candidate("12%", -4.0, DUTIES), examined=0.0)
    question = "What is Kenya's duty on Norwegian goods?"
    assert choose(question, reading(other, right)).short == "12%"
    assert choose(question, reading(other)).short == "35%"  # which is refused then


@pytest.mark.parametrize(
    ("question", "short"),
    [("What rate does it charge?", "30%"), ("What was done to it?", "fell to")],
)
def test_a_rate_is_a_number(question, short):
    seen = replace(candidate("fell to", -0.5, FELL), examined=3.0)
    number = replace(candidate("30%", -2.0, FELL), examined=0.0)
    assert choose(question, reading(seen, number)).short == short


FELT = evidence("Apples, pears and plums suffered; growers of nuts did not.", 6, score=0.6)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Which three fruits suffered?", "Apples, pears and plums"),
        ("Which two fruits suffered?", "pears and plums"),
        ("What other two fruits suffered?", "pears and plums"),
        ("Which fruits suffered?", "Apples"),
        ("Which two words describe them?", "Apples"),  # one phrase may have both
        ("Which of the three fruits suffered?", "Apples"),
    ],
)
def test_answer_has_as_many_parts_as_are_asked_for(question, short):
    found = reading(
        candidate("Apples", -1.0, FELT),
        candidate("pears and plums", -2.0, FELT),
        candidate("Apples, pears and plums", -2.0, FELT),
    )
    assert choose(question, found).short == short


OLD = evidence("The rate is now 12%.", 5, article_id="d" * 12, score=0.6, published="2025-04-01")


def examined(candidate, odds):
    """As the examiner sees it, wherever it stands."""
    places = tuple(replace(place, examined=odds) for place in candidate.places)
    return replace(candidate, places=places, examined=odds)


def test_of_two_articles_the_newer_tells_how_things_stand_now():
    older = examined(candidate("12%", -0.5, OLD), 5.0)
    newer = examined(candidate("30%", -1.5, FELL), 3.5)
    assert choose("What is the rate?", reading(older, newer)).short == "12%"
    assert choose("What is the rate now?", reading(older, newer)).short == "30%"


def test_what_the_newer_article_says_it_was_before_is_not_how_it_stands_now():
    cut = replace(FELL, quote="The rate was cut to 10% from 12%.")
    older = examined(candidate("12%", -0.5, OLD, cut), 5.0)
    newer = examined(candidate("10%", -1.5, cut), 3.5)
    assert choose("What is the rate?", reading(older, newer)).short == "12%"
    assert choose("What is the rate now?", reading(older, newer)).short == "10%"


@pytest.mark.parametrize(("odds", "published"), [(0.5, "2025-06-10"), (3.5, None)])
def test_newer_article_counts_only_where_it_is_dated_and_tells(odds, published):
    item = replace(FELL, published=published)
    older = examined(candidate("12%", -0.5, OLD), 5.0)
    newer = examined(candidate("30%", -1.5, item), odds)
    assert choose("What is the rate now?", reading(older, newer)).short == "12%"


def test_newer_article_counts_only_where_the_value_is_seen_in_it():
    alike = replace(FELL, quote="A share of 30% is sold.", start=60, end=83)
    older = examined(candidate("12%", -0.5, OLD), 5.0)
    told = examined(
        candidate("30%", -1.5, replace(OLD, start=300, end=317, quote="Once, it was 30%.")), 3.5
    )
    both = replace(told, places=(*told.places, *candidate("30%", -1.5, alike).places))
    assert choose("What is the rate now?", reading(older, both)).short == "12%"


def test_list_is_not_the_newest_by_one_of_its_items():
    new, old = candidate("30%", -0.5, FELL), candidate("12%", -0.5, OLD)
    both = Candidate("30%; 12%", -0.1, (*examined(new, 4.0).places, *old.places), ("30%", "12%"))
    told = reading(examined(new, 4.0), replace(both, examined=0.5))
    assert choose("What is the rate now?", told).short == "30%"


def test_where_one_that_tells_it_has_no_date_none_is_the_newest():
    undated = examined(candidate("12%", -0.5, replace(OLD, published=None)), 5.0)
    dated = examined(candidate("30%", -1.5, FELL), 3.5)
    assert choose("What is the rate now?", reading(undated, dated)).short == "12%"


def test_number_of_a_change_that_is_asked_for():
    cut = evidence("The bank cut its forecast by 0.2 points to 2.9% from 3.1%.", 6, score=0.5)
    found = [candidate(x, -1.0, cut) for x in ("2.9%", "0.2 points", "3.1%")]
    for asked, told in (("By", "0.2 points"), ("To", "2.9%"), ("From", "3.1%")):
        question = f"{asked} how much was the forecast cut?"
        assert choose(question, reading(*found)).short == told


RUNS = evidence("The truce runs out in August.", 7, score=0.6)
ENDS = evidence("It ends on August 12, after 90 days.", 8, article_id="e" * 12, score=0.3)


@pytest.mark.parametrize(
    ("question", "odds", "told"),
    [
        ("When does the truce run out?", 1.5, "August 12"),
        ("When does the truce run out?", 0.5, "August"),  # nothing says that this is it
        ("Until what day does the truce run?", 0.5, "August 12"),  # a month is no day
        ("Until what day does the truce run?", -3.0, "August"),
        ("In what month does the truce run out?", 1.5, "August"),
        ("What about the truce?", 1.5, "August"),
    ],
)
def test_date_is_told_as_exactly_as_the_articles_tell_it(question, odds, told):
    rough = replace(candidate("August", -0.5, RUNS), examined=3.0)
    exact = replace(candidate("August 12", -2.0, ENDS), examined=odds)
    longer = replace(candidate("August 12, after 90 days", -2.5, ENDS), examined=2.0)
    choice = choose(question, reading(rough, longer, exact))
    assert choice.short == told
    assert choice.places[0].evidence is (ENDS if told == "August 12" else RUNS)


def test_another_day_is_no_more_exact():
    began = replace(RUNS, quote="It ran out on June 1.")
    ended = replace(ENDS, quote="It ends on June 12.")
    first = replace(candidate("June 1", -0.5, began), examined=3.0)
    later = replace(candidate("June 12", -2.0, ended), examined=2.0)
    assert choose("When did the truce run out?", reading(first, later)).short == "June 1"


def test_bound_belongs_to_the_number_and_to_its_proof():
    above = evidence("The rate went well above 30% in June.", 9, score=0.7, article_id="f" * 12)
    choice = choose("What was the rate?", reading(candidate("30%", -0.1, FELL, above)))
    assert (choice.short, choice.items) == ("well above 30%", ("well above 30%",))
    assert [place.evidence for place in choice.places] == [above]  # 30% itself is another answer
    choice = choose("What was the rate?", reading(candidate("30%", -0.1, FELL, ALSO)))
    assert (choice.short, len(choice.places)) == ("30%", 2)


def test_duty_of_the_other_party_is_not_how_things_stand_now():
    told = evidence(
        "Kenyan goods face 35% in Norway, Norwegian goods 12% in Kenya.", 9, score=0.6, published="2025-07-29"
    )  # fmt: skip
    own = replace(candidate("35%", -1.0, told), examined=0.5)
    other = replace(candidate("12%", -1.0, told), examined=2.0)
    choice = choose("What is Norway's tariff on Kenyan goods now?", reading(own, other))
    assert choice.short == "35%"
