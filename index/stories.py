"""Splits a page that merges several stories, so that a citation never names the wrong one.

Aggregators append other stories as cards:

    Times of India            the source: a short line
    24 minutes ago            a time, alone on its line
    - Times of India          the source again (or nothing)
    A headline                the title
    The whole story in one or several paragraphs.

A card begins at its source line and ends where the next one begins. What stands before the first
card is the page's own story. A name and a time under a page's own headline look like a card as
well; so, where lines stand before it, there is prose among them or the source is repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from index.boilerplate import reads_like_prose
from index.dating import read_date
from index.records import PublicationDate

_TIME_AGO = re.compile(
    r"(?:updated\s+|published\s+)?(?:(?:about\s+)?(?:an?|\d+)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|years?)"
    r"\s+ago|just now|yesterday)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Story:
    """Lines of one story, with what its card says of it. The page's own story has no card."""

    lines: tuple[str, ...]
    title: str | None = None
    source: str | None = None
    published: PublicationDate = PublicationDate()
    is_card: bool = False


def split_stories(lines: list[str]) -> list[Story]:
    """The stories of a page in their order. `lines` hold no blank line."""
    starts = [i for i in range(len(lines)) if _card_at(lines, i)]
    bounds = [*starts, len(lines)]
    stories = [Story(tuple(lines[: bounds[0]]))]
    for start, end in pairwise(bounds):
        title_at = _title_at(lines, start)
        stories.append(
            Story(
                lines=tuple(lines[title_at + 1 : end]),
                title=lines[title_at],
                source=lines[start],
                published=_when(lines[start + 1]) or PublicationDate(),
                is_card=True,
            )
        )
    return [story for story in stories if story.lines]


def _card_at(lines: list[str], i: int) -> bool:
    if i + 3 >= len(lines) or not _is_label(lines[i]) or _when(lines[i + 1]) is None:
        return False
    title_at = _title_at(lines, i)
    if title_at + 1 >= len(lines):
        return False
    if i > 0 and title_at == i + 2 and not any(reads_like_prose(line) for line in lines[:i]):
        return False
    title, body = lines[title_at], lines[title_at + 1]
    is_title = 3 <= len(title.split()) <= 30 and not title.endswith(".")
    return is_title and len(body.split()) >= 25


def _title_at(lines: list[str], start: int) -> int:
    """Index of the title line of the card at `start`: past a repetition of its source."""
    repeated = lines[start + 2].lstrip("-–—|•· ").casefold() == lines[start].casefold()
    return start + 3 if repeated else start + 2


def _is_label(line: str) -> bool:
    return len(line.split()) <= 6 and not _SENTENCE_END.search(line) and line[:1].isalnum()


def _when(line: str) -> PublicationDate | None:
    """The date on a line that holds a time and nothing else; None for any other line.

    "24 minutes ago" is such a line, but counts from the crawl: it gives the unknown date.
    """
    text = line.strip(" -–—|•·")
    if _TIME_AGO.fullmatch(text):
        return PublicationDate()
    if len(text.split()) > 6 or not re.search(r"\d", text):
        return None
    found = read_date(text)
    return found if found.precision == "day" else None
