"""A number with the words that make it a bound: "more than 300" is not 300, nor "well above 100%" 100%.

Only words that say so wherever they stand are known: "over" and "under" alone may be a place, a time or a
quarrel ("a dispute over 300 jobs").
"""

from __future__ import annotations

import re

from index.records import Span
from rag.values import values

_BOUND = re.compile(
    r"\b(?:(?:well|far|just|slightly|only just|comfortably) (?:over|under|above|below|more than|less than)"
    r"|(?:no |not )?(?:more|less|fewer|higher|lower) than|above|below|at (?:least|most)|up to"
    r"|as (?:much|many|little|few|high|low) as|(?:a (?:maximum|minimum)|in excess|upwards?) of"
    r"|nearly|almost) $",
    re.I,
)


def widened(sentence: str, value: Span) -> Span:
    """`value`, in characters of the sentence, with such words before it, where it begins with a number."""
    numbers = values(sentence[value.start : value.end], "number")
    if not numbers or numbers[0].start > 0:
        return value
    found = _BOUND.search(sentence, 0, value.start)
    return Span(found.start(), value.end) if found else value
