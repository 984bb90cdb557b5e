"""Groups: evidence, and several questions on it. What every source of training data is made into.

Questions that share their evidence share its tokens in training (batches.py), which makes a question
four times cheaper than alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from index.records import Span
from rag.prompt import NOT_STATED
from rag.records import Evidence, Turn
from rag.values import Kind, values

YES_NO = ("yes", "no")  # answers that no sentence holds


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the text that the reader should say; `at`: article and start of the sentence that
    holds it."""

    question: str
    answer: str
    history: tuple[Turn, ...] = ()
    at: tuple[str, int] | None = None

    @property
    def stated(self) -> bool:
        return self.answer != NOT_STATED


@dataclass(frozen=True, slots=True)
class Group:
    """`leads`: the first sentence of each article, by its id, where it is shown (rag.excerpts)."""

    evidence: tuple[Evidence, ...]
    asked: tuple[Asked, ...]
    leads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """How texts are cut into what an encoder reads: `sentences`, how many at least and at most, and shares,
    0 to 1. `together`: of the passages whose sentences follow each other; `silent`: of the questions that are
    asked again where the sentence that answers is left out; `swapped`: of those asked again with a name or
    number that the passage does not have (premises.py); `lead`: of the passages with their article's lead."""

    sentences: tuple[int, int]
    together: float = 1.0
    silent: float = 0.0
    swapped: float = 0.0
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence before it is evidence: which article, where in it, and what it says."""

    article: str
    start: int
    text: str
    title: str | None = None
    published: str | None = None


def by_chance(share: float, rng: random.Random) -> bool:
    """Draws only where there is a choice, so that what is made of other shares stays as it was."""
    return share > 0 and rng.random() < share


def evidence_of(lines: list[Line]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            n=n,
            article_id=line.article,
            title=line.title,
            source=None,
            published=line.published,
            url=None,
            start=line.start,
            end=line.start + len(line.text),
            quote=line.text,
            score=0.0,
        )
        for n, line in enumerate(lines, start=1)
    )


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The answer [start, end) widened to whole words, and to the whole value that it is part of:
    "5" in "$5 million" becomes "$5 million". Trimmed of an article in front and stops behind."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    for span in _values(text):
        if span.start <= start and end <= span.end:
            start, end = span.start, span.end
    start, end = _trimmed(text, start, end)
    return start, end


@lru_cache(maxsize=1000)  # a paragraph has many questions
def _values(text: str) -> tuple[Span, ...]:
    kinds: tuple[Kind, ...] = ("date", "duration", "number")
    return tuple(span for kind in kinds for span in values(text, kind))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without marks at its edges, and without an article in front ("The Hague" keeps its own)."""
    front = re.match(
        r"[\s\"“'‘(\[,]*(?:(?:the|an|The|An|A) (?=[a-z\d])|a (?!hundred|thousand|dozen))?",
        text[start:end],
    )
    start += front.end() if front else 0
    back = re.search(r"[\s,;:\"”'’)\]]*$", text[start:end])
    end = start + back.start() if back else end
    stops = re.search(r"(?<!\.[A-Za-z])\.+$", text[start:end])
    return start, start + stops.start() if stops else end
