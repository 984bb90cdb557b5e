"""A verified choice → the answer's record: text with [n] markers, citations; and two answers as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.records import PublicationDate, Span
from rag.choosing import Choice
from rag.composing import Written
from rag.reading import JOIN, Place
from rag.records import NOT_FOUND, Answer, Citation, Evidence, Timings


def citations_of(choice: Choice) -> tuple[Citation, ...]:
    """The sentences that prove it, then those of rival values, each sentence once for each value."""
    places = list(choice.places) + [rival.places[0] for rival in choice.rivals]
    found: list[Citation] = []
    for place in places:
        value = place.span if choice.items else None
        if not any(_same(citation, place.evidence, value) for citation in found):
            found.append(cite(len(found) + 1, place.evidence, value))
    return tuple(found)


def text_of(choice: Choice, citations: Sequence[Citation]) -> str:
    """For reading. Values that disagree stand with the dates of their articles."""
    marks = {(c.article_id, c.start, c.value): c.n for c in citations}

    def mark(place: Place) -> str:
        value = (place.span.start, place.span.end) if choice.items else None
        return f"[{marks[place.evidence.article_id, place.evidence.start, value]}]"

    if choice.short is None:
        return " ".join(f"{citation.quote} [{citation.n}]" for citation in citations)
    if len(choice.items) > 1:
        return JOIN.join(
            f"{item} {mark(place)}" for item, place in zip(choice.items, choice.places, strict=True)
        )
    own = f"{choice.short} {' '.join(dict.fromkeys(mark(place) for place in choice.places))}"
    if not choice.rivals:
        return own
    first = choice.places[0].evidence
    others = [
        f"{rival.text} {mark(rival.places[0])}{_when(rival.places[0].evidence)}"
        for rival in choice.rivals
    ]
    return f"{own}{_when(first)}; another article says {' and '.join(others)}"


def written(kept: Sequence[Written]) -> tuple[str, tuple[Citation, ...]]:
    """Text and citations of what a larger model wrote, numbered in the order of the text."""
    cited = list(dict.fromkeys(item for sentence in kept for item in sentence.cited))
    text = " ".join(
        f"{sentence.text} {' '.join(f'[{cited.index(item) + 1}]' for item in sentence.cited)}"
        for sentence in kept
    )
    return text, tuple(cite(n, item, None) for n, item in enumerate(cited, start=1))


def shifted(text: str, by: int) -> str:
    """The text with every [n] raised by `by`."""
    return re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + by}]", text)


def cite(n: int, item: Evidence, value: Span | None) -> Citation:
    return Citation(
        n=n,
        article_id=item.article_id,
        title=item.title,
        source=item.source,
        published=item.published,
        url=item.url,
        start=item.start,
        end=item.end,
        quote=item.quote,
        value=(value.start, value.end) if value else None,
    )


def _same(citation: Citation, item: Evidence, value: Span | None) -> bool:
    same_value = citation.value == ((value.start, value.end) if value else None)
    return (citation.article_id, citation.start) == (item.article_id, item.start) and same_value


def _when(item: Evidence) -> str:
    return f" ({PublicationDate(item.published).readable()})" if item.published else ""


def both(question: str, first: Answer, second: Answer) -> Answer:
    """Two answers to one question: both, or an abstention where one of them is."""
    likely = min(first.confidence, second.confidence)
    shown = _renumbered((*first.evidence, *second.evidence))
    merged = replace(
        first,
        question=question,
        confidence=likely,
        evidence=shown,
        passages=tuple({p.chunk_id: p for p in (*first.passages, *second.passages)}.values()),
        signals=first.signals if first.confidence <= second.confidence else second.signals,
        timings=Timings(
            first.timings.retrieve + second.timings.retrieve,
            first.timings.read + second.timings.read,
            first.timings.verify + second.timings.verify,
            first.timings.total + second.timings.total,
        ),
    )
    if "abstained" in (first.status, second.status):
        return replace(
            merged, status="abstained", text=NOT_FOUND, short=None, items=(), citations=()
        )
    moved = tuple(replace(c, n=c.n + len(first.citations)) for c in second.citations)
    citations = (*first.citations, *moved)
    text = f"{first.text}; {shifted(second.text, len(first.citations))}"
    items = (*first.values, *second.values)
    short = JOIN.join(items) if first.values and second.values else None
    return replace(
        merged, text=text, citations=citations, short=short, items=items if short else ()
    )


def _renumbered(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    unique = {(item.article_id, item.start): item for item in evidence}
    return tuple(replace(item, n=n) for n, item in enumerate(unique.values(), start=1))
