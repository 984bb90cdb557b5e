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
        ("240 km", 240e3, "metre"),
        ("12km", 12e3, "metre"),
        ("400 megawatts", 400e6, "watt"),
        ("6 inches", 6, "inch"),
        ("12 tons", 12, "tonne"),
        ("A$5", 5, "A$"),
        ("5 Egyptian pounds", 5, "egyptian pound"),
        ("200 Swiss francs", 200, "franc"),
        ("two quarters", 365.25 / 2, "day"),
        ("minus 3 degrees", -3, "degree"),
        ("two dozen", 24, None),
        ("six months old", 0.5, None),
    ],
)
def test_value_and_unit(text, amount, unit):
    assert quantity(text) == Quantity(pytest.approx(amount), unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 km", "12 kilometers"),
        ("12 km", "12,000 metres"),
        ("one foot", "1 feet"),
        ("400 MW", "0.4 gigawatts"),
        ("4 GWh", "4 gigawatt-hours"),
        ("$5 million", "5 million dollars"),
        ("$5 million", "US$5 million"),
        ("5 million U.S. dollars", "5 million dollars"),
        ("A$5", "5 Australian dollars"),
        ("£3", "three pounds"),
        ("12 months", "one year"),
        ("four quarters", "one year"),
        ("$2.3 million", "$2,300,000"),
    ],
)
def test_what_is_told_in_two_ways_is_one_quantity(one, other):
    assert quantity(one) == quantity(other) is not None


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
        "Three-quarters",
        "a quarter",
    ],
)
def test_what_is_not_one_quantity(text):
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("July 9", "2025-06-01", date(2025, 7, 9)),
        ("December 20", "2026-01-03", date(2025, 12, 20)),
        ("31 January", "2025-11-06", date(2026, 1, 31)),
        ("1 October", "2027-02-10", date(2027, 10, 1)),  # of what is to come
        ("December 20", "2026-01", date(2026, 12, 20)),
    ],
)
def test_day_has_a_year_near_to_its_article_where_it_has_none(text, published, day):
    assert quantity(text, published) == Quantity(day.toordinal(), "date")
    assert quantity(text) is None


def test_sign_and_time_may_stand_around_the_value():
    sentence = "It was minus 5 degrees. She left two weeks earlier."
    at = sentence.index("5")
    assert quantity_at(sentence, Span(at, at + 1)) == Quantity(-5, "degree")
    at = sentence.index("two")
    assert quantity_at(sentence, Span(at, at + len("two weeks"))) is None


def test_unit_may_follow_the_value():
    sentence = "It was 10 dollars, or 12 dollars with a seat, for 9 percent."
    at = sentence.index("12")
    assert quantity_at(sentence, Span(at, at + 2)) == Quantity(12, "$")
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
        ("4 May 2025", "May 2025", False),  # it may be that day
        ("3 March 2025", "2025", False),
        ("4 May 2025", "June 2025", True),
        ("May 2025", "June 2025", True),
        ("A$5", "$6", False),
    ],
)
def test_only_quantities_of_one_unit_compare(one, other, fit):
    first, second = quantity(one), quantity(other)
    assert first is not None and second is not None
    assert comparable(first, second) is fit


@pytest.mark.parametrize(
    ("sentence", "told", "read"),
    [
        ("It has 40 second homes.", "40", Quantity(40, None)),
        ("It lost two quarter-finals.", "two", Quantity(2, None)),
        ("It took a 12-year break.", "12", Quantity(12 * 365.25, "day")),
        ("It makes 900 kW.", "900", Quantity(900e3, "watt")),
        ("It makes 1.2 GW.", "1.2", Quantity(1.2e9, "watt")),
    ],
)
def test_unit_behind_a_number_is_its_own(sentence, told, read):
    at = sentence.index(told)
    assert quantity_at(sentence, Span(at, at + len(told))) == read
