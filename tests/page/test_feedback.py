from __future__ import annotations

import dataclasses
import json

import pytest

from eval.gold import ListGold, QuoteGold, TextGold, YesNoGold
from eval.questions import load_questions
from index.errors import StoreWriteFailed
from rag.page.conversation import Exchange
from rag.page.feedback import Feedback, as_questions
from rag.records import Answer, Citation

QUOTE = "Yes, the bridge of Norland cost $295 million and 3 lives."
PROOF = Citation(1, "a1b2c3d4e5f6", "Bridge", "Post", "2025-03-04", None, 5, 5 + len(QUOTE), QUOTE)
COST = Answer("What did it cost?", "answered", "$295 million [1]", "$295 million", (PROOF,))
REFUSED = Answer("Who paid?", "abstained", "Not in these articles.")
TALK = [
    Exchange("What did it cost?", COST),
    Exchange("?", error="the question is empty"),
    Exchange("Who paid?", REFUSED),
]


@pytest.fixture
def feedback(tmp_path):
    return Feedback(tmp_path / "new" / "feedback.jsonl")


def questions(feedback, tmp_path):
    (path := tmp_path / "questions.jsonl").write_text(as_questions(feedback.read()))
    return load_questions(path)


def test_opinion_is_kept_with_its_answer_and_conversation(feedback):
    assert feedback.read() == []
    feedback.add(TALK, 2, False)
    (kept,) = feedback.read()
    assert (kept["liked"], kept["comment"]) == (False, "")
    assert kept["answer"]["question"] == "Who paid?"
    assert kept["history"] == [{"question": "What did it cost?", "answer": "$295 million"}]


def test_comment_joins_its_opinion(feedback):
    first = feedback.add(TALK, 0, False)
    feedback.add(TALK, 2, True)
    feedback.add(TALK, 0, False, " $300\n million ", first)
    assert [(row["id"] == first, row["comment"]) for row in feedback.read()] == [
        (True, "$300 million"),
        (False, ""),
    ]
    assert len(feedback.path.read_text().splitlines()) == 3  # nothing is overwritten


@pytest.mark.parametrize("at", [1, 3, -1])
def test_there_is_no_opinion_of_what_is_no_answer(feedback, at):
    assert feedback.add(TALK, at, True) == ""
    assert feedback.read() == []


def test_liked_answer_is_the_right_one_and_its_quote_the_evidence(feedback, tmp_path):
    feedback.add(TALK, 0, True)
    (question,) = questions(feedback, tmp_path)
    assert question.question == "What did it cost?" and question.type == "other"
    assert question.accepted == (TextGold(kind="text", text="$295 million"),)
    (span,) = question.evidence
    assert (span.article, span.start, span.end) == ("a1b2c3d4e5f6", 5, 5 + len(QUOTE))


@pytest.mark.parametrize(
    ("short", "items", "gold"),
    [
        ("Yes", (), YesNoGold(kind="yes_no", yes=True)),
        ("No", (), YesNoGold(kind="yes_no", yes=False)),
        (None, (), QuoteGold(kind="quote")),
        ("the bridge", ("$295 million", "3 lives"), TextGold(kind="text", text="the bridge")),
        (
            "$295 million; 3 lives",
            ("$295 million", "3 lives"),
            ListGold.model_validate(
                {
                    "kind": "list",
                    "items": [{"kind": "text", "text": t} for t in ("$295 million", "3 lives")],
                }
            ),
        ),
    ],
)
def test_each_form_of_answer_becomes_its_gold(feedback, tmp_path, short, items, gold):
    answer = dataclasses.replace(COST, short=short, items=items)
    feedback.add([Exchange("?", answer)], 0, True)
    assert questions(feedback, tmp_path)[0].accepted == (gold,)


def test_liked_refusal_is_a_question_without_an_answer(feedback, tmp_path):
    feedback.add(TALK, 2, True)
    (question,) = questions(feedback, tmp_path)
    assert question.unanswerable == "absent" and question.type == "follow_up"
    assert [turn.question for turn in question.history] == ["What did it cost?"]


def test_comment_on_a_wrong_answer_is_the_right_one(feedback, tmp_path):
    feedback.add(TALK, 0, False, "$300 million")
    (question,) = questions(feedback, tmp_path)
    assert question.accepted == (TextGold(kind="text", text="$300 million"),)
    assert question.rejected == (TextGold(kind="text", text="$295 million"),)


def test_dislike_without_a_word_makes_no_question(feedback):
    feedback.add(TALK, 0, False)
    assert as_questions(feedback.read()) == ""


def test_hash_is_that_of_the_harness(feedback):
    from eval.questions import hash_of

    feedback.add(TALK, 0, True)
    made = json.loads(as_questions(feedback.read()))
    assert made["evidence"][0]["sha256"] == hash_of(QUOTE)


def test_disk_that_refuses_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreWriteFailed, match="can't write"):
        Feedback(tmp_path / "file" / "feedback.jsonl").add(TALK, 0, True)
