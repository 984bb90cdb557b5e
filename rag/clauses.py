"""The clauses of a sentence, roughly: what stands between its commas and conjunctions.

"Exports rose 4.8%, but imports fell 3.4%" has two: what is said of a value is said in its own.
"""

from __future__ import annotations

import re

from index.records import Span

_EDGE = re.compile(
    r"(?<!\d)[,;:](?!\d)|[—–]|\b(?:while|whereas|and|but|versus|compared with|against)\b", re.I
)


def clauses_until(sentence: str, value: Span) -> list[Span]:
    """Those that end before the value, and last the one that holds it. `value` in characters of the
    sentence; an edge inside it is none."""
    edges = [Span(found.start(), found.end()) for found in _EDGE.finditer(sentence)]
    before = [edge for edge in edges if edge.end <= value.start]
    after = next((edge.start for edge in edges if edge.start >= value.end), len(sentence))
    starts = [0, *(edge.end for edge in before)]
    ends = [*(edge.start for edge in before), after]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
