"""When a value was so: the years and months that its clause names, or means.

"3.1 million tonnes last year, against 4.4 million in 2024" tells two years in an article of 2026, and which
value is of which. The patterns know nothing of any subject.
"""

from __future__ import annotations

import re

from index.records import Span
from rag.clauses import clauses_until

MONTHS = (
    "january february march april may june july august september october november december".split()
)
_NAMED_MONTHS = "|".join(month.capitalize() for month in MONTHS if month not in ("march", "may"))
_MONTH = re.compile(  # March and May are also words
    rf"\b(?:{_NAMED_MONTHS})\b|\b(?i:in|of|by|since|until|last|this|next|early|late) (?:March|May)\b"
    r"|\b(?:March|May)(?= \d)"
)
# "as of June" may be told by what was decided in May
_AS_OF = re.compile(
    r"\bas of (?:the )?(?:end of |start of |early |mid-|late )?"
    rf"(?:\d{{1,2}} )?(?:{'|'.join(month.capitalize() for month in MONTHS)}|\d{{4}})\b"
    r"(?:,? \d{4}\b| \d{1,2}(?:, \d{4})?\b)?",
    re.I,
)
_YEAR = re.compile(r"(?<![$€£¥₹\d,.])\b(?:19|20)\d\d\b(?![,.]\d|%)")
_FROM_TODAY = re.compile(r"\b(?:(last|this|next) (year|month)|a (year|month) ago)\b", re.I)
STEPS = {"last": -1, "this": 0, "next": 1}


def asked_times(question: str) -> tuple[set[str], set[str]]:
    """The years and the months that the question names, as `told_times` has them."""
    return told_times(_AS_OF.sub(" ", question))


def told_times(text: str, published: str | None = None) -> tuple[set[str], set[str]]:
    """Years, and months by their names. "Last year" is known by when it was `published`, an ISO 8601 date,
    where that is exact enough."""
    years = set(_YEAR.findall(text))
    months = {found.group().split()[-1].lower() for found in _MONTH.finditer(text)}
    day = (published or "").split("-")
    for found in _FROM_TODAY.finditer(text):
        step = STEPS[found[1].lower()] if found[1] else -1
        if (found[2] or found[3]).lower() == "year":
            years |= {str(int(day[0]) + step)} if day[0] else set()
        elif len(day) > 1:
            months.add(MONTHS[(int(day[1]) - 1 + step) % 12])
    return years, months


def is_other_time(question: str, sentence: str, published: str | None = None) -> bool:
    """Whether the question names a year or a month, and the sentence names others and not that."""
    asked, told = asked_times(question), told_times(sentence, published)
    return any(_apart(*pair) for pair in zip(asked, told, strict=True))


def agreement(question: str, sentence: str, value: Span, published: str | None = None) -> int:
    """1 where the value's own clause names the year or month that the question names, -1 where it names
    another, 0 where either is silent. `value`, whose own words don't count, in characters of the sentence."""
    clause = clauses_until(sentence, value)[-1]
    around = f"{sentence[clause.start : value.start]} | {sentence[value.end : clause.end]}"
    pairs = list(zip(asked_times(question), told_times(around, published), strict=True))
    if any(_apart(asked, told) for asked, told in pairs):
        return -1
    return int(any(asked & told for asked, told in pairs))


def _apart(asked: set[str], told: set[str]) -> bool:
    return bool(asked and told) and not asked & told
