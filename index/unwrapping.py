"""Lines as they were laid out, in a file of hard-wrapped text or on the pages of a PDF → paragraphs.

Nothing tells a line that was wrapped from one that is a paragraph: it shows in how the lines fill
the column. Where that is in doubt the text stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

# An initial or a title ends no sentence.
_SENTENCE_END = re.compile(r"""(?<!\b[A-Z])(?<!\b[DMS][rst])(?<!\bMrs)[.!?…:]["'”’)\]]*$""")
_GOES_ON = re.compile(r"\s*(?!by\s)[a-z]")  # "by Ann Reed" under a title does not
_COMPOUND = re.compile(r"(?:-\w+|\d)-$")  # "tit-for-", "90-"

_EDGE = 2  # lines of a page's top and foot, where its running head and its number may stand
_FOLIO = re.compile(r"[\W_]*(?:page )?\d{1,3}(?: ?(?:/|of) ?\d{1,3})?[\W_]*", re.IGNORECASE)


def unwrap(text: str) -> str:
    """Joins hard-wrapped lines into paragraphs; text with one line a paragraph stays as it is.

    Lines count as wrapped where most lines are of a column's width (40 to 120 characters) and
    break off in mid-sentence, and none but a word that can't be broken is far longer. Where paragraphs
    are short, or the column is (from 25), a third of the lines must go on in the next one with a small
    letter. A paragraph then ends at a blank line, at a line that ends a sentence and is shorter than
    the column, at a line far shorter than it (a title, a heading) that the next one does not go on
    with, and where lines in capitals begin or end.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    filled = [line for line in lines if line.strip()]
    if len(filled) < 4:
        return "\n".join(lines)
    mid_sentence = sum(not _SENTENCE_END.search(line) for line in filled)
    going_on = sum(
        not _SENTENCE_END.search(line) and following.lstrip()[:1].islower()
        for line, following in pairwise(lines)
        if line.strip()
    )
    widths = sorted(len(line) for line in filled)
    width = widths[int(0.9 * (len(widths) - 1))]
    is_filled = width >= 40 and widths[len(widths) // 2] >= 0.7 * width
    is_prose = any(re.search(r"[^\W\d_]{2}[.!?][\"”’)]*(?:\s|$)", line) for line in filled)
    is_wrapped = is_filled and mid_sentence >= 0.6 * len(filled)
    if width > 120 or not (
        is_wrapped or (width >= 25 and going_on >= len(filled) / 3 and is_prose)
    ):
        return "\n".join(lines)
    if any(len(line) > 1.5 * width and " " in line for line in filled):
        return "\n".join(lines)
    return "\n".join(_paragraphs(lines, width))


# a page's own number; "Costs in 2024 fell" is no running head
_NUMBERED = re.compile(r"^\W*\d+\b|\b\d+(?:\s*(?:/|of)\s*\d+)?\W*$|(?<=page )\d+", re.IGNORECASE)


def without_running_lines(pages: list[str]) -> list[str]:
    """Takes page numbers off, and the lines at the edge that half of the pages share, numbers aside."""

    def shape(line: str) -> str:
        if "%" in line:  # a figure, not a page's number
            return line
        return " ".join(_NUMBERED.sub("0", line).split())

    split = [page.strip().split("\n") for page in pages]
    shared = Counter(
        key for lines in split for key in {shape(line) for line in lines[:_EDGE] + lines[-_EDGE:]}
    )
    running = {key for key, n in shared.items() if key and n > 1 and n >= len(pages) / 2}
    return [
        "\n".join(
            line
            for i, line in enumerate(lines)
            if _EDGE <= i < len(lines) - _EDGE
            or not (shape(line) in running or _FOLIO.fullmatch(line))
        )
        for lines in split
    ]


def _paragraphs(lines: list[str], width: int) -> Iterator[str]:
    paragraph = ""
    for line, following in pairwise([*lines, ""]):
        if re.search(r"[\w.]-$", paragraph) and line[:1].isalnum():
            is_compound = not line[:1].islower() or _COMPOUND.search(paragraph)
            paragraph = (paragraph if is_compound else paragraph[:-1]) + line.strip()
        else:
            paragraph = f"{paragraph} {line.strip()}".strip()
        fill, is_closed = len(line) / width, _SENTENCE_END.search(line) is not None
        goes_on = bool(line.strip()) and not is_closed and _GOES_ON.match(following)
        if (
            (fill < 0.6 and not goes_on)
            or (fill < 0.85 and is_closed)
            or (following.strip() and _in_capitals(line) != _in_capitals(following))
        ):
            yield paragraph
            paragraph = ""
            if not line.strip():
                yield ""
    yield paragraph


def _in_capitals(line: str) -> bool:
    return line.isupper() and len(line.split()) > 1
