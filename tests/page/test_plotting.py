from __future__ import annotations

from datetime import date

import pytest

from rag.page.plotting import dated_numbers
from rag.records import Answer, Citation


def answer(*told: tuple[str, str | None], items: tuple[str, ...] = ()) -> Answer:
    """An answer whose citations say each value, on each day."""
    citations = tuple(
        Citation(
            n=n, article_id=f"a{n}", title=f"Title {n}", source=None, published=day, url=None,
            start=0, end=8 + len(value), quote=f"It was {value}.", value=(7, 7 + len(value)),
        )
        for n, (value, day) in enumerate(told, start=1)
    )  # fmt: skip
    return Answer("q", "answered", "text", told[0][0], citations, items=items)


@pytest.mark.parametrize(
    ("value", "number", "unit"),
    [
        ("$295 billion", 295e9, "$"),
        ("3.4 per cent", 3.4, "%"),
        ("-3.4%", -3.4, "%"),
        ("1,200 tonnes", 1200, "tonne"),
        ("eleven months", 11 * 365.25 / 12, "day"),
    ],
)
def test_value_is_read_as_number_and_unit(value, number, unit):
    other = (
        value.replace("4", "5").replace("1,", "2,").replace("295", "310").replace("eleven", "nine")
    )
    first, second = dated_numbers(answer((value, "2025-06-10"), (other, "2025-06-08")))
    assert (first.day, second.day) == (date(2025, 6, 8), date(2025, 6, 10))
    assert (second.number, second.unit, second.text) == (number, unit, value)
    assert first.number != number
    assert second.title == "Title 1"


@pytest.mark.parametrize(
    "told",
    [
        [("12%", "2025-06-08")],
        [("12%", "2025-06-08"), ("15%", "2025-06-08")],  # one day is no time
        [("12%", "2025-06-08"), ("15%", None)],
        [("12%", "2025-06-08"), ("12%", "2025-06-10")],  # nothing has changed
        [("12%", "2025-06-08"), ("$15", "2025-06-10")],
        [("10% to 12%", "2025-06-08"), ("11%", "2025-06-10")],
        [("Geneva", "2025-06-08"), ("London", "2025-06-10")],
        [("12 May", "2025-05-08"), ("14 May", "2025-05-10")],
    ],
)
def test_there_is_nothing_to_plot(told):
    assert dated_numbers(answer(*told)) == []


def test_items_of_a_list_are_no_values_over_time():
    told = ("12%", "2025-06-08"), ("15%", "2025-06-10")
    listed = Answer("q", "answered", "t", "12%; 15%", answer(*told).citations, items=("12%", "15%"))
    assert dated_numbers(listed) == []
    assert dated_numbers(None) == []
