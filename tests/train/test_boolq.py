from __future__ import annotations

import json
import random

import pytest

from models.train.boolq import passages, read
from rag.prompt import NOT_STATED

TOLL = "The toll was scrapped in May. Lorries pay as before. A camera counts them."


def row(title, question, answer):
    return {"title": title, "question": question, "answer": answer, "passage": TOLL}


ROWS = [row(f"Bridge {n}", f"is it free at hour {n}", n % 4 == 0) for n in range(40)]


def test_as_many_are_answered_yes_as_no():
    groups = list(passages(ROWS, random.Random(1)))
    said = [asked.answer for group in groups for asked in group.asked]
    assert (said.count("yes"), said.count("no")) == (10, 10)


def test_a_question_is_also_asked_of_the_passage_on_something_else_that_has_most_of_its_words():
    named = [
        {
            **row("Tay bridge", "is the tay bridge free for lorries", True),
            "passage": "The Tay is wide.",
        },
        {
            **row("Tay ferry", "is it", False),
            "passage": "Ferries cross the Tay for lorries. They are old.",
        },
        *(
            {**row(f"Mill {n}", "is it", n % 2 == 0), "passage": f"Mill {n} burnt."}
            for n in range(200)
        ),
    ]
    silent = [
        (group.asked[0].question, group.evidence[0].quote)
        for seed in range(9)
        for group in passages(named, random.Random(seed))
        if group.asked[0].answer == NOT_STATED and "tay" in group.asked[0].question
    ]
    assert set(silent) == {
        ("Is the tay bridge free for lorries?", "Ferries cross the Tay for lorries.")
    }


def test_question_is_written_out_and_its_passage_shown_in_order():
    group, *_ = [g for g in passages(ROWS, random.Random(1)) if g.asked[0].question.endswith(" 4?")]
    assert group.asked[0].question == "Is it free at hour 4?"
    assert " ".join(item.quote for item in group.evidence) == TOLL
    assert {item.title for item in group.evidence} == {"Bridge 4"}


def test_a_tenth_is_held_back_and_never_trained_on(tmp_path):
    path = tmp_path / "train.jsonl"
    many = [row(f"Bridge {n}", "is it free", True) for n in range(400)]
    path.write_text("\n".join(map(json.dumps, many)) + "\n", "utf-8")
    told, held = read(path), read(path, held_back=True)
    assert 20 < len(held) < 60
    titles = [{one["title"] for one in part} for part in (told, held)]
    assert not titles[0] & titles[1] and len(told) + len(held) == 400


def test_file_of_another_form_is_refused(tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text('{"question": "is it free", "answer": "yes", "passage": "…"}\n', "utf-8")
    with pytest.raises(ValueError, match="no question of BoolQ"):
        read(path)
