from __future__ import annotations

import json
import random
from itertools import pairwise

import pytest

from models.train.groups import Cut
from models.train.halueval import passages, read
from rag.prompt import NOT_STATED

CUT = Cut((1, 8))


def row(n, answer="1906"):
    told = f"Pier {n} was opened in 1906.The harbour at Lund {n} has four piers of timber."
    return {
        "knowledge": told,
        "question": f"When was the pier of Lund {n} opened?",
        "right_answer": answer,
    }


def made(rows, cut=CUT, seed=1):
    return list(passages(rows, random.Random(seed), 1.0, cut))


def test_answer_stands_in_the_sentences_which_are_told_apart():
    for group in made([row(n) for n in range(10)]):
        (asked,) = group.asked
        quotes = [item.quote for item in group.evidence]
        assert asked.answer == "1906" and any("1906" in quote for quote in quotes)
        assert (
            f"The harbour at {asked.question.split('of ')[1].split(' opened')[0]} has four piers of timber."
            in quotes
        )


def test_offsets_are_those_of_one_text():
    for group in made([row(n) for n in range(10)]):
        items = group.evidence
        assert all(a.end + 1 == b.start for a, b in pairwise(items))
        assert len({item.article_id for item in items}) == 1


def test_without_the_sentence_that_answers_it_is_not_stated():
    groups = made([row(n) for n in range(10)], Cut((1, 8), silent=1.0))
    silent = [group for group in groups if group.asked[0].answer == NOT_STATED]
    assert len(silent) == 10
    own = {group.asked[0].question: group for group in silent}
    for question, group in own.items():
        number = question.split("Lund ")[1].split()[0]
        assert not any(
            item.quote == f"Pier {number} was opened in 1906." for item in group.evidence
        )


def test_yes_and_no_are_kept_and_what_does_not_stand_there_is_not_asked():
    groups = made([row(1, "Yes"), row(2, "no"), row(3, "1999")])
    assert [group.asked[0].answer for group in groups] == ["yes", "no"]


def test_sentences_of_another_question_are_among_those_of_yes_and_no():
    sizes = {len(group.evidence) for group in made([row(n, "no") for n in range(30)])}
    assert min(sizes) == 2 < max(sizes)


def test_a_tenth_is_held_back_and_never_trained_on(tmp_path):
    path = tmp_path / "qa_data.json"
    path.write_text("\n".join(json.dumps(row(n)) for n in range(400)) + "\n", "utf-8")
    told, held = read(path), read(path, held_back=True)
    assert 20 < len(held) < 60 and len(told) + len(held) == 400


def test_file_of_another_form_is_refused(tmp_path):
    path = tmp_path / "qa_data.json"
    path.write_text('{"question": "is it free"}\n', "utf-8")
    with pytest.raises(ValueError, match="no question of HaluEval"):
        read(path)
