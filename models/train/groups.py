"""Groups: evidence, and several questions on it. What every source of training data is made into.

Questions that share their evidence share its tokens in training (batches.py), which makes a question
four times cheaper than alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.prompt import NOT_STATED
from rag.records import Evidence, Turn
from rag.values import values


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
    evidence: tuple[Evidence, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence before it is evidence: which article, where in it, and what it says."""

    article: str
    start: int
    text: str
    title: str | None = None
    published: str | None = None


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
    for kind in ("date", "duration", "number"):
        for span in values(text, kind):
            if span.start <= start and end <= span.end:
                start, end = span.start, span.end
    start, end = _trimmed(text, start, end)
    return start, end


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
