from __future__ import annotations

from dataclasses import replace

import pytest

from rag.choosing import choose
from rag.grammar import MEASURES
from rag.pointing import sentence_of
from rag.quoting import asks_sentence, by_sight
from tests.rag.choices import ALSO, FELL, ROSE, candidate, reading


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Why did it fall?", True),
        ("How did it come about?", True),
        ("What caused the fire?", True),
        ("What is the reason?", True),
        ("How many fell?", False),
        ("How high is it?", False),
        ("How full are the lakes?", False),
        ("How warm was it in Riga?", False),
        ("How steeply did it fall?", False),
        ("How recently did it open?", False),
        ("How popular is it?", True),
        ("How farmers see it", True),
        ("The ferry is late. Why?", True),
        ("I wonder why. Is it late?", False),
        ("Who fell?", False),
        ("What did the minister say about the delay?", True),
        ("What has she told reporters?", True),
        ("In what words did he turn it down?", True),
        ("What did the minister say the rate was?", False),
        ("What rate did the minister speak of?", False),
        ("Who told reporters about it?", False),
    ],
)
def test_questions_for_a_sentence_are_told_apart(question, asks):
    assert asks_sentence(question) is asks


@pytest.mark.parametrize("measure", sorted({*MEASURES.values(), "thick", "short"}))
def test_no_sentence_answers_how_much_of_a_measure(measure):
    assert not asks_sentence(f"How {measure} is it?")


def seen(**odds):
    """FELL, ROSE and ALSO, with what the examiner sees in each; the reader likes a word of FELL best."""
    found = reading(candidate("Monday", -0.1, FELL), candidate("45%", -3.0, ROSE))
    within = {
        sentence_of(item): (0.0, odds[name])
        for name, item in (("fell", FELL), ("rose", ROSE), ("also", ALSO))
    }
    return replace(found, within=within, examined=(-9.0, -9.0))


def test_the_sentence_in_which_most_is_seen_is_quoted():
    choice = choose("Why did the rate move?", seen(fell=1.0, rose=4.0, also=-2.0))
    assert choice.short is None and choice.items == ()
    assert [place.evidence for place in choice.places] == [ROSE]
    assert choice.signals["examined"] == 4.0
    assert choice.signals["examined_margin"] == 3.0
    assert choice.signals["margin"] == pytest.approx(2.5 * 3.0)
    assert choice.signals["likelihood"] == -3.0  # of the best that stands in it


def test_a_sentence_of_which_the_reader_makes_nothing_can_be_the_answer():
    choice = choose("What did they say about the rate?", seen(fell=1.0, rose=2.0, also=3.0))
    assert choice.places[0].evidence == ALSO
    assert choice.signals["likelihood"] == -10.0


def test_without_an_examiner_the_readers_best_is_quoted():
    found = reading(candidate("45%", -0.1, ROSE), candidate("Monday", -3.0, FELL))
    found = replace(
        found, within={sentence_of(FELL): (3.0, -12.0), sentence_of(ALSO): (1.0, -12.0)}
    )
    choice = choose("Why did the rate move?", found)
    assert [place.evidence for place in choice.places] == [ROSE]
    assert [sight.item for sight in by_sight(found, ROSE)] == [ROSE, FELL, ALSO]
