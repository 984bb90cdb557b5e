"""The records of one question: what was read, what is cited, what was answered. All frozen.

Offsets are characters of the article's clean text, end-exclusive. For every evidence and citation
`quote == article.text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.records import PublicationDate

Status = Literal["answered", "abstained"]
VERDICTS = ("Yes", "No")  # short answers that no sentence holds to the letter
JOIN = "; "  # between the items of a short answer
MAX_SHORT_WORDS = 12
# Texts of abstentions.
NOT_FOUND = "Not in these articles."
UNSURE = "No sure answer in these articles."
HALF = UNSURE + " Half of it is there: ask “{}” by itself."
FOREIGN = "This archive is searched in English only: please ask in English."


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieval ranked it. `copies` are chunks that say the same, passed over for it."""

    chunk_id: int
    article_id: str
    start: int
    end: int
    text: str
    score: float  # reciprocal rank fusion
    dense: float | None = None  # cosine; None where only BM25 found it
    lexical: float | None = None  # BM25; None where only FAISS found it
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked earlier in the conversation, and what it came to."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that was put before the model. `score` is its cosine with the question."""

    n: int  # 1-based, as in the prompt
    article_id: str
    title: str | None
    source: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the model is about to read, there well before the answer."""

    question: str
    searched: str  # with what the question leans on
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """What a larger model has written so far; not checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that proves the answer; [n] in its text. `value` is the short answer inside it,
    in characters of the quote, where there is one; `day` the ISO date, month or year that it means, where
    the article tells it from its own ("Monday", "last year") and leaves no doubt."""

    n: int
    article_id: str
    title: str | None
    source: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    quote: str
    value: tuple[int, int] | None = None
    day: str | None = None


def about(item: Evidence | Citation) -> list[str]:
    """What is known of the article of a sentence, for reading: title, source, date."""
    date = PublicationDate(item.published).readable()
    return [part for part in (item.title or "untitled", item.source, date) if part]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each step of one answer."""

    retrieve: float = 0.0
    read: float = 0.0
    verify: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to.

    `short` is the value itself, or the `items` of a list with "; " between them, each at most
    12 words; "Yes" or "No" where that was asked, with the value as an item where it follows from one; of
    two that are compared the one that is meant, as the question calls it, with their values as `items`;
    None where a sentence is the answer. `text` is for reading, with [n] markers. An answer that no
    citation supports is not made: the constructor
    refuses it.
    """

    question: str
    status: Status
    text: str
    short: str | None = None
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[Passage, ...] = ()  # that evidence was sought in, best first
    items: tuple[str, ...] = ()  # the values that `short` comes from, of a list or comparison
    confidence: float = 0.0  # probability that it is right
    signals: Mapping[str, float] = field(default_factory=dict)  # what the confidence is made of
    searched: str = ""  # the question as it was searched for, with what it leans on
    dropped: tuple[
        str, ...
    ] = ()  # sentences that the model wrote and the evidence does not bear out
    model: str = ""
    timings: Timings = field(default_factory=Timings)

    def __post_init__(self) -> None:
        if self.status == "answered" and not self.citations:
            raise ValueError("an answer without a citation is no answer")
        if self.status == "abstained" and (self.short or self.citations):
            raise ValueError("an abstention has neither a short answer nor citations")
        for item in self.values:
            if len(item.split()) > MAX_SHORT_WORDS:
                raise ValueError(f"a short answer has at most {MAX_SHORT_WORDS} words: {item!r}")
            if not any(item in " ".join(citation.quote.split()) for citation in self.citations):
                raise ValueError(f"no cited sentence holds {item!r}")

    @property
    def compares(self) -> bool:
        """Whether `short` only follows from the values that are told: one of two things by those of both, "Yes"
        by a number that is more than the one asked about."""
        return bool(self.items) and self.short != JOIN.join(self.items)

    @property
    def quotes(self) -> bool:
        """Whether the cited sentences are the answer, and `text` nothing else."""
        return self.short is None and self.text.startswith(self.citations[0].quote)

    @property
    def values(self) -> tuple[str, ...]:
        """What the cited sentences hold of `short`: the items of a list, or all of it."""
        if self.items or self.short is None or self.short in VERDICTS:
            return self.items
        return (self.short,)
