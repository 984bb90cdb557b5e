"""The dated numbers of an answer, for a plot of them over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.records import PublicationDate, Span
from rag.quantities import quantity_at
from rag.records import Answer


@dataclass(frozen=True, slots=True)
class DatedNumber:
    """`day` is the first that the article's date may mean; `unit` is that of a Quantity, or empty; `text` the
    value as its sentence has it."""

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
        told = quantity_at(citation.quote, Span(*citation.value), citation.published)
        if told is not None and told.unit != "date":
            text = citation.quote[slice(*citation.value)]
            title = citation.title or "untitled"
            found.append(DatedNumber(day, told.amount, told.unit or "", text, title))
    same = [one for one in found if one.unit == found[0].unit]
    differ = len({one.day for one in same}) > 1 and len({one.number for one in same}) > 1
    return sorted(same, key=lambda one: one.day) if differ else []
