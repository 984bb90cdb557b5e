from __future__ import annotations

import random

import pytest

from models.train import archives
from models.train.archives import is_held_back, load, passages
from models.train.groups import Cut
from rag.prompt import NOT_STATED

CUT = Cut((2, 5), lead=1.0)
ARTICLE = """---
title: Pier {n} opens
published: 2026-03-0{n}
---

Pier {n} at Lund opened on Monday. It cost {n}00 crowns, after {n}50 for the old one in 1931.

Ada Berg drew it. The harbour master, Olle Lind, cut the ribbon, and his deputy held the scissors.

Few people came. A second pier was planned and has not been begun.
"""
QUESTIONS = """
- q: How much did pier {n} cost?
  article: pier-{n}
  quote: It cost {n}00 crowns, after {n}50 for the old one in 1931.
  a: "{n}00 crowns"
- q: What is the name of the deputy who held the scissors at pier {n}?
  article: pier-{n}
  quote: The harbour master, Olle Lind, cut the ribbon, and his deputy held the scissors.
  a: null
- q: Did many people come to pier {n}?
  article: pier-{n}
  quote: Few people came.
  a: "no"
"""


@pytest.fixture
def folder(tmp_path):
    own = tmp_path / "harbour"
    own.mkdir()
    for n in range(1, 10):
        (own / f"pier-{n}.md").write_text(ARTICLE.format(n=n), "utf-8")
    (own / "questions.yaml").write_text(
        "".join(QUESTIONS.format(n=n) for n in range(1, 10)), "utf-8"
    )
    return tmp_path


def made(folder, cut=CUT, seed=1, share=1.0):
    found = load(folder)
    rng = random.Random(seed)
    return [*passages(found, rng, share, cut, False), *passages(found, rng, share, cut, True)]


def test_a_question_is_asked_of_the_sentence_that_answers_or_looks_as_if_it_did(folder):
    groups = made(folder)
    assert len(groups) == 27
    for group in groups:
        (asked,) = group.asked
        own = next(item for item in group.evidence if (item.article_id, item.start) == asked.at)
        if asked.answer == NOT_STATED:
            assert "deputy" in own.quote
        elif asked.answer != "no":
            assert asked.answer in own.quote


def test_another_article_brings_sentences_that_do_not_hold_the_answer(folder):
    for group in made(folder):
        (asked,) = group.asked
        strange = [item for item in group.evidence if item.article_id != asked.at[0]]
        assert strange and all(f"{asked.answer} " not in item.quote for item in strange)


def test_the_lead_is_that_of_each_article(folder):
    for group in made(folder):
        for name, lead in group.leads.items():
            assert lead == f"Pier {name[-1]} at Lund opened on Monday."
        assert set(group.leads) == {item.article_id for item in group.evidence}


def test_without_the_sentence_that_answers_it_is_not_stated(folder):
    groups = made(folder, Cut((2, 5), silent=1.0))
    silent = [g for g in groups if "cost" in g.asked[0].question and not g.asked[0].stated]
    assert len(silent) == 9
    for group in silent:
        number = group.asked[0].question.split()[4]
        assert not any(f"{number}00 crowns" in item.quote for item in group.evidence)


def test_some_articles_are_held_back_and_asked_about_only_there(folder):
    found = load(folder)
    told = {t.name for t in found[0].articles.values() if is_held_back(t)}
    rng = random.Random(1)
    for held_back in (False, True):
        asked = {g.asked[0].at[0] for g in passages(found, rng, 1.0, CUT, held_back)}
        assert asked == {
            t.name for t in found[0].articles.values() if (t.name in told) == held_back
        }


def test_the_same_seed_makes_the_same_groups_and_another_others(folder):
    assert made(folder) == made(folder)
    assert made(folder) != made(folder, seed=2)


def test_a_share_of_the_questions_is_asked(folder):
    assert 0 < len(made(folder, share=0.5)) < 27


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('"100 crowns"', '"700 crowns"'), "question 1: its answer is not in its quote"),
        (("article: pier-1", "article: pier-0"), "question 1: there is no article pier-0"),
        (("Few people came.", "Nobody came."), "question 3: its quote stands 0 times in pier-1"),
        (("a: null", "b: null"), "question 2: Field required"),
    ],
)
def test_a_fault_is_named(folder, change, says):
    path = folder / "harbour/questions.yaml"
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ValueError, match=says):
        load(folder)


def test_shipped_archives_are_sound_and_two_in_five_questions_are_not_answered():
    found = load()
    asks = [ask for archive in found for ask in archive.asks]
    assert len(asks) > 700
    assert 0.35 < sum(ask.a is None for ask in asks) / len(asks) < 0.5
    assert len({told.name for a in found for told in a.articles.values()}) >= 84
    assert archives.FOLDER.joinpath("README.md").is_file()
