"""A sentence → every span that could be an answer: the texts that the reader may copy.

A span begins and ends at a word, not in the middle of one, holds at most MAX_WORDS, and cuts no
value: of "from 5% to $2.4 billion" it may be "5%" or "$2.4 billion", never "5", "2.4" or "$2.4".
Quotation marks and brackets at its edges stay outside.
"""

from __future__ import annotations

import re

from index.records import Span
from rag.values import Kind, values

MAX_WORDS = 14
_WORD = re.compile(r"[^\s\"“”„«»()\[\]{}—–;,:!?…]+(?:[,:.]\d+)*%?")
_OPENING, _CLOSING = "'‘’`*_-.", ".'‘’`*_"
_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATION = re.compile(r"^(?:[A-Za-z]\.)+$|^(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Inc|Ltd|Co|Corp|No)\.$")
_BREAK = re.compile(r"[—–;!?…]")
_WEEKDAY = re.compile(r"([A-Z][a-z]+day),? (?=\S)")
_VALUES: tuple[Kind, ...] = ("date", "duration", "number")


def answer_spans(sentence: str) -> list[Span]:
    """In order of their starts, and for each start from the shortest to the longest."""
    starts, ends = _edges(sentence)
    whole = [
        part
        for kind in _VALUES
        for value in values(sentence, kind)
        for part in _parts(sentence, value)
    ]
    spans = []
    for at, start in enumerate(starts):
        if _cuts(whole, start):
            continue
        seen = set()
        for end in (end for options in ends[at : at + MAX_WORDS] for end in options):
            if _BREAK.search(sentence, start, end):
                break
            if (
                end > start
                and end not in seen
                and not _cuts(whole, end)
                and _is_closed(sentence[start:end])
            ):
                seen.add(end)
                spans.append(Span(start, end))
    return spans


def _edges(sentence: str) -> tuple[list[int], list[list[int]]]:
    """For each word: where it begins, and where it may end (before a possessive "'s", and after it)."""
    starts, ends = [], []
    for found in _WORD.finditer(sentence):
        start, end = found.span()
        while start < end and sentence[start] in _OPENING and not _is_sign(sentence, start):
            start += 1
        if not _ABBREVIATION.match(sentence[start:end]):
            while end > start and sentence[end - 1] in _CLOSING:
                end -= 1
        if end <= start:
            continue
        starts.append(start)
        owner = _POSSESSIVE.search(sentence[start : found.end()])
        before = start + owner.start() if owner else end
        ends.append([before, end] if start < before < end else [end])
    return starts, ends


def _is_sign(sentence: str, at: int) -> bool:
    return bool(re.match(r"-[$€£¥₹]?\d", sentence[at:]))


def _is_closed(text: str) -> bool:
    """Whether quotation marks and brackets in it come in pairs."""
    pairs = all(text.count(a) == text.count(b) for a, b in ("“”", "()", "[]", "«»"))
    return pairs and text.count('"') % 2 == 0


def _parts(sentence: str, value: Span) -> list[Span]:
    """ "Tuesday, June 9" is two values that may stand alone: the day and the date."""
    found = _WEEKDAY.match(sentence, value.start, value.end)
    if not found:
        return [value]
    return [Span(value.start, found.end(1)), Span(found.end(), value.end)]


def _cuts(whole: list[Span], at: int) -> bool:
    """Whether an edge at `at` would stand inside a value."""
    return any(value.start < at < value.end for value in whole)
