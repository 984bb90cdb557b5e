"""The records that the index is made of. Frozen: a stage returns new ones.

Offsets are in Python characters (code points) of `Article.text`, end-exclusive.
"""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year", "unknown"]


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When an article was published, as exactly as its source says.

    `value` is an ISO 8601 date cut to its precision: "2025-07-29", "2025-07", "2025" or None.
    """

    value: str | None = None

    def __post_init__(self) -> None:
        if self.value is not None:
            self.first_day()  # raises ValueError on anything but a real date

    @property
    def precision(self) -> Precision:
        if self.value is None:
            return "unknown"
        return {4: "year", 7: "month", 10: "day"}[len(self.value)]  # type: ignore[return-value]

    def first_day(self) -> date | None:
        """The earliest day that the value may mean."""
        if self.value is None:
            return None
        if len(self.value) not in (4, 7, 10):
            raise ValueError(f"a publication date has 4, 7 or 10 characters: {self.value!r}")
        return date.fromisoformat(self.value + "-01-01"[len(self.value) - 4 :])

    def last_day(self) -> date | None:
        """The latest day that the value may mean."""
        first = self.first_day()
        if first is None or self.precision == "day":
            return first
        month = 12 if self.precision == "year" else first.month
        return date(first.year, month, calendar.monthrange(first.year, month)[1])

    def readable(self) -> str:
        """For people: "29 July 2025", "July 2025", "2025" or "undated"."""
        first = self.first_day()
        if first is None:
            return "undated"
        month = f"{calendar.month_name[first.month]} {first.year}"
        return {"day": f"{first.day} {month}", "month": month, "year": str(first.year)}[
            self.precision
        ]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as a reader found it, before cleaning. What is not stated is None."""

    text: str
    kind: Literal["txt", "md", "html", "pdf", "jsonl"]
    title: str | None = None
    published: PublicationDate = PublicationDate()
    source: str | None = None
    author: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One story with its clean text. Paragraphs are divided by a blank line.

    `id` follows from title, source and text, so that the same article has the same id
    whatever its file is called.
    """

    text: str
    title: str | None = None
    published: PublicationDate = PublicationDate()
    source: str | None = None
    author: str | None = None
    url: str | None = None
    id: str = field(default="")

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an article has text")
        if not self.id:
            identity = "\0".join((self.title or "", self.source or "", self.text))
            digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "id", digest[:12])

    @property
    def heading(self) -> str:
        """The title, or, where there is none, how the text begins. For display only."""
        if self.title:
            return self.title
        first = self.text.split("\n", 1)[0]
        return first if len(first) <= 70 else first[:70].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of one article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: start {self.start}, end {self.end}")

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article: `article.text[start:end] == text`.

    `id` is the row in SQLite and the id in FAISS; 0 until the chunk is stored. `n_tokens` counts
    the embedder's tokens of `text` alone, without header and special tokens.
    """

    article_id: str
    start: int
    end: int
    text: str
    n_tokens: int
    id: int = 0

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"chunk text has {len(self.text)} characters, its span {self.end - self.start}"
            )
