from __future__ import annotations

import json
import random

import pytest

from models.train import sources
from models.train.groups import Cut
from models.train.public import WHOLE
from models.train.sources import (
    BOOLQ,
    HALUEVAL,
    RECIPE,
    SCENES,
    SQUAD2,
    for_encoder,
    for_reader,
    held_back,
    taken,
)

TEXT = "The Lund bridge opened in 1931. Ada Berg drew it. Few cross it at night."


@pytest.fixture
def data(tmp_path):
    """Twenty articles in the form of SQuAD, and eighty questions in that of BoolQ."""
    qa = {"question": "Who drew it?", "answers": [{"text": "Ada Berg", "answer_start": 32}]}
    articles = [
        {"title": f"Bridge {n}", "paragraphs": [{"context": TEXT, "qas": [qa]}]} for n in range(20)
    ]
    for name, text in (
        (SQUAD2, json.dumps({"data": articles})),
        (
            BOOLQ,
            "\n".join(
                json.dumps(
                    {"title": f"{n}", "question": "is it", "answer": n % 3 == 0, "passage": TEXT}
                )
                for n in range(80)
            ),
        ),
    ):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    return tmp_path


def titles(groups):
    return {item.title for group in groups for item in group.evidence}


def test_without_a_choice_the_recipe_is_taken():
    assert taken([]) == RECIPE


def test_only_what_is_named_is_taken():
    given = [f"{SQUAD2}=0.5,2,1", f"{SCENES}=3,1.5,0"]
    assert taken(given) == {SQUAD2: (0.5, 2.0, 1.0), SCENES: (3.0, 1.5, 0.0)}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("squad3=1,1,1", "no source is called 'squad3': there are "),
        (f"{SQUAD2}=1", "three numbers"),
        (f"{SQUAD2}=1,2", "=READER,POINTER,EXAMINER, three numbers"),
        (f"{SQUAD2}=1,2,3,4", "three numbers"),
        (f"{SQUAD2}=much,more,most", "three numbers"),
        (SQUAD2, "three numbers"),
    ],
)
def test_choice_that_is_none_is_refused(given, says):
    with pytest.raises(ValueError, match=says):
        taken([given])


@pytest.mark.parametrize(("times", "groups"), [(0, 0), (1, 18), (2, 36)])
def test_source_is_gone_through_as_often_as_asked(data, times, groups):
    read = list(for_reader(SQUAD2, data, times, random.Random(1)))
    assert groups - 4 <= len(read) <= groups  # now and then no question is left
    assert len(list(for_encoder(SQUAD2, data, times, random.Random(1), WHOLE))) == groups


@pytest.mark.parametrize("sentences", [(1, 1), (2, 2), (3, 3)])
def test_an_encoder_reads_as_many_sentences_as_asked(data, sentences):
    found = list(for_encoder(SQUAD2, data, 1, random.Random(1), Cut(sentences)))
    assert {len(group.evidence) for group in found} == {sentences[0]}


def test_part_of_a_source(data):
    found = list(for_reader(SQUAD2, data, 10.5, random.Random(1)))
    assert 170 < len(found) < 198  # ten times 18, and about half of them


@pytest.mark.parametrize("which", ["reader", "pointer", "examiner"])
@pytest.mark.parametrize("name", [SQUAD2, BOOLQ])
def test_what_is_held_back_is_never_trained_on(data, name, which):
    learnt = titles(for_encoder(name, data, 1, random.Random(1), WHOLE))
    learnt |= titles(for_reader(name, data, 1, random.Random(1)))
    held = titles(held_back(name, data, random.Random(1), which))
    assert held and not held & learnt


def test_source_that_is_not_taken_need_not_be_there(tmp_path):
    assert list(for_reader(BOOLQ, tmp_path, 0, random.Random(1))) == []
    assert list(for_encoder(BOOLQ, tmp_path, 0, random.Random(1), WHOLE)) == []


def test_scenes_of_the_reader_and_of_the_pointer(data, monkeypatch):
    found = sources.scenes.load()[:30]
    monkeypatch.setattr(sources.scenes, "load", lambda: found)
    held = [scene for scene in found if sources.scenes.is_held_back(scene)]
    kept = len(found) - len(held)
    assert kept - 3 <= len(list(for_reader(SCENES, data, 1, random.Random(1)))) <= kept
    assert len(held_back(SCENES, data, random.Random(1), "reader")) == len(held)


@pytest.mark.parametrize("which", ["reader", "pointer", "examiner"])
def test_questions_of_halueval_are_read_and_a_tenth_held_back(tmp_path, which):
    path = tmp_path / HALUEVAL
    path.parent.mkdir()
    rows = [
        {"knowledge": f"Lot {n} fell in 1931.", "question": f"Lot {n}?", "right_answer": "1931"}
        for n in range(200)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    def asked(groups):
        return {one.question for group in groups for one in group.asked}

    learnt = asked(for_encoder(HALUEVAL, tmp_path, 1, random.Random(1), WHOLE))
    held = asked(held_back(HALUEVAL, tmp_path, random.Random(1), which))
    assert held and not held & learnt and len(held | learnt) == 200
