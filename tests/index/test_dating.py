from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from index.dating import read_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-07-29 20:30:13", "2025-07-29"),
        ("2025-07-29T23:30:00-04:00", "2025-07-29"),
        ("June 10, 2025", "2025-06-10"),
        ("Tuesday, 10 June 2025", "2025-06-10"),
        ("Jun 10, 2025 3:04 PM EDT", "2025-06-10"),
        ("13/10/2025", "2025-10-13"),  # no thirteenth month
        ("10/13/2025", "2025-10-13"),
        ("05/05/2025", "2025-05-05"),  # either order gives the same
        ("June 2025", "2025-06"),
        ("2025-06", "2025-06"),
        ("  2025. ", "2025"),
        ("20250610", "2025-06-10"),  # as a page's metadata has it
    ],
)
def test_date_is_read_as_precisely_as_it_is_stated(text, value):
    assert read_date(text).value == value


@pytest.mark.parametrize(
    "text", ["06/10/2025", "06-10-2025", "6.10.2025", "06/10/2025 14:00", "Tue 6/10/2025, 8:30 AM"]
)
def test_day_and_month_that_may_be_swapped_leave_the_year(text):
    assert read_date(text).value == "2025"


@pytest.mark.parametrize(
    "text",
    ["24 minutes ago", "2 days ago", "yesterday", "Tuesday", "June 10", "10.06.25", "next year"],
)
def test_date_that_counts_from_the_crawl_or_lacks_its_year_is_unknown(text):
    assert read_date(text).precision == "unknown"


@pytest.mark.parametrize(
    ("text", "value"), [("12:30 2025", "2025"), ("June 2025 5pm", "2025-06"), ("in 2025", "2025")]
)
def test_missing_part_is_not_filled_in_from_today(text, value):
    assert read_date(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Harbour bridge to close",
        "2025-13-45",
        "20251345",
        "June 31, 2025",
        "06/10/0000",
        "20250",
        "x" * 61,
    ],
)
def test_text_that_is_no_date_is_unknown(text):
    assert read_date(text).value is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (datetime(2025, 6, 10, 23, 59, tzinfo=timezone.utc), "2025-06-10"),
        (date(2025, 6, 10), "2025-06-10"),
        (2025, "2025"),
        (1700, None),
        (20250610, None),
        (True, None),
        (2025.5, None),
        (None, None),
        (["2025"], None),
    ],
)
def test_metadata_values_of_other_types(value, read):
    assert read_date(value).value == read
