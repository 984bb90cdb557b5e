"""Reads publication dates, with their precision, and never guesses a part that is not there.

dateparser does the reading and says how precise the text was. It fills in what is missing
("12:30 2025" becomes today), so it reads twice, from two different days, and only what both
readings share is kept. On top of it stand three refusals: a relative date ("24 minutes ago",
"Tuesday") says nothing without the time of the crawl; a date without a four-digit year is no
publication date; and 06/10/2025 may be June or October, so only its year is kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from index.records import PublicationDate

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ]\d.*)?$")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)$")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\b")  # a time may follow
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_LENGTHS = {"day": 10, "month": 7, "year": 4}  # of an ISO date cut to that precision


@cache
def _parsers() -> list[DateDataParser]:
    from dateparser.date import DateDataParser

    return [
        DateDataParser(
            languages=["en"], settings={"PARSERS": ["absolute-time"], "RELATIVE_BASE": base}
        )
        for base in (datetime(2000, 1, 3), datetime(2001, 2, 4))  # no part in common
    ]


def read_date(value: object) -> PublicationDate:
    """A metadata value or a piece of text as a date; unknown where it is not one."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return PublicationDate(value.isoformat())
    if isinstance(value, int) and 1800 <= value <= 2099:
        return PublicationDate(str(value))
    if not isinstance(value, str) or len(value) > 60:
        return PublicationDate()
    text = " ".join(value.split()).strip(" .,;|")
    if iso := _ISO.match(text) or _COMPACT.match(text):
        return _checked("-".join(part for part in iso.groups() if part))
    if not _YEAR.search(text):
        return PublicationDate()
    if numeric := _NUMERIC.search(text):
        first, second = int(numeric[1]), int(numeric[2])
        if first <= 12 and second <= 12 and first != second:
            return _checked(numeric[3])
    found, again = (parser.get_date_data(text) for parser in _parsers())
    if found.date_obj is None or again.date_obj is None:
        return PublicationDate()
    days = found.date_obj.date().isoformat(), again.date_obj.date().isoformat()
    for cut in (10, 7, 4):
        if cut <= _LENGTHS.get(found.period, 0) and days[0][:cut] == days[1][:cut]:
            return _checked(days[0][:cut])
    return PublicationDate()


def is_numeric_date(text: str) -> bool:
    """Whether a day is written in numbers, be it that only its year can be read: "06/10/2025"."""
    return _NUMERIC.search(text) is not None


def _checked(value: str) -> PublicationDate:
    try:
        return PublicationDate(value)
    except ValueError:
        return PublicationDate()
