"""A value as it is told → what it measures: "$295 billion" is 2.95e11 of "$", "half a year" no one number.

Two are compared only where both are of one unit. Of a range ("from 9 to 14") nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.dating import read_date
from index.records import PublicationDate, Span
from rag.values import values

_SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.4,
    "quarter": 91.3, "year": 365.25, "decade": 3652.5,
}  # fmt: skip
_MEASURE = re.compile(
    r"(?:(?:kilo|mega|giga|tera|milli|centi|micro)?(?:met(?:re|er)|gram|lit(?:re|er)|watt|byte|hertz)s?"
    r"(?: hours?)?|points?|k[gmw]h?|[mgt]wh?|[cm]m|mph|miles?|knots?|foot|feet|inch(?:es)?|yards?|hectares?"
    r"|acres?|tonnes?|tons?|kilos?|degrees?|barrels?)\b"
)
_LIKE = 100.0  # times: of two lengths of time more than this apart, one is of something else
_MONEY = r"(?:US|A|C|HK|NZ)?[$€£¥₹]"
COINS = r"(?:dollar|euro|pound|yuan|yen|rupee|peso|franc|pence|penny|cent|krone|krona|dinar|rand)"
_NUMBER = re.compile(
    rf"(?P<sign>[-−]|\b(?:minus|negative) )?(?P<money>{_MONEY})?\s?(?P<digits>\d+(?:,\d{{2,3}})*(?:\.\d+)?)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})\b)?"
    r"(?P<percent>\s?(?:%|per ?cent\b))?(?:age)?(?P<points>[\s-](?:percentage )?points?\b)?"
    r"(?:[\s-]?(?P<words>[A-Za-z][A-Za-z -]*))?",
    re.I,
)


# "two and a half", "Monday", "several hundred", "two weeks ago"
_VAGUE = re.compile(
    r"\b(?:half|halves|thirds?|quarters? of|fifths?|tenths?|several|couple|few|dozens|hundreds"
    r"|thousands|millions|billions|ago|earlier|later)\b|[A-Z][a-z]+day\b"
)
_AGO = re.compile(r"^ (?:ago|earlier|later|before|after)\b")
_OLD = {"day": 365.25, "week": 52.2, "month": 12.0, "year": 1.0}  # of a year


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit`: "$", "%", a measure; "day" of lengths of time; "date" of a day, by its number since the year 1;
    None of what is counted."""

    amount: float
    unit: str | None


def quantity(text: str, published: str | None = None) -> Quantity | None:
    """None where `text` is not one quantity. `published` gives a day its year, where it has none."""
    if _VAGUE.search(text):
        return None
    dated = values(f"in {text}", "date")
    if dated:
        return _date(text, published) if len(dated) == 1 else None
    found = list(_NUMBER.finditer(_in_digits(text)))
    if len(found) != 1:
        return None
    return _read(found[0])


def quantity_at(sentence: str, value: Span, published: str | None = None) -> Quantity | None:
    """Of a value in its sentence: what it is of may follow it ("10 dollars an hour, or 12")."""
    start = value.start
    if (signed := re.search(r"(?:[-−]|\b(?:minus|negative) )$", sentence[:start])) is not None:
        start = signed.start()
    told = quantity(sentence[start : value.end], published)
    if told is None or (told.unit == "day" and _AGO.match(sentence[value.end :])):
        return None
    if told.unit is not None:
        return told
    follows = re.match(r"[\s-]?(?:%|[a-z]+(?: [a-z]+)?)", sentence[value.end :])
    more = quantity(sentence[start : value.end] + follows[0], published) if follows else None
    return more if more and more.amount == told.amount else told


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether both are of one unit, and not the same."""
    if one.unit == "day" and not 1 / _LIKE < one.amount / (other.amount or 1) < _LIKE:
        return False
    return one.unit == other.unit and one.amount != other.amount


def _date(text: str, published: str | None) -> Quantity | None:
    day = read_date(text)
    if day.value is None and published:
        day = read_date(f"{text} {published[:4]}")
    first = PublicationDate(day.value).first_day()
    return Quantity(first.toordinal(), "date") if first else None


def _read(found: re.Match[str]) -> Quantity | None:
    scale, words = (found["scale"] or "").lower(), (found["words"] or "").lower()
    amount = float(found["digits"].replace(",", "")) * _SCALES.get(scale, 1)
    amount = -amount if found["sign"] else amount
    if found["money"]:
        return Quantity(amount, found["money"].upper())
    if scale == "m" or (
        words and found.string[found.start("words") - 1].isdigit() and not _MEASURE.match(words)
    ):
        return None  # metres or millions; "17th", "10pm"
    if found["points"]:
        return Quantity(amount, "point")
    if found["percent"]:
        return Quantity(amount, "%")
    coin = re.search(rf"\b({COINS})s?\b", words)
    if coin:
        return Quantity(amount, coin[1])
    one = re.split(r"[\s-]", words)[0].removesuffix("s")
    if one in _OLD and re.search(r"\bold\b", words):
        return Quantity(amount / _OLD[one], None)
    if one in _DAYS:
        return Quantity(amount * _DAYS[one], "day")
    measure = _MEASURE.match(words)
    return Quantity(amount, measure[0].removesuffix("s") if measure else None)


@lru_cache(4096)
def _in_digits(text: str) -> str:
    """ "Eleven", "two dozen" in digits."""
    if any(char.isdigit() for char in text):
        return text
    from number_parser import parse

    return re.sub(
        r"\b(?:an?|one) (?=hundred|thousand|million|billion|dozen)",
        "1 ",
        parse(text, language="en"),
    )
