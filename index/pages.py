"""What a web page says with its elements: its date and its byline, and where tables lay it out.

The article itself is trafilatura's to find. Here is what that leaves open: which of the dates in a
page is the article's own, and that a table of prose is no data.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from index.boilerplate import reads_like_prose
from index.dating import read_date
from index.metadata import Stated, take_metadata

_LAYOUT = 100  # words in a cell that make its table the layout of a page
_BENEATH = 12  # texts beneath a headline that may be its byline and its date

_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.date", "pubdate", "publish-date", "publish_date", "published",
    "publication_date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
# Sites name it in many more ways.
_DATE_NAME = re.compile(r"publish|pub[-_]?date|pdate|issued")
_OTHER_DATE = re.compile(r"publisher|unpub|modif|updat|expir|status")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


def stated_by_page(page: str, title: str) -> Stated:
    """What the page itself states: the date of its metadata, else what stands under its headline.

    trafilatura's date is not used: it fills a missing day with today's.
    """
    tree = _tree(page)
    if tree is None:
        return Stated()
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        # The article's own comes first, that of a comment or another article later.
        if meta.get("content"):
            named.setdefault(name, meta.get("content"))
    stated = [named[name] for name in _DATE_NAMES if name in named]
    stated += _JSON_LD_DATE.findall(page)[:1]
    stated += [
        value
        for name, value in named.items()
        if _DATE_NAME.search(name) and not _OTHER_DATE.search(name)
    ]
    headline = _headline(tree, title)
    stated += _times(tree, headline)[:1]
    dates = [found for value in stated if (found := read_date(value)).value]
    beneath = take_metadata(_beneath(headline))[0]
    if not dates:
        return beneath
    # "2025", where another names the day of that year, is less than the page states.
    fuller = [found for found in dates if (found.value or "").startswith(dates[0].value or "")]
    return replace(beneath, published=max(fuller, key=lambda found: len(found.value or "")))


def without_layout_tables(page: str) -> str:
    """The page with `div` for the tables that lay out prose: read as data, each is one long line."""
    import lxml.html

    tree = _tree(page)
    cells = [] if tree is None else tree.iter("td")
    prose = [cell for cell in cells if len(cell.text_content().split()) >= _LAYOUT]
    if not prose:
        return page
    tables = {table for cell in prose for table in cell.iterancestors("table")}
    tables = {table for table in tables if not _has_headings(table)}  # those are tables
    for table in tables:
        for part in list(table.iter("tbody", "tr", "td", "th")):
            if next(part.iterancestors("table")) is table:
                part.tag = "div"
    for table in tables:
        table.tag = "div"
    return str(lxml.html.tostring(tree, encoding="unicode"))


def _has_headings(table: Any) -> bool:
    return any(next(heading.iterancestors("table")) is table for heading in table.iter("th"))


def _tree(page: str) -> Any:
    """The page parsed; None where that fails."""
    import lxml.etree
    import lxml.html

    try:
        return lxml.html.fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.LxmlError, ValueError):
        return None


def _headline(tree: Any, title: str) -> Any:
    """The heading that says the title; None without one. A page's first may be its own name."""
    said = [(" ".join(h.text_content().split()), h) for h in tree.iter("h1", "h2")]
    fits = [(t, h) for t, h in said if t and (title.startswith(t) or t.startswith(title or "\n"))]
    return max(fits, key=lambda one: min(len(one[0]), len(title)), default=(None, None))[1]


def _times(tree: Any, headline: Any) -> list[str]:
    """The `time` elements nearest to the headline; where there are none, the page's, if they agree."""
    times: list[Any] = []
    before = set() if headline is None else set(headline.xpath("preceding::time"))
    prose = () if headline is None else headline.xpath("following::p")
    first = next((p for p in prose if reads_like_prose(" ".join(p.text_content().split()))), None)
    behind = set() if first is None else {*first.iter("time"), *first.xpath("following::time")}
    for ancestor in () if headline is None else headline.iterancestors():
        if times or ancestor.tag == "body":
            break
        beside = [t for t in ancestor.xpath(".//time[@datetime]") if t not in behind]
        times = [time for time in beside if time not in before] or beside
        if ancestor.tag in ("article", "main"):
            break
    near = bool(times)
    if not near:  # the page's own, unless one stands in the text or behind it
        times = tree.xpath("//time[@datetime]")
        times = [] if any(time in behind for time in times) else times
    stated = [
        time.get("datetime")
        for time in times
        if not _OTHER_DATE.search(f"{time.get('class')} {time.get('itemprop')}".lower())
    ]
    return stated if near or len({read_date(value) for value in stated}) == 1 else []


def _beneath(headline: Any) -> list[str]:
    """The short texts between a headline and the first paragraph: byline, date, place."""
    lines: list[str] = []
    if headline is None:
        return lines
    for element in headline.xpath("following::*[self::p or self::div or self::span or self::dd]"):
        own = " ".join([element.text or "", *(child.tail or "" for child in element)])
        if len(lines) == _BENEATH or reads_like_prose(own):
            break
        if next(element.iterancestors("figure", "aside", "nav", "footer"), None) is not None:
            continue
        text = " ".join(element.text_content().split())
        if 0 < len(text) <= 80 and text not in lines:
            lines.append(text)
    return lines
