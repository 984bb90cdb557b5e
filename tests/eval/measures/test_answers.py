from __future__ import annotations

import pytest

from eval.measures.answers import answer_scores
from eval.questions import Turn
from tests.eval.builders import FAILED, name, number, question, response, span

EVIDENCE = [span(0, 10)]
ASKED = question(accepted=[number(30, "%")], evidence=EVIDENCE)
ABSENT = question()
SENTENCE = "Tariffs fell to 30% in May."


def scores(asked, said, *names):
    found = answer_scores(asked, said)
    return tuple(found.get(name) for name in names)


@pytest.mark.parametrize(
    ("said", "right", "holds", "correct", "wrong"),
    [
        (response("30 percent"), 1, 1, 1, 0),
        (response("145%"), 0, 0, 0, 1),
        # a value was named, and it is more than the value
        (response(SENTENCE), 0, 1, 0, 1),
        # no value was named: the sentence may hold it
        (response(SENTENCE, short=None), 0, 1, 1, 0),
        (response("30%", short=None), 1, 1, 1, 0),
        (response("Tariffs fell.", short=None), 0, 0, 0, 1),
        # the value that is named is judged, not the sentence around it
        (response(SENTENCE, short="May"), 0, 0, 0, 1),
        (response(), 0, 0, 0, 0),
        # nothing that can be judged is wrong
        (FAILED, 0, 0, 0, 1),
        (response(""), 0, 0, 0, 1),
        (response(" \n", short=None), 0, 0, 0, 1),
        (response(SENTENCE, short=""), 0, 0, 0, 1),
    ],
)
def test_answer_to_an_answerable_question(said, right, holds, correct, wrong):
    assert scores(ASKED, said, "right", "holds", "correct", "wrong") == (
        right,
        holds,
        correct,
        wrong,
    )


@pytest.mark.parametrize(
    ("said", "correct", "wrong"),
    [(response(), 1, 0), (response("30%"), 0, 1), (FAILED, 0, 1), (response(""), 0, 1)],
)
def test_of_an_unanswerable_question_a_refusal_alone_is_correct(said, correct, wrong):
    assert scores(ABSENT, said, "correct", "wrong") == (correct, wrong)
    assert scores(ABSENT, said, "right", "holds", "em", "f1") == (None,) * 4


def test_any_accepted_value_is_right():
    asked = question(accepted=[number(30, "%"), name("a third")], evidence=EVIDENCE)
    assert scores(asked, response("A third."), "right") == (1,)


def test_words_of_the_question_may_follow_a_count():
    asked = question(accepted=[number(7)], evidence=EVIDENCE, question="How many metals?")
    assert scores(asked, response("seven metals"), "right") == (1,)


def test_words_of_the_conversation_may_follow_a_count():
    earlier = Turn(question="How many people were missing?", answer="64")
    asked = question(
        accepted=[number(31)], evidence=EVIDENCE, question="And later?", history=(earlier,)
    )
    assert scores(asked, response("31 people"), "right") == (1,)


def test_exact_match_and_f1_of_squad():
    asked = question(accepted=[name("the Posse Comitatus Act")], evidence=EVIDENCE)
    assert scores(asked, response("Posse Comitatus Act!"), "em", "f1") == (1, 1)
    # shared 2; of 2 said and of 3 wanted: 2 * (1 * 2/3) / (1 + 2/3) = 0.8
    assert scores(asked, response("Posse Comitatus"), "em", "f1") == (0, pytest.approx(0.8))
    assert scores(asked, response("the Fed"), "em", "f1") == (0, 0)
    for nothing in (FAILED, response(""), response()):
        assert scores(asked, nothing, "em", "f1") == (0, 0)


def test_without_accepted_answers_nothing_is_said_of_the_answer():
    asked = question(evidence=EVIDENCE)
    for said in (response("30%"), response(), FAILED):
        found = answer_scores(asked, said)
        assert {found.get(n) for n in ("right", "holds", "correct", "wrong", "em", "f1")} == {None}


def test_a_known_falsehood_misleads():
    asked = question(accepted=[number(30, "%")], rejected=[number(145, "%")], evidence=EVIDENCE)
    assert scores(asked, response("145 percent"), "misled") == (1,)
    assert scores(asked, response("It was 145% once.", short=None), "misled") == (1,)
    assert scores(asked, response("30%"), "misled") == (0,)
    assert scores(asked, response(), "misled") == (0,)
    assert scores(asked, FAILED, "misled") == (1,)
    assert scores(ASKED, response("145%"), "misled") == (None,)


def test_marks_are_no_part_of_an_answer():
    asked = question(accepted=[number(1)], evidence=EVIDENCE)
    said = response("It rose, they said [1], and fell [2, 3].", short=None)
    assert scores(asked, said, "holds", "words") == (0, 6)


def test_words_are_those_of_an_answer():
    assert scores(ASKED, response("about 30 percent"), "words") == (3,)
    assert scores(ASKED, response(SENTENCE, short="30%"), "words") == (1,)
    for nothing in (response(), FAILED, response("")):
        assert scores(ASKED, nothing, "words") == (None,)
