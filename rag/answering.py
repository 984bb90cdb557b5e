"""A verified choice → the answer's record: text with [n] markers, citations; and two answers as one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from index.records import PublicationDate, Span
from rag import changes
from rag.comparing import Comparison
from rag.composing import Written
from rag.days import time_meant
from rag.limits import Limit
from rag.quantities import Quantity, quantity_at
from rag.reading import Place
from rag.records import (
    HALF,
    JOIN,
    MAX_SHORT_WORDS,
    NOT_FOUND,
    VERDICTS,
    Answer,
    Citation,
    Evidence,
    Timings,
)
from rag.signals import Choice

_ALIKE = re.compile(r"\b(?:both|each|same|also|too|equal(?:ly)?|likewise)\b", re.I)


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
    """For reading. "Monday" stands with its date, and values that disagree with the dates of their articles."""
    cited = {(c.article_id, c.start, c.value): c for c in citations}

    def citation(place: Place) -> Citation:
        value = (place.span.start, place.span.end) if choice.items else None
        return cited[place.evidence.article_id, place.evidence.start, value]

    def mark(place: Place) -> str:
        return f"[{citation(place).n}]"

    def dated(text: str, place: Place) -> str:
        day = citation(place).day
        return f"{text} ({PublicationDate(day).readable()})" if day else text

    if choice.short is None:
        return " ".join(f"{citation.quote} [{citation.n}]" for citation in citations)
    if len(choice.items) > 1:
        return JOIN.join(
            f"{dated(item, place)} {mark(place)}"
            for item, place in zip(choice.items, choice.places, strict=True)
        )
    marks = " ".join(dict.fromkeys(mark(place) for place in choice.places))
    own = f"{dated(choice.short, choice.places[0])} {marks}"
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
        day=time_meant(item.quote, value, item.published) if value else None,
    )


def _same(citation: Citation, item: Evidence, value: Span | None) -> bool:
    same_value = citation.value == ((value.start, value.end) if value else None)
    return (citation.article_id, citation.start) == (item.article_id, item.start) and same_value


def _when(item: Evidence) -> str:
    return f" ({PublicationDate(item.published).readable()})" if item.published else ""


def both(first: Answer, second: Answer, apart: tuple[bool, bool]) -> Answer:
    """Two answers to one question: both, or an abstention where one of them is, which names the half that is
    told where that can be asked by itself: `apart`, of each of the two."""
    merged = _merged(first, second)
    merged = replace(merged, confidence=min(first.confidence, second.confidence))
    told = [one.status == "answered" for one in (first, second)]
    if not all(told):
        half = first if told[0] else second
        hint = any(told) and apart[told.index(True)]
        return refused(merged, HALF.format(half.question) if hint else NOT_FOUND)
    text = f"{first.text}; {shifted(second.text, len(first.citations))}"
    items = (*first.values, *second.values)
    short = JOIN.join(items) if first.values and second.values else None
    return replace(merged, text=text, short=short, items=items if short else ())


def told_twice(first: Answer, second: Answer) -> str | None:
    """The number or date that is told as the answer to both of two questions, at one place, where nothing says
    that it is: it answers one of them."""
    if not first.citations or not second.citations or len(first.values) != 1:
        return None
    one, other = first.citations[0], second.citations[0]
    same = _place(one) == _place(other) and first.values == second.values
    if not same or _quantity(first) is None or _ALIKE.search(one.quote):
        return None
    return first.values[0]


def _place(citation: Citation) -> tuple[str, int, tuple[int, int] | None]:
    return citation.article_id, citation.start, citation.value


def compared(comparison: Comparison, first: Answer, second: Answer) -> Answer | None:
    """Which of the two, by the values that are told of each; None where these can't be compared. Its
    confidence is the geometric mean of theirs: the comparison may be right where a value is a little wrong."""
    told = _quantity(first), _quantity(second)
    if told[0] is None or told[1] is None:
        return None
    meant = comparison.meant(told[0], told[1])
    if meant is None:
        return None
    pair = (first, second) if meant == 0 else (second, first)
    names = comparison.sides if meant == 0 else comparison.sides[::-1]
    texts = pair[0].text, shifted(pair[1].text, len(pair[0].citations))
    return replace(
        _merged(*pair),
        status="answered",
        short=names[0],
        items=(*pair[0].values, *pair[1].values),
        text=JOIN.join(f"{name}: {text}" for name, text in zip(names, texts, strict=True)),
        confidence=math.sqrt(first.confidence * second.confidence),
    )


def reckoned(limit: Limit, told: Answer) -> Answer | None:
    """Yes or no by the value that is told, in the first of its sentences that leaves no doubt; None where it
    can't be compared."""
    verdicts = (limit.verdict(*found) for found in _values(told))
    verdict = next((one for one in verdicts if one is not None), None)
    if verdict is None:
        return None
    short = "Yes" if verdict else "No"
    return replace(told, short=short, items=told.values, text=f"{short}: {told.text}")


def moved(first: Answer, last: Answer) -> Answer | None:
    """From what to what something changed, in the words of a sentence that tells both; None where none does."""
    for begins, ends in product(first.citations, last.citations):
        span = _whole_change(begins, ends)
        if span is None:
            continue
        short = " ".join(begins.quote[span.start : span.end].split())
        if len(short.split()) <= MAX_SHORT_WORDS:
            return replace(
                last,
                short=short,
                items=(),
                text=f"{short} [1]",
                citations=(replace(begins, n=1, value=(span.start, span.end), day=None),),
                confidence=min(first.confidence, last.confidence),
            )
    return None


def _whole_change(begins: Citation, ends: Citation) -> Span | None:
    """Where in a sentence that both cite the whole change stands; None where its ends are not numbers of one
    unit: from one day to another nothing rises or falls."""
    same_sentence = (begins.article_id, begins.start) == (ends.article_id, ends.start)
    if not same_sentence or begins.value is None or ends.value is None:
        return None
    first, last = Span(*begins.value), Span(*ends.value)
    told = [quantity_at(begins.quote, span, begins.published) for span in (first, last)]
    units = [quantity.unit for quantity in told if quantity is not None]
    alike = len(units) == 2 and units[0] == units[1] != "date"
    return changes.whole(begins.quote, first, last) if alike else None


def denied(limit: Limit, direct: Answer) -> bool:
    """Whether the numbers of the sentences that are cited for a yes or no say otherwise."""
    return direct.short in VERDICTS and any(
        limit.denies(direct.short == "Yes", cited.quote, cited.published)
        for cited in direct.citations
    )


def refused(answer: Answer, text: str = NOT_FOUND) -> Answer:
    """The same, told to nobody."""
    return replace(answer, status="abstained", text=text, short=None, items=(), citations=())


def _quantity(answer: Answer) -> Quantity | None:
    """That of its one value."""
    return next((quantity_at(*found) for found in _values(answer)), None)


def _values(answer: Answer) -> list[tuple[str, Span, str | None]]:
    """The sentences that it cites for its one value, where in each that stands, and when it was published; not
    those of another value ("another article says")."""
    if len(answer.values) != 1 or not answer.citations or answer.citations[0].value is None:
        return []
    told = [(c.quote, Span(*c.value), c.published) for c in answer.citations if c.value]
    first = quantity_at(*told[0])
    return [told[0], *(one for one in told[1:] if quantity_at(*one) == first)]


def _merged(first: Answer, second: Answer) -> Answer:
    """What was looked at for both, and the citations of both."""
    moved = tuple(replace(c, n=c.n + len(first.citations)) for c in second.citations)
    return replace(
        first,
        status="answered" if first.citations and second.citations else "abstained",
        short=None,
        items=(),
        citations=(*first.citations, *moved) if first.citations and second.citations else (),
        evidence=_renumbered((*first.evidence, *second.evidence)),
        passages=tuple({p.chunk_id: p for p in (*first.passages, *second.passages)}.values()),
        signals=first.signals if first.confidence <= second.confidence else second.signals,
        timings=together(first.timings, second.timings),
    )


def together(first: Timings, second: Timings) -> Timings:
    return Timings(
        first.retrieve + second.retrieve,
        first.read + second.read,
        first.verify + second.verify,
        first.total + second.total,
    )


def _renumbered(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    unique = {(item.article_id, item.start): item for item in evidence}
    return tuple(replace(item, n=n) for n, item in enumerate(unique.values(), start=1))
