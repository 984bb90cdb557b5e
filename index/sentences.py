"""Clean text → sentence spans with exact offsets.

sentencex (Wikimedia) finds the boundaries inside each paragraph; a paragraph break always ends a
sentence. It never divides what stands between quotation marks, and one unpaired mark then joins
sentences by the dozen: a "sentence" that long is divided again with its marks blanked out. It knows
most abbreviations; where it does not, its boundary is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.records import Span

_PARAGRAPH = re.compile(r"[^\n]+")
_QUOTES = re.compile("[\"“”„«»]|(?<!\\w)['‘’]|['’](?!\\w)")
_TOO_LONG = 300  # characters
# sentencex takes the month for an abbreviation: "in May. Imports fell." is two sentences.
_MAY = re.compile(r"\bMay\.[\"”’']?\s+(?=[\"“‘']?[A-Z])")
# Nor does it know these: "the lawyer for Ms. Reed".
_NO_END = re.compile(
    r"(?:^|[\s(“\"])(?:Ms|Mmes|Amb|Atty|Revs|Gens|Govs|Profs|Ald|approx|vol)\.\s*$"
)
# "at 9 a.m. Eastern", "at 9 p.m. Sunday": but "at 9 a.m. On Sunday" is two.
_HOUR = re.compile(r"\d\s?[ap]\.m\.\s*$")
_OF_HOUR = re.compile(
    r"\s*(?:(?:[ECMPWB][SD]?T|AK[SD]T|JST|IST|GMT|UTC|CES?T|EES?T)\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich|[Ll]ocal)"
    r"(?=[,.;)]|$| (?:(?:Standard|Daylight|Mean) )?[Tt]ime\b| (?:on|in|at|to|and|from)\b)"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
)
_NUMBER = re.compile(r"\s*\d{1,2}\.\s*$")  # of a list
_WORD = re.compile(r"\S")
_LOOK_BACK = 20  # characters in which all of these fit


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences of `text[start:end]`, trimmed of white space, in order.

    Every character of the text that is not white space lies in exactly one span.
    """
    return list(_spans(text, start, len(text) if end is None else end))


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        for sentence in _divided(paragraph.group()):
            first = paragraph.start() + sentence.start
            if sentence.end - sentence.start <= _TOO_LONG:
                yield from _trimmed(text, first, paragraph.start() + sentence.end)
                continue
            blanked = _QUOTES.sub(" ", text[first : paragraph.start() + sentence.end])
            for part in _divided(blanked):
                yield from _trimmed(text, first + part.start, first + part.end)


def _divided(text: str) -> Iterator[Span]:
    """The whole of `text` in consecutive spans."""
    cursor = 0
    for boundary in sentencex.get_sentence_boundaries("en", text):
        inside = _MAY.finditer(text, cursor, boundary["end_index"])
        for end in (*(found.end() for found in inside), boundary["end_index"]):
            if end > cursor and not _runs_on(text, cursor, end):
                yield Span(cursor, end)
                cursor = end
    if cursor < len(text):
        yield Span(cursor, len(text))


def _runs_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence that `text[start:end]` begins goes on behind it."""
    if _WORD.search(text, end) is None:
        return False
    before = text[max(start, end - _LOOK_BACK) : end]
    return (
        _NO_END.search(before) is not None
        or (_HOUR.search(before) is not None and _OF_HOUR.match(text, end) is not None)
        or (start == 0 and end <= _LOOK_BACK and _NUMBER.fullmatch(before) is not None)
    )


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if stripped:
        yield Span(start + lead, start + lead + len(stripped))
