from __future__ import annotations

import json

import pytest

from eval.questions import load_questions
from index.sources import find_files
from models.train import archives
from models.train.groups import Asked, Group, Line, evidence_of
from models.train.practice import golds, write
from rag.prompt import NOT_STATED
from rag.records import Turn

LINES = [
    Line("0", 1000, "It will cost $2.", "Lund's bridge", "2024-05-01"),
    Line("0", 0, "The toll rises on Monday.", "Lund's bridge", "2024-05-01"),
    Line("0b", 0, "The toll falls.", "Berg's bridge"),
    Line("0c", 0, "A mill burnt down.", "Mill"),
]
ASKED = (
    Asked("When does the toll rise?", "Monday", at=("0", 0)),
    Asked("And to what?", "$2", (Turn("When does the toll rise?", "Monday"),), ("0", 1000)),
    Asked("Who sets the toll?", NOT_STATED),
    Asked("Does the toll rise?", "yes", at=("0", 0)),
    Asked("What is said?", "The toll rises; It will cost $2", at=("0", 0)),
    Asked("How much more will it cost?", "$2 more", at=("0", 1000)),
)


def test_questions_are_in_the_form_of_the_harness(tmp_path):
    assert write([Group(evidence_of(LINES), ASKED)], tmp_path) == (2, 6)
    when, follow_up, silent, yes, both, more = load_questions(tmp_path / "questions.jsonl")
    assert when.accepted[0].is_exactly("Monday") and not when.accepted[0].is_exactly("Tuesday")
    assert (follow_up.type, follow_up.history[0].answer) == ("follow_up", "Monday")
    assert silent.unanswerable == "near_miss"
    assert yes.accepted[0].is_exactly("Yes")
    assert both.accepted[0].is_held("It will cost $2 since the toll rises")
    assert any(gold.is_exactly("$2") for gold in more.accepted)
    assert not any(gold.is_exactly("$3") for gold in more.accepted)
    assert {question.split for question in (when, follow_up, silent, yes, both, more)} == {"dev"}


@pytest.mark.parametrize(
    ("answer", "ways"),
    [("Article 50", 1), ("8 pm", 1), ("one of the two", 1), ("3 boats", 2), ("6% in two", 1)],
)
def test_only_a_plain_number_may_be_told_without_its_words(answer, ways):
    assert len(golds(answer)) == ways


def test_articles_are_whole_and_in_order_without_those_that_fill_up(tmp_path):
    write([Group(evidence_of(LINES), ASKED)], tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert rows == [
        {
            "title": "Lund's bridge",
            "date": "2024-05-01",
            "text": "The toll rises on Monday. It will cost $2.",
        },
        {"title": "Berg's bridge", "date": None, "text": "The toll falls."},
    ]
    assert len(find_files([str(tmp_path / "articles.jsonl")])) == 1


def test_an_archive_that_no_training_sees_is_there_whole(tmp_path):
    told = archives.unseen(archives.load())
    assert {
        a.name.split("/")[0] for archive in told for a in archive.articles.values()
    } == archives.UNSEEN
    assert all(archives.is_held_back(a) for archive in told for a in archive.articles.values())
    articles, asked = write([], tmp_path, told)
    assert articles == sum(len(archive.articles) for archive in told)
    questions = load_questions(tmp_path / "questions.jsonl")
    assert asked == len(questions) == sum(len(archive.asks) for archive in told)
    assert {bool(q.accepted) != bool(q.unanswerable) for q in questions} == {True}
    assert len({q.id for q in questions}) == asked
