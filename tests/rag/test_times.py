from __future__ import annotations

import pytest

from index.records import Span
from rag.times import agreement, is_other_time, told_times

POTASH = "Belarus sold 3.1 million tonnes last year, against 4.4 million in 2024."
TRADE = "In May exports rose 4.8%, after 8.1% in April, and 2.2% a year ago."


def told(question, value, sentence, published="2026-06-11"):
    at = sentence.index(value)
    return agreement(question, sentence, Span(at, at + len(value)), published)


@pytest.mark.parametrize(
    ("text", "published", "years", "months"),
    [
        ("in 2024 and May 2025", None, {"2024", "2025"}, {"may"}),
        ("last year", "2026-06-11", {"2025"}, set()),
        ("a year ago, or next year", "2026", {"2025", "2027"}, set()),
        ("last month", "2026-01-03", set(), {"december"}),
        ("this month", "2026-12", set(), {"december"}),
        ("last month", "2026", set(), set()),
        ("last year", None, set(), set()),
        ("may we march", "2026-06-11", set(), set()),
        ("$2025 and 2,024", None, set(), set()),
    ],
)
def test_times_that_a_text_tells(text, published, years, months):
    assert told_times(text, published) == (years, months)


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        ("How much did Belarus sell in 2025?", "3.1 million", 1),
        ("How much did Belarus sell in 2025?", "4.4 million", -1),
        ("How much did Belarus sell in 2024?", "4.4 million", 1),
        ("How much did Belarus sell?", "4.4 million", 0),
    ],
)
def test_value_is_of_the_year_that_its_clause_names(question, value, says):
    assert told(question, value, POTASH) == says


def test_value_is_of_the_month_that_its_clause_names():
    assert told("By how much did exports rise in May?", "4.8%", TRADE) == 1
    assert told("By how much did exports rise in May?", "8.1%", TRADE) == -1
    assert told("By how much did exports rise in April?", "8.1%", TRADE) == 1


def test_a_date_is_not_held_against_the_time_of_what_it_ends():
    sentence = "The truce of May expires on August 12."
    assert told("When does the truce of May expire?", "August 12", sentence) == 1


def test_as_of_a_month_is_no_time_asked_for():
    assert told("As of June, how much did exports rise?", "8.1%", TRADE) == 0


def test_a_sentence_is_of_another_time_where_it_names_only_others():
    assert is_other_time("What was sold in 2023?", POTASH, "2026-06-11")
    assert not is_other_time("What was sold in 2025?", POTASH, "2026-06-11")
    assert is_other_time("What was sold in 2025?", POTASH)
    assert not is_other_time("What was sold?", POTASH)
