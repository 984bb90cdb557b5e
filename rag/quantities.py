"""A value as it is told → what it measures: "$295 billion" is 2.95e11 of "$", "half a year" no one number.

What is told in two ways is one quantity: "12 km" and "12,000 metres", "12 months" and "one year". Two are
compared only where both are of one unit. Of a range ("from 9 to 14") nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.dating import read_date
from index.records import PublicationDate, Span
from rag.days import time_meant
from rag.values import values

_SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_YEAR = 365.25  # days
_PREFIXES = {
    "": 1.0, "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "centi": 1e-2, "milli": 1e-3, "micro": 1e-6,
}  # fmt: skip
_METRIC = {
    "metre": "metre", "meter": "metre", "litre": "litre", "liter": "litre", "gram": "gram", "watt": "watt",
    "watt hour": "watt hour", "byte": "byte", "hertz": "hertz",
}  # fmt: skip
_SHORT = {
    "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "kg": "kilogram", "kilo": "kilogram",
    **{f"{short}{unit}": f"{prefix}{name}"
       for short, prefix in (("k", "kilo"), ("m", "mega"), ("g", "giga"), ("t", "tera"))
       for unit, name in (("w", "watt"), ("wh", "watt hour"))},
}  # fmt: skip
# each name of a unit → the unit that it is counted in, and how many of those it is
_UNITS: dict[str, tuple[str, float]] = {
    "second": ("day", 1 / 86400), "minute": ("day", 1 / 1440), "hour": ("day", 1 / 24), "day": ("day", 1.0),
    "week": ("day", 7.0), "month": ("day", _YEAR / 12), "quarter": ("day", _YEAR / 4), "year": ("day", _YEAR),
    "decade": ("day", 10 * _YEAR),
    "foot": ("foot", 1.0), "feet": ("foot", 1.0), "tonne": ("tonne", 1.0), "ton": ("tonne", 1.0),
    **{name: (name, 1.0)
       for name in "point inch yard mile hectare acre knot degree barrel mph kmh".split()},
    **{f"{prefix}{name}": (unit, many) for name, unit in _METRIC.items() for prefix, many in _PREFIXES.items()},
}  # fmt: skip
_UNITS |= {short: _UNITS[name] for short, name in _SHORT.items()}
_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True)).replace(" ", "[ -]")
MEASURE = rf"(?:{_NAMES})(?:e?s)?\b"
_MEASURE = re.compile(rf"(?P<name>{_NAMES})(?:e?s)?\b")
_FOLLOWS = re.compile(
    r" (?P<one>(?:second|minute|hour|day|week|month|quarter|year|point|degree)\b(?! old\b))"
    r"|[\s-]?(?:%|[kMGT]?Wh?\b|[a-z]+(?:[ -][a-z]+)?)"
)
_LIKE = 100.0  # times: of two lengths of time more than this apart, one is of something else
_MONEY = r"(?:US|A|C|HK|NZ)?[$€£¥₹]"
COINS = r"(?:dollar|euro|pound|yuan|yen|rupee|peso|franc|pence|penny|cent|krone|krona|dinar|rand)"
_COIN = re.compile(rf"\b(?P<whose>(?:(?:[A-Z][a-z]+|US|U\.S\.) )*)(?P<coin>(?i:{COINS}))s?\b")
_SIGNS = {  # other dollars, pounds and rupees have none, and stay apart
    "dollar": "$", "american dollar": "$", "us dollar": "$", "australian dollar": "A$", "canadian dollar": "C$",
    "hong kong dollar": "HK$", "new zealand dollar": "NZ$", "euro": "€", "pound": "£", "british pound": "£",
    "yen": "¥", "japanese yen": "¥", "rupee": "₹", "indian rupee": "₹", "penny": "pence",
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?P<sign>[-−]|\b(?:minus|negative) )?(?P<money>{_MONEY})?\s?(?P<digits>\d+(?:,\d{{2,3}})*(?:\.\d+)?)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})\b)?"
    r"(?P<percent>\s?(?:%|per ?cent\b))?(?:age)?(?P<points>[\s-](?:percentage )?points?\b)?"
    r"(?:[\s-]?(?P<words>(?:U\.S\. )?[A-Za-z][A-Za-z -]*))?",
    re.I,
)


# "two and a half", "Monday", "several hundred", "two weeks ago"
_VAGUE = re.compile(
    r"\b(?i:half|halves|thirds?|quarters? of|(?:an?|one|three)[ -]quarters?|fifths?|tenths?|several|couple|few"
    r"|dozens|hundreds|thousands|millions|billions|ago|earlier|later)\b|[A-Z][a-z]+day\b"
)
# a day that is told without its year is at most so many days before or after publication
_BACK, _AHEAD = 270, 305
_AGO = re.compile(r"^ (?:ago|earlier|later|before|after)\b")
_OLD = {"day": 365.25, "week": 52.2, "month": 12.0, "year": 1.0}  # of a year


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit`: "$", "%", a measure; "day" of lengths of time; "date" of a day, by its number since the year 1;
    None of what is counted. `within`: how much more or less it may be; a month is any of its days."""

    amount: float
    unit: str | None
    within: float = 0.0


def quantity(text: str, published: str | None = None) -> Quantity | None:
    """None where `text` is not one quantity. `published` gives a day its year, where it has none: its own, or
    where that is far off, the one before or after."""
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
    """Of a value in its sentence: what it is of may follow it ("10 dollars an hour, or 12"), and "Monday" is a
    date (rag.days)."""
    if (day := of_date(PublicationDate(time_meant(sentence, value, published)))) is not None:
        return day
    start = value.start
    if (signed := re.search(r"(?:[-−]|\b(?:minus|negative) )$", sentence[:start])) is not None:
        start = signed.start()
    told = quantity(sentence[start : value.end], published)
    if told is None or (told.unit == "day" and _AGO.match(sentence[value.end :])):
        return None
    if told.unit is not None:
        return told
    follows = _FOLLOWS.match(sentence, value.end)
    if follows is None or (follows["one"] and told.amount != 1):  # "40 second homes"
        return told
    more = quantity(sentence[start : value.end] + follows[0], published)
    return more if more and more.unit else told


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether both are of one unit, and surely not the same: "May" may be the 4th of May."""
    if one.unit == "day" and not 1 / _LIKE < one.amount / (other.amount or 1) < _LIKE:
        return False
    return one.unit == other.unit and abs(one.amount - other.amount) > one.within + other.within


def of_date(told: PublicationDate) -> Quantity | None:
    """The middle of the days that it may be."""
    first, last = told.first_day(), told.last_day()
    if first is None or last is None:
        return None
    days = first.toordinal(), last.toordinal()
    return Quantity(sum(days) / 2, "date", (days[1] - days[0]) / 2)


def _date(text: str, published: str | None) -> Quantity | None:
    day = of_date(read_date(text))
    if day or not published:
        return day
    year, own = int(published[:4]), of_date(PublicationDate(published))
    day = of_date(read_date(f"{text} {year}"))
    if day is None or own is None or own.within:
        return day
    # "by 31 January", in November; "on December 20", in January, though "in October", in March, is to come
    ahead = day.amount - own.amount
    if -_BACK <= ahead <= _AHEAD:
        return day
    return of_date(read_date(f"{text} {year + 1 if ahead < 0 else year - 1}"))


def _read(found: re.Match[str]) -> Quantity | None:
    scale, words = (found["scale"] or "").lower(), (found["words"] or "").lower()
    amount = float(found["digits"].replace(",", "")) * _SCALES.get(scale, 1)
    amount = -amount if found["sign"] else amount
    if found["money"]:
        return _of(amount, found["money"].upper().removeprefix("US"))
    measure = _MEASURE.match(words)
    if scale == "m" or (words and found.string[found.start("words") - 1].isdigit() and not measure):
        return None  # metres or millions; "17th", "10pm"
    if found["points"]:
        return _of(amount, "point")
    if found["percent"]:
        return _of(amount, "%")
    if (coin := _COIN.search(found["words"] or "")) is not None:
        name, whole = coin["coin"].lower(), coin[0].lower().replace(".", "").removesuffix("s")
        return _of(amount, _SIGNS.get(whole, whole) if name in _SIGNS else name)
    if measure is None:
        return _of(amount, None)
    name = measure["name"].replace("-", " ")
    if name in _OLD and re.search(r"\bold\b", words):
        return _of(amount / _OLD[name], None)
    unit, many = _UNITS[name]
    return _of(amount * many, unit)


def _of(amount: float, unit: str | None) -> Quantity:
    return Quantity(float(f"{amount:.12g}"), unit)  # 2.3 million is not 2299999.9999999995


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
