"""What an article's own lines say of it: date, source, author, title.

Only lines near its top (all that stand before its prose, and some more) and its end are asked. A
line that is nothing but metadata is taken out of the text; one that also says something ("Update,
June 10, 2025: two quotes added.") stays. At the end, what stands under the heading of another section
("Related articles") dates other stories.

Dates rank by what they mean: a stated day of publication, then a day that stands alone (which may
be that of the visit), then a stated update, then a year, last that of an agency's credit line ("©2025
Some Agency"). "All rights reserved" marks a page's footer instead: its year is that of the crawl, and
says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.boilerplate import is_debris, is_menu, opens_section, reads_like_prose
from index.dating import is_numeric_date, read_date
from index.records import PublicationDate

_TOP, _END, _MENU = 8, 10, 40  # lines
_BESIDE = 4  # words beside a date or a byline that are a place, a section or a name
_PUBLISHED, _ALONE, _UPDATE, _YEAR, _CREDITED = range(5)  # what a date means, the best first

_LABEL = re.compile(
    r"(?P<label>(?:first |originally |date )?published(?: on| at)?|publication date|posted(?: on)?|date"
    r"|(?:last )?(?:updated|modified)(?: on| at)?|update|source|author|by|category|section|tags?"
    r"|issued(?: on)?|edit(?:or|ed by))\s*[:：]\s*(?P<value>.+)",
    re.IGNORECASE,
)
# A browser copies "Published" and the date beside it as one word.
_PUBLISHED_ON = re.compile(
    r"(?P<label>published|posted|(?:last )?(?:updated|modified))(?: on)?[\s–-]*(?P<value>.+)",
    re.IGNORECASE,
)
_AND_UPDATED = re.compile(r"(?<=\d{4})[\s,;•(]*(?:last )?updated\b.*", re.IGNORECASE)
_POSTED_BY = re.compile(r"(?P<when>(?:posted|published)\b.{6,40}?)\s+(?P<by>by\s.+)", re.IGNORECASE)
_LONE_LABEL = re.compile(
    r"(?P<label>by|published(?: on)?|posted(?: on)?|author)\s*:?", re.IGNORECASE
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_WRITTEN_DAY = re.compile(
    rf"(?<![a-z])(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?)"
    r"\s+(?:19|20)\d\d|(?<!\d)(?:19|20)\d\d-\d\d-\d\d",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.IGNORECASE
)
_APART = re.compile(r"[-–—,(|/•·\d]\s*$")
_HOUR = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\d{1,2}[:.]\d\d", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:update[d]?|correction|clarification|editor[’']?s note)[\s,:(]+"
    r"(?P<value>[^:()]{6,40}?\d{4})\)?\s*[:.–—-]",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_NAME = rf"{_CAPITAL}(?:\s+(?:de\s+|van\s+|von\s+)?{_CAPITAL}){{1,4}}"
# Where they write, or what they are there, may follow: "By Ann Reed, Island Post".
_BYLINE = re.compile(
    rf"[Bb][Yy]\s+(?P<name>{_NAME}(?:,\s+{_NAME}(?=,|\s+and\s))*(?:,?\s+(?:and|&)\s+{_NAME})?)"
    rf"(?:,\s+{_CAPITAL}(?:\s+(?:{_CAPITAL}|(?:staff )?(?:writer|reporter|correspondent|editor|columnist)))"
    rf"{{0,3}}|\s+in\s+{_CAPITAL})?"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z .,/-]{2,40}?(?:, [A-Z][a-z]+\.)?),?\s+"
    r"(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s*"
    r"(?:\((?P<agency>[A-Z][\w .]{1,30})\))?\s*[-–—]{1,2}\s"
)
_CREDIT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?P<years>\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?"
    r"(?P<holder>[^|]{0,60}?)"
    r"(?:\s+(?:visit|all rights|distributed|reserved|reproduction|https?:)\b.*|\s*\|.*|$)",
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
    dates: list[tuple[int, PublicationDate]] = []  # what it means, date
    sources: list[str] = []
    authors: list[str] = []
    kept: list[str] = []
    prose = next((i for i, line in enumerate(lines) if reads_like_prose(line)), 0)
    lines = _with_labels(lines, prose + _TOP)
    # Several lines that are dates alone, and not the same, are the headings of a chronology, and say
    # nothing of when it was published.
    chronology = len({read_date(line) for line in lines if _is_bare_date(line)}) > 1
    other = False
    for i, line in enumerate(lines):
        is_near = i < prose + _TOP or i >= len(lines) - _END
        other = i > prose and (opens_section(line) or (other and not reads_like_prose(line)))
        beside = 0 if i >= prose else 1 if i == 0 else _BESIDE  # the first line may be the title
        if (
            not is_near
            or (chronology and _is_bare_date(line))
            or not _read_line(line, [] if other else dates, sources, authors, beside)
        ):
            kept.append(line)
    dated = sorted(
        (max(rank, _YEAR) if found.precision == "year" else rank, i)
        for i, (rank, found) in enumerate(dates)
        if found.value
    )
    return (
        Stated(
            published=dates[dated[0][1]][1] if dated else PublicationDate(),
            source=sources[0] if sources else None,
            author=authors[0] if authors else None,
        ),
        kept,
    )


def _with_labels(lines: list[str], end: int) -> list[str]:
    """Lines before `end` that are a label alone ("By", "Published") get what stands on the next one."""
    joined: list[str] = []
    for i, line in enumerate(lines):
        lone = _LONE_LABEL.fullmatch(joined[-1]) if joined and i <= end else None
        of_date = lone is not None and lone["label"][:1] in "pP"
        if lone and (read_date(line).value if of_date else re.fullmatch(r"[^\d.:]{3,50}", line)):
            joined[-1] = f"{lone['label']}: {line}"
        else:
            joined.append(line)
    return joined


def _read_line(
    line: str,
    dates: list[tuple[int, PublicationDate]],
    sources: list[str],
    authors: list[str],
    beside: int,
) -> bool:
    """Adds what the line states. True where the line is nothing but metadata.

    A line before the prose may hold some words beside a date or a byline: "June 10, 2025 | Bern".
    """
    if note := _NOTE.match(line):
        dates.append((_UPDATE, read_date(note["value"])))
        return False
    if dateline := _DATELINE.match(line):
        dates.append((_PUBLISHED, read_date(dateline["date"])))
        if dateline["agency"]:
            sources.append(dateline["agency"])
        return False
    if len(line.split()) > 20:
        return False
    # "Copyright lawsuits multiply" is a headline.
    if re.match(r"©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|\d{4}|by\b)", line, re.IGNORECASE):
        return _read_credit(line, dates, sources)
    parts = [part for part in re.split(r"\s*[|•·]\s*|\s/\s", line) if part]
    if not beside:
        return all(_read_part(part, dates, sources, authors) for part in parts)
    rest = [
        part
        for part in parts
        if not _read_part(part, dates, sources, authors) and not _read_day_in(part, dates, beside)
    ]
    return len(rest) < len(parts) and all(len(part.split()) <= beside for part in rest)


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
        elif label not in ("category", "section", "tag", "tags", "editor", "edited by"):
            found = read_date(_AND_UPDATED.sub("", value))
            dates.append((_rank(label), found))
            return found.value is not None
        return True
    if byline := _BYLINE.fullmatch(part):
        authors.append(byline["name"])
        return True
    if (posted := _POSTED_BY.fullmatch(part)) and _BYLINE.fullmatch(posted["by"]):
        return all(_read_part(posted[half], dates, sources, authors) for half in ("when", "by"))
    phrase = _PUBLISHED_ON.fullmatch(part)
    found = read_date(_AND_UPDATED.sub("", phrase["value"] if phrase else part))
    # A number alone ("2025") on a line is more likely a heading or a page number.
    if found.value is None or (
        found.precision == "year" and not phrase and not is_numeric_date(part)
    ):
        return False
    dates.append((_rank(phrase["label"] if phrase else ""), found))
    return True


def _read_day_in(part: str, dates: list[tuple[int, PublicationDate]], beside: int) -> bool:
    """Reads the day in words like "Bern - June 10, 2025 4:05 pm", where few stand beside it."""
    days = list(_WRITTEN_DAY.finditer(part))
    if not days:
        return False
    before, behind = part[: days[0].start()], part[days[-1].end() :]
    beyond = _WRITTEN_DAY.sub(" ", part)
    words = re.findall(r"[^\W\d_]{2,}", _HOUR.sub(" ", beyond))
    others = [word for word in words if not _WEEKDAY.fullmatch(word)]
    if len(others) > beside:
        return False
    # Without an hour or a label it must be a place, a section or a name that a mark holds apart:
    # "Signed 3 June 2019" and "1 May 1940 – 3 June 2025" are facts of the story.
    is_stamp = _HOUR.search(beyond) or _rank(part) != _ALONE
    if not is_stamp and (
        (len(days) > 1 and not re.search(r"\d/\d", before))
        or behind.startswith(":")
        or not all(word[0].isupper() for word in others)
        or (_WEEKDAY.sub("", before).strip() and not _APART.search(before))
    ):
        return False
    day = days[0]
    dates.append((_rank(part[: day.start()]), read_date(day.group())))
    return True


def _rank(label: str) -> int:
    if re.search(r"update|modified", label, re.IGNORECASE):
        return _UPDATE
    stated = re.search(r"\bpubli(?:sh|cation)|\bposted|\bissued|\bdate\b", label, re.IGNORECASE)
    return _PUBLISHED if stated else _ALONE


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
        dates.append((_CREDITED, read_date(credit["years"])))
    return True


def below_menu(lines: list[str]) -> list[str]:
    """The lines from the headline on, where a page that was copied whole begins with its menu.

    Its headline is the first line of five words or more, if that stands above the prose and above any
    byline or date. A line of some words alone above it may be the headline, and this what explains it.
    """
    labels: list[str] = []
    for i, line in enumerate(lines[:_MENU]):
        if is_debris(line):
            continue
        if reads_like_prose(line) or take_metadata([line])[0] != Stated():
            break
        if len(re.findall(r"[^\W\d_][\w.'’-]*", line)) >= 5 and "|" not in line:
            return lines[i:] if _has_menu(lines[:i], labels) else lines
        labels.append(line)
    return lines


def _has_menu(above: list[str], labels: list[str]) -> bool:
    """Three labels or a row of them, or, at the top, a word alone or debris that is no address."""
    if len(labels) >= 3 or any(map(is_menu, above)):
        return True
    if not above or (len(labels) == 1 and " " in labels[0]):
        return False
    return " " not in above[0] or (is_debris(above[0]) and not re.search(r"[/=]", above[0]))


def take_title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line as the title, where it is one: short, and not a sentence that is closed."""
    if len(lines) < 2:
        return None, lines
    first = lines[0].lstrip("# ").strip()
    is_title = 2 <= len(first.split()) <= 25 and not first.endswith(
        (".", ";", ",", ":", "…", '."', ".”")
    )
    return (first, lines[1:]) if is_title else (None, lines)
