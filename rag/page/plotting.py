"""The dated numbers of an answer, for a plot of them over time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.records import PublicationDate
from rag.records import Answer

_SCALES = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    rf"(?P<before>\D*?)(?P<sign>[-−]?)(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    rf"[\s-]?(?P<scale>{'|'.join(_SCALES)})?\b(?P<after>\D*)",
    re.I,
)
_PERCENT = re.compile(r"\s*\bper\s?cent\b", re.I)


@dataclass(frozen=True, slots=True)
class DatedNumber:
    """`day` is the first that the article's date may mean; `text` the value as its sentence has it."""

    day: date
    number: float
    unit: str
    text: str
    title: str


def dated_numbers(answer: Answer | None) -> list[DatedNumber]:
    """Those of the cited values that are one number of one unit, by date. Empty unless there are two days, and
    two numbers."""
    if answer is None or len(answer.items) > 1:
        return []
    found: list[DatedNumber] = []
    for citation in answer.citations:
        day = PublicationDate(citation.published).first_day()
        if citation.value is None or day is None:
            continue
        text = citation.quote[slice(*citation.value)]
        read = _number(text)
        if read is not None:
            found.append(DatedNumber(day, *read, text, citation.title or "untitled"))
    same = [one for one in found if one.unit == found[0].unit]
    differ = len({one.day for one in same}) > 1 and len({one.number for one in same}) > 1
    return sorted(same, key=lambda one: one.day) if differ else []


def _number(text: str) -> tuple[float, str] | None:
    """Its value, and what it is of: "$ 295 billion" is 2.95e11 of "$". None where it is not one number."""
    read = _NUMBER.fullmatch(_PERCENT.sub("%", text.strip()))
    if read is None:
        return None
    number = float(read["digits"].replace(",", "")) * _SCALES.get((read["scale"] or "").lower(), 1)
    unit = f"{read['before']}{read['after']}".strip(" -").casefold()
    return (-number if read["sign"] else number), unit
