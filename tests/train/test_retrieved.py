from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from models.train import archives, retrieved
from models.train.groups import Cut
from rag.prompt import NOT_STATED
from rag.words import words

CUT = Cut((1, 8), lead=1.0)
ARTICLES = {
    "dam": """Engineers closed the gates of the Tarn dam on Monday at noon.

The dam cost 300 crowns in all. Ada Berg drew it, and her brother built it.
""",
    "bridge": """Lund opened its second bridge on Friday after three years of work.

The bridge cost 900 crowns in all. Nobody said what it will cost to keep it.
""",
}
QUESTIONS = """
- q: How much did the dam cost?
  article: dam
  quote: The dam cost 300 crowns in all.
  a: 300 crowns
- q: How old is the brother who built the dam?
  article: dam
  quote: Ada Berg drew it, and her brother built it.
  a: null
"""


def encode(texts):
    """By the letters in each word's first three: like words, like vectors."""
    found = np.zeros((len(texts), 26**2), dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        for word in words(text):
            row[(ord(word[0]) * 26 + ord(word[-1])) % 26**2] += 1
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def told(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "HELD_BACK", 0)
    monkeypatch.setattr(retrieved, "STRANGE", 1.0)
    folder = tmp_path / "works"
    folder.mkdir()
    for name, text in ARTICLES.items():
        head = f"---\ntitle: The {name}\npublished: 2026-03-01\n---\n\n"
        (folder / f"{name}.md").write_text(head + text, "utf-8")
    (folder / "questions.yaml").write_text(QUESTIONS, "utf-8")
    return archives.load(tmp_path)


def made(told, seed=1):
    return list(retrieved.passages(told, encode, random.Random(seed), 1.0, CUT, False))


def test_a_question_is_asked_of_each_article_that_has_a_sentence_near_it(told):
    by_article = {
        g.evidence[0].article_id: g.asked[0] for g in made(told) if "cost" in g.asked[0].question
    }
    assert {name: asked.answer for name, asked in by_article.items()} == {
        "works/dam": "300 crowns",
        "works/bridge": NOT_STATED,
    }
    start = by_article["works/dam"].at[1]
    assert told[0].articles["dam"].article.text[start:].startswith("The dam cost 300 crowns")


def test_what_no_article_answers_is_answered_by_none(told):
    asked = [g.asked[0] for g in made(told) if "brother" in g.asked[0].question]
    assert len(asked) == 2
    assert {one.answer for one in asked} == {NOT_STATED}


def test_an_article_without_the_sentence_that_answers_does_not_answer(told, monkeypatch):
    monkeypatch.setattr(retrieved, "SENTENCES", (1, 1))
    monkeypatch.setattr(retrieved, "NOISE", 5.0)
    seen = {
        (g.evidence[0].quote == "The dam cost 300 crowns in all.", g.asked[0].answer)
        for seed in range(20)
        for g in made(told, seed)
        if "cost" in g.asked[0].question
    }
    assert seen == {(True, "300 crowns"), (False, NOT_STATED)}


def test_an_article_that_has_the_answers_words_is_not_called_silent(told, monkeypatch):
    works = told[0]
    text = works.articles["bridge"].article.text.replace("900", "300")
    changed = replace(works.articles["bridge"].article, text=text)
    works.articles["bridge"] = archives.Told("works/bridge", changed)
    asked = [g.evidence[0].article_id for g in made(told) if "cost" in g.asked[0].question]
    assert asked == ["works/dam"]


def test_all_follows_from_the_seed(told):
    assert made(told, 5) == made(told, 5)


def test_what_is_answered_yes_or_no_is_asked_of_its_own_article_alone(tmp_path, told):
    asks = (
        archives.Ask(
            q="Did the dam cost 300 crowns?",
            article="dam",
            quote="The dam cost 300 crowns in all.",
            a="yes",
        ),
    )
    groups = made([archives.Archive(told[0].articles, asks)])
    assert [(g.evidence[0].article_id, g.asked[0].answer) for g in groups] == [("works/dam", "yes")]
