from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering import citations_of
from rag.choosing import choose
from rag.pointing import sentence_of
from rag.reading import whole_sentence
from tests.rag.choices import ALSO, FELL, ROSE, candidate, reading
from tests.rag_fakes import evidence


@pytest.mark.parametrize(("yes", "no", "short"), [(-0.1, -2.0, "Yes"), (-2.0, -0.1, "No")])
def test_yes_or_no_by_the_likelier_and_the_best_sentence(yes, no, short):
    found = reading(candidate("30%", -9.0, FELL), yes=yes, no=no)
    choice = choose("Is it at 30%?", found)
    assert (choice.short, choice.items) == (short, ())
    assert choice.signals["margin"] == pytest.approx(1.9)
    (citation,) = citations_of(choice)
    assert (citation.quote, citation.value) == (FELL.quote, None)


def test_pointer_has_a_say_in_yes_and_no():
    found = replace(reading(candidate("30%", -1.0, FELL), yes=-0.5, no=-1.0), pointed=(-6.0, 3.0))
    choice = choose("Did the rate rise?", found)
    assert choice.short == "No"
    assert choice.signals["pointed"] == 3.0
    assert choice.signals["pointed_margin"] == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Did imports rise?", "No"),
        ("Did imports fall?", "Yes"),
        ("Did exports rise?", "Yes"),
        ("Did exports fall?", "No"),
        ("Were imports taxed?", "Yes"),
    ],
)
def test_yes_and_no_follow_the_direction_of_the_clause(question, short):
    trade = evidence("Exports rose by 4.8%, but imports fell by 3.4%.", 7, score=0.6)
    figure = "3.4%" if "imports" in question else "4.8%"
    found = reading(candidate(figure, -1.0, trade), yes=-0.6, no=-0.8)
    assert choose(question, found).short == short


def test_examiner_weighs_in_yes_and_no():
    found = replace(reading(candidate("30%", -1.0, FELL), yes=-0.5, no=-1.0), examined=(-6.0, 3.0))
    choice = choose("Is it the rate?", found)
    assert choice.short == "No"
    assert (choice.signals["examined"], choice.signals["examined_margin"]) == (3.0, 9.0)


def test_yes_is_proven_by_the_sentence_of_the_best_span_not_by_the_first():
    found = reading(candidate("45%", -1.0, ROSE), candidate("30%", -9.0, FELL), yes=-0.1, no=-3.0)
    choice = choose("Did it go up in May?", found)
    assert (choice.short, choice.places[0].evidence) == ("Yes", ROSE)


def test_yes_is_proven_by_the_sentence_that_alone_says_so():
    found = reading(candidate("45%", -1.0, ROSE), candidate("30%", -9.0, FELL), yes=-0.1, no=-3.0)
    alone = {
        sentence_of(FELL): (1.0, 9.0),
        sentence_of(ROSE): (-5.0, -2.0),
        sentence_of(ALSO): (4.0, -9.0),
    }
    yes = choose("Did it go up in May?", replace(found, verdicts=alone))
    assert (yes.short, yes.places) == ("Yes", (whole_sentence(ALSO),))
    no = choose("Did it go up in May?", replace(found, yes=-3.0, no=-0.1, verdicts=alone))
    assert (no.short, no.places[0].evidence) == ("No", FELL)


def test_yes_without_any_span_is_proven_by_the_first_sentence():
    choice = choose("Did it go up in May?", reading(yes=-0.1, no=-3.0))
    assert (choice.short, choice.places[0].evidence) == ("Yes", FELL)
