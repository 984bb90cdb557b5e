from __future__ import annotations

import pytest

from index.pages import stated_by_page
from index.readers import read_articles

TITLE = "Snow closes the pass"
PROSE = "Heavy snow closed the mountain pass on Tuesday, and forty lorries had to turn round. "


def dated(head: str = "", before: str = "", byline: str = "", after: str = "") -> str | None:
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body>{before}<div><article>"
        f"<h1>{TITLE}</h1>{byline}<p>{PROSE * 4}</p></article>{after}</div></body></html>"
    )
    return stated_by_page(page, TITLE).published.value


def test_date_of_a_page_is_that_of_its_own_article():
    ticker = '<ul><li><time datetime="2025-06-12">today</time> Rain falls on Bern</li></ul>'
    own = '<time datetime="2025-06-10T08:00:00Z">June 10</time>'
    assert dated(before=ticker, byline=own, after=ticker) == "2025-06-10"
    updated = '<time class="updated" datetime="2025-06-11">June 11</time>'
    assert dated(byline=updated + own) == "2025-06-10"
    assert (
        dated(before=ticker, after=ticker.replace("12", "11")) is None
    )  # of others, and not agreed
    comment = '<meta itemprop="datePublished" content="2025-06-13">'
    assert (
        dated('<meta itemprop="datePublished" content="2025-06-10">', after=comment) == "2025-06-10"
    )


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="pdate" content="20250610">',
        '<meta name="site:first-published-at" content="2025-06-10T00:15:00+01:00">',
        '<meta name="date" content="today"><meta name="pubdate" content="2025-06-10">',
        '<meta name="date" content="06/10/2025"><meta name="pubdate" content="2025-06-10">',
    ],
)
def test_date_of_a_page_under_other_names(head):
    assert dated(head) == "2025-06-10"


def test_date_that_only_the_byline_states():
    assert dated(byline='<p class="meta">By Ann Reed | June 10, 2025</p>') == "2025-06-10"
    assert dated(before="<p>June 12, 2025</p>", byline="<p>By Ann Reed</p>") is None


def test_table_that_lays_out_a_page_is_no_data():
    text = "<br><br>".join([PROSE * 3, PROSE * 4])
    page = (
        f"<html><head><title>{TITLE}</title></head><body><table><tr><td><a href='/'>Front"
        f" page</a></td><td><b>{TITLE}</b><br><br>{text}</td></tr></table></body></html>"
    )
    articles, _ = read_articles(page.encode(), "html", "news.html")
    lines = [line.strip() for line in articles[0].text.split("\n")]
    assert [line for line in lines if "Heavy" in line] == [(PROSE * 3).strip(), (PROSE * 4).strip()]
    assert not any("|" in line or "Front page" in line for line in lines)
