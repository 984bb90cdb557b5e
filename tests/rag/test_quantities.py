from __future__ import annotations

from datetime import date

import pytest

from index.records import Span
from rag.quantities import Quantity, comparable, quantity, quantity_at


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("$295 billion", 295e9, "$"),
        ("about 9% of their turnover", 9, "%"),
        ("4.8 per cent", 4.8, "%"),
        ("0.3 percentage points", 0.3, "point"),
        ("-3.4%", -3.4, "%"),
        ("€3.90", 3.9, "€"),
        ("34 pence a litre", 34, "pence"),
        ("14,000 nurses", 14000, None),
        ("Eleven", 11, None),
        ("twenty-three", 23, None),
        ("a million", 1e6, None),
        ("two weeks", 14, "day"),
        ("the 40-day", 40, "day"),
        ("62-year-old", 62, None),
        ("240 km", 240, "km"),
        ("12km", 12, "km"),
        ("400 megawatts", 400, "megawatt"),
        ("minus 3 degrees", -3, "degree"),
        ("two dozen", 24, None),
        ("six months old", 0.5, None),
    ],
)
def test_value_and_unit(text, amount, unit):
    assert quantity(text) == Quantity(pytest.approx(amount), unit)


@pytest.mark.parametrize(
    "text",
    [
        "9-7",
        "from 9 to 14",
        "two and a half years",
        "Ada Lund",
        "Monday",
        "",
        "17th",
        "10pm",
        "30 m",
        "several hundred",
        "two weeks ago",
    ],
)
def test_what_is_not_one_quantity(text):
    assert quantity(text) is None


def test_day_has_the_year_of_its_article_where_it_has_none():
    assert quantity("July 9", "2025-06-01") == quantity("9 July 2025")
    assert quantity("July 9", "2025-06-01") == Quantity(date(2025, 7, 9).toordinal(), "date")
    assert quantity("July 9") is None


def test_sign_and_time_may_stand_around_the_value():
    sentence = "It was minus 5 degrees. She left two weeks earlier."
    at = sentence.index("5")
    assert quantity_at(sentence, Span(at, at + 1)) == Quantity(-5, "degree")
    at = sentence.index("two")
    assert quantity_at(sentence, Span(at, at + len("two weeks"))) is None


def test_unit_may_follow_the_value():
    sentence = "It was 10 dollars, or 12 dollars with a seat, for 9 percent."
    at = sentence.index("12")
    assert quantity_at(sentence, Span(at, at + 2)) == Quantity(12, "dollar")
    at = sentence.index("9")
    assert quantity_at(sentence, Span(at, at + 1)) == Quantity(9, "%")


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("30%", "10%", True),
        ("30%", "30%", False),
        ("30%", "$10", False),
        ("two weeks", "10 days", True),
        ("nine days", "50 minutes", False),  # hardly of the same thing
        ("14,000", "3", True),
    ],
)
def test_only_quantities_of_one_unit_compare(one, other, fit):
    first, second = quantity(one), quantity(other)
    assert first is not None and second is not None
    assert comparable(first, second) is fit
