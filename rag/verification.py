"""A chosen answer + the sentences that it cites → may it be shown?

1. A short answer stands only if its sentence holds it: the same characters, on word boundaries, and
   whole. "30" is not held by "130", nor by "30%" (the unit is missing), nor by "3.30".
2. Its sentence must speak of what was asked: the same parties, direction and time (rag.terms). Parties that the
   article does not name in these words are forgiven where the examiner is sure.

What fails either gets next to no confidence (rag.trust), and so is shown as an answer only to those who
ask for an answer at any price.
"""

from __future__ import annotations

import re

from index.records import Article, Span
from index.sentences import sentence_spans
from rag.reading import Place
from rag.records import MAX_SHORT_WORDS, Evidence
from rag.terms import Terms, compare
from rag.values import Kind, values

BEFORE = 600  # characters in which the sentence before is looked for
_TYPED: tuple[Kind, ...] = ("number", "date", "duration")


def holds(place: Place, text: str) -> bool:
    """Whether `text` is what stands at that place, whole, and short enough to be an answer."""
    quote, span = place.evidence.quote, place.span
    said = " ".join(quote[span.start : span.end].split())
    edges = quote[max(0, span.start - 1) : span.start + 1], quote[span.end - 1 : span.end + 1]
    in_word = any(len(edge) == 2 and re.fullmatch(r"\w\w", edge) for edge in edges)
    short = 0 < len(text.split()) <= MAX_SHORT_WORDS
    return short and said == text and not in_word and _is_whole(quote, span)


def check_terms(
    question: str, cited: Evidence, article: Article, value: Span | None = None
) -> Terms:
    """How far the cited sentence, read in its article, speaks of what was asked. `value` is the answer in
    it, in characters of the quote."""
    before = sentence_spans(article.text, max(0, cited.start - BEFORE), cited.start)
    around = article.text[before[-1].start : before[-1].end] if before else ""
    about = " ".join(
        part for part in (article.title, article.source, article.published.readable()) if part
    )
    return compare(
        question,
        cited.quote,
        f"{article.title or ''}\n{around}",
        f"{about}\n{article.text}",
        value,
        article.published.value,
    )


def _is_whole(quote: str, span: Span) -> bool:
    """False where the span cuts a number, date or duration of the sentence in two."""
    for kind in _TYPED:
        for value in values(quote, kind):
            inside = span.start <= value.start and value.end <= span.end
            if value.overlaps(span) and not inside and not _is_part_of_date(quote, value, span):
                return False
    return True


def _is_part_of_date(quote: str, value: Span, span: Span) -> bool:
    """ "August 12" inside "Tuesday, August 12": a date may be cut before its finer or coarser part."""
    dates = values(quote[value.start : value.end], "date")
    said = f"in {quote[span.start : span.end]}"  # "May" alone is also a verb
    return bool(dates) and Span(3, len(said)) in values(said, "date")
