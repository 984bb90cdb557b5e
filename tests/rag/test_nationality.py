from __future__ import annotations

import pytest

from index.records import Span
from rag.nationality import agreement

LED = "Talks led by Chilean Trade Minister Ada Lund and Peru's vice premier Oda Berg went on."
SAID = "It will hold, said Ada Lund, the Chilean trade minister, and Oda Berg agreed."


def told(question: str, sentence: str, name: str) -> int:
    start = sentence.index(name)
    return agreement(question, sentence, Span(start, start + len(name)))


@pytest.mark.parametrize(
    "question",
    [
        "Who was Peru's chief negotiator?",
        "Who led the Peruvian delegation at the talks?",
        "Which Peruvian official took part?",
        "Who spoke for Peru?",
        "I read of talks. Who represented Peru in Lima?",
        "who's the Peruvian vice premier",
    ],
)
def test_official_is_of_the_country_asked_for(question: str) -> None:
    assert told(question, LED, "Oda Berg") == 1
    assert told(question, LED, "Ada Lund") == -1
    assert told(question, LED, "Chilean Trade Minister Ada Lund") == -1
    assert told(question, SAID, "Ada Lund") == -1
    assert told(question, SAID, "Oda Berg") == 0  # nothing says whose


@pytest.mark.parametrize(
    "question",
    [
        "Who met the Peruvian delegation?",
        "Who told Peru's minister?",
        "Who is the European commissioner?",
        "Who led the talks in Peru?",
        "What did Peru's minister say?",
        "Who is Peru's richest man?",
        "Who is the Peruvian president meeting?",
        "Who is Peru's president's host?",
    ],
)
def test_where_no_countrys_official_is_asked_for_nothing_is_said(question: str) -> None:
    assert told(question, LED, "Ada Lund") == 0


def test_what_stands_between_country_and_name_is_a_title() -> None:
    question = "Who is Peru's negotiator?"
    assert told(question, "The Chilean told Minister Ada Lund.", "Ada Lund") == 0
    assert told(question, "In Chilean waters Ada Lund swam.", "Ada Lund") == 0
    assert told(question, "In Chile Trade Minister Ada Lund spoke.", "Ada Lund") == 0
    assert told(question, "Chile accused chief negotiator Ada Lund of it.", "Ada Lund") == 0
