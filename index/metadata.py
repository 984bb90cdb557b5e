"""What an article's own lines say of it: date, source, author, title.

Only lines near its top and its end are asked. A line that is nothing but metadata is taken out
of the text; one that also says something ("Update, June 10, 2025: two quotes added.") stays.

Dates rank by what they mean: a stated day of publication, then a stated update, then the year
of an agency's credit line ("©2025 Some Agency"). "All rights reserved" marks a page's footer
instead: its year is that of the crawl, and says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.dating import read_date
from index.records import PublicationDate

_TOP, _END = 8, 10  # lines

_LABEL = re.compile(
    r"(?P<label>(?:first |originally |date )?published(?: on| at)?|publication date|posted(?: on)?|date"
    r"|(?:last )?(?:updated|modified)(?: on| at)?|update|source|author|by|category|section|tags?)"
    r"\s*[:：]\s*(?P<value>.+)",
    re.IGNORECASE,
)
_PUBLISHED_ON = re.compile(
    r"(?P<label>published|posted|updated)(?: on)?\s+(?P<value>.+)", re.IGNORECASE
)
_NOTE = re.compile(
    r"(?:update[d]?|correction|clarification|editor[’']?s note)[\s,:(]+"
    r"(?P<value>[^:()]{6,40}?\d{4})\)?\s*[:.–—-]",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"[Bb][Yy]\s+(?P<name>[A-Z][\w.'’-]+(?:\s+(?:and\s+|de\s+|van\s+|von\s+)?[A-Z][\w.'’-]+){1,5})"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z .,/-]{2,40}?),?\s+(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s*"
    r"(?:\((?P<agency>[A-Z][\w .]{1,30})\))?\s*[-–—]{1,2}\s"
)
_CREDIT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?P<years>\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?"
    r"(?P<holder>[^|]{0,60}?)(?:\s+(?:visit|all rights|distributed|reserved|https?:)\b.*|\s*\|.*|$)",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:L\.P|Inc|Co|Ltd|Corp|Plc|LLC)\.$")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the lines stated; None and the unknown date where they were silent."""

    published: PublicationDate = PublicationDate()
    source: str | None = None
    author: str | None = None


def take_metadata(lines: list[str]) -> tuple[Stated, list[str]]:
    """Reads the metadata lines of one story. Returns it with the lines that remain."""
    dates: list[tuple[int, PublicationDate]] = []  # (rank, date), rank 0 best
    sources: list[str] = []
    authors: list[str] = []
    kept: list[str] = []
    # Several lines that are dates alone are the headings of a chronology, and say nothing of when
    # it was published.
    chronology = sum(_is_bare_date(line) for line in lines) > 1
    for i, line in enumerate(lines):
        is_near = i < _TOP or i >= len(lines) - _END
        if (
            not is_near
            or (chronology and _is_bare_date(line))
            or not _read_line(line, dates, sources, authors)
        ):
            kept.append(line)
    dated = sorted((rank, i) for i, (rank, found) in enumerate(dates) if found.value)
    return (
        Stated(
            published=dates[dated[0][1]][1] if dated else PublicationDate(),
            source=sources[0] if sources else None,
            author=authors[0] if authors else None,
        ),
        kept,
    )


def _read_line(
    line: str, dates: list[tuple[int, PublicationDate]], sources: list[str], authors: list[str]
) -> bool:
    """Adds what the line states. True where the line is nothing but metadata."""
    if note := _NOTE.match(line):
        dates.append((1, read_date(note["value"])))
        return False
    if dateline := _DATELINE.match(line):
        dates.append((0, read_date(dateline["date"])))
        if dateline["agency"]:
            sources.append(dateline["agency"])
        return False
    if len(line.split()) > 20:
        return False
    # "Copyright lawsuits multiply" is a headline.
    if re.match(r"©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|\d{4}|by\b)", line, re.IGNORECASE):
        return _read_credit(line, dates, sources)
    return all(
        _read_part(part, dates, sources, authors) for part in re.split(r"\s*[|•·]\s*", line) if part
    )


def _is_bare_date(line: str) -> bool:
    return len(line.split()) <= 6 and read_date(line).precision in ("day", "month")


def _read_part(
    part: str, dates: list[tuple[int, PublicationDate]], sources: list[str], authors: list[str]
) -> bool:
    labelled = _LABEL.fullmatch(part)
    if labelled:
        label, value = labelled["label"].lower(), labelled["value"].strip()
        if label == "source":
            sources.append(value)
        elif label in ("author", "by"):
            authors.append(value)
        elif label not in ("category", "section", "tag", "tags"):
            found = read_date(value)
            dates.append((1 if label.startswith(("last", "update", "modif")) else 0, found))
            return found.value is not None
        return True
    if byline := _BYLINE.fullmatch(part):
        authors.append(byline["name"])
        return True
    phrase = _PUBLISHED_ON.fullmatch(part)
    found = read_date(phrase["value"] if phrase else part)
    # A number alone ("2025") on a line is more likely a heading or a page number.
    if found.value is None or (found.precision == "year" and not phrase):
        return False
    dates.append((1 if phrase and phrase["label"].lower() == "updated" else 0, found))
    return True


def _read_credit(line: str, dates: list[tuple[int, PublicationDate]], sources: list[str]) -> bool:
    credit = _CREDIT.match(line)
    if credit is None:
        return False
    holder = credit["holder"].strip(" ,")
    if not _ABBREVIATED.search(holder):
        holder = holder.rstrip(".")
    if holder and len(holder.split()) <= 6:
        sources.append(holder)
    if credit["years"] and "all rights reserved" not in line.lower():
        dates.append((2, read_date(credit["years"])))
    return True


def take_title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line as the title, where it is one: short, and not a sentence that is closed."""
    if len(lines) < 2:
        return None, lines
    first = lines[0].lstrip("# ").strip()
    is_title = 2 <= len(first.split()) <= 25 and not first.endswith(
        (".", ";", ",", ":", "…", '."', ".”")
    )
    return (first, lines[1:]) if is_title else (None, lines)
