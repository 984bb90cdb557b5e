"""A date is what the page states, never what a library makes up or a subheading happens to say."""

from __future__ import annotations

import pytest

from index.cleaning import clean
from index.readers import read_articles
from index.records import RawArticle

PROSE = "The ferry company raised its fares by four percent on Monday, and passengers complained. "


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("2025-06", "2025-06"),
        ("2025-06-09T08:00:00+00:00", "2025-06-09"),
        ("06/10/2025", "2025"),
        ("yesterday", None),
    ],
)
def test_html_date_keeps_the_precision_that_is_stated(stated, value):
    page = (
        f'<html><head><title>Fares</title><meta property="article:published_time" content="{stated}">'
        f"</head><body><article><h1>Fares</h1><p>{PROSE * 4}</p></article></body></html>"
    )
    (raw,), _ = read_articles(page.encode(), "html", "a.html")
    assert raw.published.value == value


def test_html_without_a_stated_date_has_none():
    page = f"<html><body><article><h1>Fares</h1><p>{PROSE * 4}</p></article></body></html>"
    (raw,), _ = read_articles(page.encode(), "html", "a.html")
    assert raw.published.value is None


def test_dates_that_head_a_chronology_stay_and_date_nothing():
    text = "\n".join(["A summer of fares", "May 12, 2025", PROSE, "June 5, 2025", PROSE])
    (article,) = clean(RawArticle(text, "txt"))
    assert article.published.value is None
    assert "May 12, 2025" in article.text and "June 5, 2025" in article.text


def test_one_date_alone_on_its_line_dates_the_article():
    (article,) = clean(RawArticle(f"A summer of fares\nMay 12, 2025\n{PROSE}", "txt"))
    assert article.published.value == "2025-05-12"
    assert "May 12" not in article.text
