from __future__ import annotations

from datetime import date

import pytest

from index.records import Article, Chunk, PublicationDate, Span


@pytest.mark.parametrize(
    ("value", "precision", "first", "last", "readable"),
    [
        ("2025-07-29", "day", date(2025, 7, 29), date(2025, 7, 29), "29 July 2025"),
        ("2025-06", "month", date(2025, 6, 1), date(2025, 6, 30), "June 2025"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (None, "unknown", None, None, "undated"),
    ],
)
def test_date_spans_what_its_precision_leaves_open(value, precision, first, last, readable):
    published = PublicationDate(value)
    assert published.precision == precision
    assert (published.first_day(), published.last_day()) == (first, last)
    assert published.readable() == readable


@pytest.mark.parametrize(
    "value", ["", "20", "2025-13", "2025-02-29", "June 2025", "2025-6-1", "0000"]
)
def test_date_that_is_none_is_refused(value):
    with pytest.raises(ValueError):
        PublicationDate(value)


def test_id_follows_from_title_source_and_text_alone():
    article = Article("Snow fell.", "Weather", source="Post")
    assert article.id == Article("Snow fell.", "Weather", PublicationDate("2025"), "Post", "Ann").id
    others = {
        Article("Snow fell!", "Weather", source="Post").id,
        Article("Snow fell.", "Skies", source="Post").id,
        Article("Snow fell.", "Weather", source="Globe").id,
        Article("Snow fell.", source="Weather").id,
    }
    assert len(others | {article.id}) == 5
    assert len(article.id) == 12


def test_article_without_text_is_refused():
    with pytest.raises(ValueError, match="has text"):
        Article(" \n ")


def test_heading_is_the_title_or_how_the_text_begins():
    assert Article("Snow fell.\n\nMore.", "Weather").heading == "Weather"
    assert Article("Snow fell.\n\nMore.").heading == "Snow fell."
    # 15 words of 4 letters: 14 × 5 = 70 characters, cut at the last space before them.
    assert Article("snow " * 15).heading == " ".join(["snow"] * 14) + " …"


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_span_is_not_empty_nor_backward(start, end):
    with pytest.raises(ValueError, match=f"start {start}, end {end}"):
        Span(start, end)


def test_spans_overlap_where_they_share_a_character():
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))


def test_chunk_whose_text_is_not_its_span_is_refused():
    with pytest.raises(ValueError, match="has 4 characters, its span 5"):
        Chunk("id", 0, 5, "Snow", 1)
