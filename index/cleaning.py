"""Raw article → articles with clean text. Pure: the same text always gives the same articles.

1. Characters: mojibake, entities, control characters and odd spaces are mended (ftfy).
2. Stories: a merged page is split; the menu above a headline goes.
3. Metadata lines are read and taken out; the format's own metadata has precedence.
4. Boilerplate goes; spacing around full stops and commas is mended ("tourists.A beginning").

`CLEANING_VERSION` is part of every index: raise it when the text that comes out changes, so
that files which did not change are read again.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.boilerplate import is_debris, keep_prose
from index.metadata import below_menu, take_metadata, take_title
from index.records import Article, RawArticle
from index.stories import Story, split_stories

CLEANING_VERSION = 2

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_GAP = re.compile(r"\t+|\s{2,}")
_LABEL = re.compile(r"[^\W\d_][^\d\s.:;,]*(?: [^\d\s.:;,]+){0,2}")  # words: a table has numbers
_GLUED = re.compile(r"(?<=[a-z]{2})([.!?][\"”’']?)(?=[A-Z](?:[a-z]|$))")
_SITE_NAME = re.compile(r"\s+[|–—-]\s+(?!\d)[^|–—\d-]{2,40}")
_REPEATED = 5  # lines at the top, among which the title may be said again
_LOOSE = re.compile(r" (?=[,;.](?: |$))")


def clean(raw: RawArticle) -> list[Article]:
    """The articles of a raw one: none where nothing but boilerplate is in it."""
    lines = [line for line in normalise(raw.text).split("\n") if line]
    stories = [_clean_story(story, raw) for story in split_stories(lines)]
    return [story for story in stories if story is not None]


def _clean_story(story: Story, raw: RawArticle) -> Article | None:
    own = not story.is_card  # the format's metadata speaks of the page's own story only
    title = story.title or (_words(raw.title) if own else None)
    lines = list(story.lines) if title else below_menu(list(story.lines))
    stated, lines = take_metadata([line for line in lines if not is_debris(line)])
    lines = keep_prose(lines)
    if title is None:
        title, lines = take_title(lines)
    else:
        title, lines = _without_title(title, lines)
    if not lines:
        return None
    published = raw.published if own and raw.published.value else story.published
    return Article(
        text="\n\n".join(mend_spacing(line) for line in lines),
        title=title,
        published=published if published.value else stated.published,
        source=story.source or (_words(raw.source) if own else None) or stated.source,
        author=(_words(raw.author) if own else None) or stated.author,
        url=_words(raw.url) if own else None,
    )


def _without_title(title: str, lines: list[str]) -> tuple[str, list[str]]:
    """Title and lines, where these repeat it: the page's name may stand behind it in the format's own."""
    for i, line in enumerate(lines[:_REPEATED]):
        behind = title[len(line) :] if title.casefold().startswith(line.casefold()) else None
        if behind == "":
            return title, lines[:i] + lines[i + 1 :]
        if behind and len(line.split()) >= 3 and _SITE_NAME.fullmatch(behind):
            return line, lines[:i] + lines[i + 1 :]
    return title, lines


def _words(text: str | None) -> str | None:
    """The format's own metadata, mended like text: JSON may bring what SQLite can't store."""
    return " ".join(normalise(text).split()) or None if text else None


def normalise(text: str) -> str:
    """Mends characters, takes each run of spaces for one, and strips every line."""
    import ftfy

    text = ftfy.fix_text(text, uncurl_quotes=False, normalization="NFC")
    text = _INVISIBLE.sub("", text)
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    # Rows one under another are a table of words, and no menu.
    table = {line for pair in pairwise(filled) if all(map(_is_row, pair)) for line in pair}
    return "\n".join(" ".join((line if line in table else _as_row(line)).split()) for line in lines)


def _is_row(line: str) -> bool:
    return len(_GAP.split(line.strip())) >= 3


def _as_row(line: str) -> str:
    """A menu that is held apart by spaces alone, "Home  News  Sport": as "Home | News | Sport"."""
    labels = _GAP.split(line.strip())
    if len(labels) < 3 or not all(map(_LABEL.fullmatch, labels)):
        return line
    return " | ".join(labels)


def mend_spacing(line: str) -> str:
    """Adds the missing space between two sentences, takes the one before a comma, and leaves
    addresses alone."""
    words = (
        word if re.search(r"www\.|://|@", word) else _GLUED.sub(r"\1 ", word)
        for word in line.split(" ")
    )
    return _LOOSE.sub("", " ".join(words))
