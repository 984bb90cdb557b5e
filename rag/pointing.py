"""A question and passages → where in them an encoder sees the answer.

An encoder trained further to point (models/train, rag.encoder) reads question and passage together, so every
word of one sees every word of the other:

    [CLS] question [SEP] title (date) | passage [SEP]

Each token of the passage gets two logits, as the first and as the last of the answer (Devlin et al. 2019,
BERT, arXiv:1810.04805, on SQuAD 2.0); [CLS] gets three, of "not told here", "yes" and "no". A span scores the
sum of its two, and all that could be said shares one softmax: the joint objective of Fajcik et al. 2021,
arXiv:2008.12804.

Two of them are asked. The *pointer*, the embedder's own encoder (all-MiniLM-L6-v2), is small: it reads whole
passages, and what it points at is among the sentences that are chosen. The *examiner* (all-mpnet-base-v2) is
eight times as slow: it reads those sentences only, and which of them the language model reads follows from it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.records import Article, Span
from rag.excerpts import excerpts, parts
from rag.prompt import NOT_STATED, TURNS, heading
from rag.records import Evidence, Passage, Turn

ANSWERS = (NOT_STATED, "yes", "no")  # what [CLS] has logits for, in this order
MAX_SPAN = 32  # tokens
MAX_TOKENS = 384  # of question and passage
MAX_QUESTION_TOKENS = 96
MAX_EXAMINED = (
    1000  # characters of the sentences that are read together, after the lead: 240 tokens
)
FAINT = -12.0  # ln odds of what the pointer did not read, and of what it thinks less of

Row = npt.NDArray[np.float32]
Sentence = tuple[str, int]  # its article's id, and where it begins there


@dataclass(frozen=True)
class Encoding:
    """A pair as the encoder reads it. `places` are [start, end) in characters of the passage, in order, None
    for tokens that are not of it."""

    tokens: list[int]
    types: list[int]
    places: list[tuple[int, int] | None]

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token of the characters [start, end); None where they are not all read."""
        tokens, starts, ends = self._told
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if not first <= last or not starts[first] <= start or not end <= ends[last]:
            return None
        return tokens[first], tokens[last]

    @cached_property
    def _told(self) -> tuple[list[int], list[int], list[int]]:
        """The tokens of the passage, where each begins, and where each ends."""
        told = [(i, *place) for i, place in enumerate(self.places) if place is not None]
        return [i for i, _, _ in told], [a for _, a, _ in told], [b for _, _, b in told]


@dataclass(frozen=True, slots=True)
class Logits:
    """Of the tokens of one pair: `first` and `last`, float32 (tokens,), and `verdict` (3,), as ANSWERS."""

    read: Encoding
    first: Row
    last: Row
    verdict: Row


class Pointer(Protocol):
    """The seam at which tests put a fake."""

    def logits(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Logits]:
        """Of each passage, given as (heading, text)."""
        ...


class Window:
    """What an encoder sees in one passage. Odds are against "not told here", as natural logarithms."""

    def __init__(self, article_id: str, start: int, end: int, logits: Logits, at: int = 0) -> None:
        """`start` and `end`: the passage in characters of its article; `at`: where it begins in what was
        read, which may be several passages together."""
        self.article_id, self.start, self.end = article_id, start, end
        self._read, self._moved = logits.read, at - start
        none, yes, no = (float(logit) for logit in logits.verdict)
        told = np.array([place is not None for place in logits.read.places])
        self._first = np.where(told, logits.first - none, -np.inf)
        self._last = np.where(told, logits.last, -np.inf)
        self.yes, self.no = yes - none, no - none

    def covers(self, article_id: str, span: Span) -> bool:
        own = article_id == self.article_id
        return own and self.start <= span.start and span.end <= self.end

    def odds(self, span: Span) -> float:
        """Of the answer that stands at `span`, in characters of the article."""
        tokens = self._tokens(span)
        return float(self._first[tokens[0]] + self._last[tokens[1]]) if tokens else FAINT

    def odds_within(self, span: Span) -> float:
        """Of an answer that stands anywhere within `span`: the sum over all ways to cut one out of it."""
        tokens = self._tokens(span)
        if tokens is None:
            return FAINT
        first, last = (row[tokens[0] : tokens[1] + 1] for row in (self._first, self._last))
        return float(np.logaddexp.reduce(np.logaddexp.accumulate(first) + last))

    def mass(self, span: Span) -> float:
        """The probability that the answer stands within `span`: 0 to 1."""
        tokens = self._tokens(span)
        if tokens is None:
            return 0.0
        start, end = tokens
        rows = self._probabilities[start : end + 1]
        ends = np.arange(start, end + 1)[:, None] + np.arange(MAX_SPAN)[None, :]
        return float(rows[ends <= end].sum())

    @cached_property
    def _probabilities(self) -> Row:
        """Of each span, (tokens, MAX_SPAN), by its first token and how many follow."""
        size = len(self._first)
        scores = np.full((size, MAX_SPAN), -np.inf)
        for more in range(min(MAX_SPAN, size)):
            scores[: size - more, more] = self._first[: size - more] + self._last[more:]
        top = max(0.0, float(scores.max(initial=0.0)), self.yes, self.no)
        shares = np.exp(scores - top)
        rest = math.exp(-top) + math.exp(self.yes - top) + math.exp(self.no - top)
        probabilities: Row = (shares / (shares.sum() + rest)).astype(np.float32)
        return probabilities

    def _tokens(self, span: Span) -> tuple[int, int] | None:
        return self._read.tokens_of(span.start + self._moved, span.end + self._moved)


@dataclass(frozen=True, slots=True)
class Pointing:
    """What an encoder sees in all passages. A span that several hold (they overlap) is taken from the one
    that sees most in it."""

    windows: tuple[Window, ...]

    def odds(self, article_id: str, span: Span) -> float:
        found = [w.odds(span) for w in self.windows if w.covers(article_id, span)]
        return max(FAINT, *found) if found else FAINT

    def odds_within(self, article_id: str, span: Span) -> float:
        found = [w.odds_within(span) for w in self.windows if w.covers(article_id, span)]
        return max(FAINT, *found) if found else FAINT

    def mass(self, article_id: str, span: Span) -> float:
        return max((w.mass(span) for w in self.windows if w.covers(article_id, span)), default=0.0)

    @property
    def verdict(self) -> tuple[float, float]:
        """Odds of "yes" and of "no", where either has the best."""
        best = max(self.windows, key=lambda w: max(w.yes, w.no), default=None)
        return (best.yes, best.no) if best else (FAINT, FAINT)


def point(
    question: str,
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
    pointer: Pointer,
    history: Sequence[Turn] = (),
) -> Pointing:
    """`articles` are those of the passages, by id."""
    given = []
    for passage in passages:
        article = articles[passage.article_id]
        given.append((heading(article.title, article.published.value), passage.text))
    found = pointer.logits(question_of(question, history), given)
    return Pointing(
        tuple(
            Window(passage.article_id, passage.start, passage.end, logits)
            for passage, logits in zip(passages, found, strict=True)
        )
    )


def examine(
    question: str,
    evidence: Sequence[Evidence],
    examiner: Pointer,
    history: Sequence[Turn] = (),
    leads: Mapping[str, str] | None = None,
) -> Pointing:
    """The sentences of each article are read together, in their order, so many at a time as fit, after the
    article's lead, by its id, where there is one: it names those whom a later sentence calls "both sides"."""
    told = [
        (article_id, part)
        for article_id, excerpt in excerpts(evidence, leads).items()
        for part in parts(excerpt, MAX_EXAMINED)
    ]
    given = [(excerpt.heading, excerpt.text) for _, excerpt in told]
    found = examiner.logits(question_of(question, history), given)
    return Pointing(
        tuple(
            Window(article_id, item.start, item.end, logits, at)
            for (article_id, excerpt), logits in zip(told, found, strict=True)
            for item, at in zip(excerpt.sentences, excerpt.starts, strict=True)
        )
    )


def verdicts(
    question: str,
    evidence: Sequence[Evidence],
    examiner: Pointer,
    history: Sequence[Turn] = (),
    leads: Mapping[str, str] | None = None,
) -> dict[Sentence, tuple[float, float]]:
    """Odds of "yes" and of "no" by each sentence, read alone as `examine` reads them together: which of them
    bears it out."""
    told = [excerpts([item], leads)[item.article_id] for item in evidence]
    given = [(excerpt.heading, excerpt.text) for excerpt in told]
    found = examiner.logits(question_of(question, history), given)
    rows = ([float(logit) for logit in logits.verdict] for logits in found)
    return {
        sentence_of(item): (yes - none, no - none)
        for item, (none, yes, no) in zip(evidence, rows, strict=True)
    }


def sentence_of(item: Evidence) -> Sentence:
    return item.article_id, item.start


def question_of(question: str, history: Sequence[Turn] = ()) -> str:
    """The question after the turns that it leans on."""
    earlier = [f"{turn.question} {turn.answer}" for turn in history[-TURNS:]]
    return " ".join([*earlier, question])


def encode(tokenizer: Any, question: str, head: str, passage: str) -> Encoding:
    """Cut at MAX_TOKENS: the end of a passage that is too long is not read."""
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION_TOKENS]
    before = f"{head} | "
    read = tokenizer.encode(before + passage, add_special_tokens=False)
    room = MAX_TOKENS - len(asked) - 3
    begin, separator = _marks(tokenizer)
    places = [
        (start - len(before), end - len(before)) if start >= len(before) else None
        for start, end in read.offsets[:room]
    ]
    return Encoding(
        [begin, *asked, separator, *read.ids[:room], separator],
        [0] * (len(asked) + 2) + [1] * (len(places) + 1),
        [None] * (len(asked) + 2) + places + [None],
    )


def _marks(tokenizer: Any) -> tuple[int, int]:
    """The tokens that begin and end a text: those of MPNet, whose vocabulary has BERT's too, or of BERT."""
    for names in (("<s>", "</s>"), ("[CLS]", "[SEP]")):
        begin, separator = map(tokenizer.token_to_id, names)
        if begin is not None and separator is not None:
            return begin, separator
    raise ValueError("the tokenizer knows no marks of beginning and end")
