"""Clean text → sentence spans with exact offsets.

sentencex (Wikimedia) finds the boundaries inside each paragraph; a paragraph break always ends a
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from index.records import Span

_PARAGRAPH = re.compile(r"[^\n]+")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences of `text[start:end]`, trimmed of white space, in order.

    Every character of the text that is not white space lies in exactly one span.
    """
    return list(_spans(text, start, len(text) if end is None else end))


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        cursor = paragraph.start()
        for boundary in sentencex.get_sentence_boundaries("en", paragraph.group()):
            stop = paragraph.start() + boundary["end_index"]
            if stop > cursor:
                yield from _trimmed(text, cursor, stop)
                cursor = stop
        yield from _trimmed(text, cursor, paragraph.end())


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if stripped:
        yield Span(start + lead, start + lead + len(stripped))
