"""Short answer + cited sentence → may it be shown?

A short answer stands only if its sentence holds it: the same characters, on word boundaries,
and whole. "30" is not held by "130", nor by "30%" (the unit is missing), nor by "3.30".
"""

from __future__ import annotations

import re

from index.records import Span
from rag.values import Kind, values

MAX_SHORT_WORDS = 12
_TYPED: tuple[Kind, ...] = ("number", "date", "duration")


def find_value(short: str, quote: str) -> Span | None:
    """Where `quote` holds `short` whole; None where it does not."""
    if not short.strip() or len(short.split()) > MAX_SHORT_WORDS:
        return None
    for found in re.finditer(rf"(?<!\w){re.escape(short)}(?!\w)", quote):
        span = Span(found.start(), found.end())
        if _is_whole(quote, span):
            return span
    return None


def _is_whole(quote: str, span: Span) -> bool:
    """False where the span cuts a number, date or duration of the sentence in two."""
    for kind in _TYPED:
        for value in values(quote, kind):
            inside = span.start <= value.start and value.end <= span.end
            if value.overlaps(span) and not inside and not _is_part_of_date(quote, value, span):
                return False
    return True


def _is_part_of_date(quote: str, value: Span, span: Span) -> bool:
    """ "August 12" inside "Tuesday, August 12": a date may be cut before its finer or coarser part."""
    dates = values(quote[value.start : value.end], "date")
    inner = values(quote[span.start : span.end], "date")
    return bool(dates) and any(
        Span(span.start + date.start, span.start + date.end) == span for date in inner
    )
