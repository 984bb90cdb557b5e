from __future__ import annotations

import pytest

from index.records import Span
from rag.differences import agreement

MORE = "How much more does Kenya charge for tea than Peru?"


def told(question, sentence, value):
    start = sentence.index(value)
    return agreement(question, sentence, Span(start, start + len(value)))


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Kenya charges 40% more than Peru.", "40%"),
        ("The Kenyan fee is 9 euros a tonne higher.", "9 euros"),
        ("Kenya's fee exceeds Peru's by 12 shillings.", "12 shillings"),
        ("Between the two fees is a gap of 12 shillings.", "12 shillings"),
        ("Kenya charges twice what Peru does.", "twice"),
        ("Kenya charges another 12 shillings a sack.", "12 shillings"),
        ("Kenya is 12 shillings above Peru.", "12 shillings"),
        ("Kenya charges up to 40% more than Peru.", "40%"),
        ("The Kenyan fee has a 12-shilling lead.", "12-shilling"),
        ("Kenya charges three times as much as Peru.", "three"),
    ],
)
def test_what_is_told_as_a_difference_answers(sentence, value):
    assert told(MORE, sentence, value) == 1


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Kenya charges 30% and Peru 10%.", "30%"),
        ("Kenya charges 30% and Peru 10%.", "10%"),
        ("Kenya adds 30% to tea from Peru.", "30%"),
        ("The fee is now 30 shillings, up from 10 shillings.", "10 shillings"),
        ("Kenya takes 30 shillings after 10 shillings last year.", "10 shillings"),
    ],
)
def test_one_of_two_values_does_not(sentence, value):
    assert told(MORE, sentence, value) == -1


@pytest.mark.parametrize(
    "question",
    [
        "How much does Kenya charge for tea?",
        "How many more people work there?",  # than before, or than whom, it does not say
        "How much water does the dam hold rather than the river?",
        "By how much did the fee rise?",
        "How many people older than 65 live in Kenya?",
        "How many growers waited longer than 12 hours?",
        "How many countries charge more than Peru?",
        "How many pay more than Peru?",
        "How many more than 300 sacks were sold?",
        "Does Kenya charge more than Peru?",
    ],
)
def test_other_questions_ask_for_none(question):
    assert told(question, "Kenya charges 30% and Peru 10%.", "30%") == 0


@pytest.mark.parametrize(
    "question",
    [
        "By how much is the fee in Kenya higher than in Peru?",
        "How many more shillings does Kenya take than Peru?",
        "How many shillings more than Peru does Kenya take?",
        "How many kwacha more is tea in Kenya than in Peru?",
        "How much dearer is tea in Kenya than in Peru?",
        "How many years longer has the fee stood than the toll?",
    ],
)
def test_ways_to_ask_for_one(question):
    assert told(question, "Kenya charges 30% and Peru 10%.", "30%") == -1
