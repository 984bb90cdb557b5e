"""Questions that are asked in several: two in one, which of two, whether both do, whether a number is more than
another, and by how much something changed.

They are taken apart by rag.splitting, comparing, limits and changes; here each part is asked, and what comes
back put together (rag.answering).
"""

from __future__ import annotations

from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag import answering
from rag.changes import ends_asked
from rag.comparing import Comparison, comparison_in, side_of
from rag.conversation import leans_on, searched_for, turn_of
from rag.limits import Limit, limit_in
from rag.records import NOT_FOUND, UNSURE, Answer, Found, Turn, Writing
from rag.splitting import each_of_both, reads_alone

UNLIKE = 0.1  # confidence under which values that were compared say nothing
POSSIBLE = 0.3  # confidence from which the articles may well tell, though not surely enough
LIKELY = 0.5  # confidence from which an answer is not sought otherwise
Answering = Steps[Found | Writing, None, Answer]


class Ask(Protocol):
    """Asks one question. `searched` is what to search for in its place; `taken` is what is not the answer; the
    `threshold` is that of the settings where none is given."""

    def __call__(
        self,
        question: str,
        /,
        turns: Sequence[Turn] = (),
        searched: str | None = None,
        taken: str | None = None,
        threshold: float | None = None,
    ) -> Answering: ...


def both(parts: Sequence[str], turns: Sequence[Turn], ask: Ask) -> Answering:
    """The first question after `turns`, and the second after it and what it leans on itself."""
    first = yield from ask(parts[0], turns)
    then = leans_on(parts[1], [*turns, turn_of(first)])
    searched = None
    if then and reads_alone(parts[1]):
        searched, then = searched_for(parts[1], then), ()
    second = yield from ask(parts[1], then, searched)
    taken = answering.told_twice(first, second)
    if taken and first.confidence < second.confidence:
        first = _outcome(ask(parts[0], turns, None, taken))
    elif taken:
        second = _outcome(ask(parts[1], then, searched, taken))
    apart = not turns, not then and searched is None
    return answering.both(first, second, apart)


def in_several(question: str, refuse_below: float, ask: Ask) -> Answering | None:
    """The steps of a question that is better asked otherwise; None where it is to be asked as it stands."""
    if (comparison := comparison_in(question)) is not None:
        return compare(question, comparison, refuse_below, ask)
    if (limit := limit_in(question)) is not None:
        return reckon(question, limit, ask)
    if (ends := ends_asked(question)) is not None:
        return change(question, ends, refuse_below, ask)
    if (asked := each_of_both(question)) is not None:
        return each(question, asked, ask)
    return None


def compare(question: str, comparison: Comparison, refuse_below: float, ask: Ask) -> Answering:
    """Which of two, by what is told of each; where that is not sure, as the question itself is answered."""
    first = yield from ask(comparison.asked[0], threshold=0.0)
    second = yield from ask(comparison.asked[1], threshold=0.0)
    told = answering.compared(comparison, first, second)
    if told is not None and told.confidence >= refuse_below:
        return told
    direct = yield from ask(question)
    spent = answering.together(first.timings, second.timings)
    direct = replace(direct, timings=answering.together(spent, direct.timings))
    if told is None or told.short is None or told.confidence < UNLIKE:
        return direct
    told = replace(told, timings=direct.timings)
    same = side_of(comparison, direct.short or "") == comparison.sides.index(told.short)
    if direct.status == "answered" and same:
        return replace(told, confidence=direct.confidence)
    return _refused(told)


def reckon(question: str, limit: Limit, ask: Ask) -> Answering:
    """Yes or no by a number that is told; where none is, as the question itself is answered, unless the
    numbers of its proof say otherwise."""
    told = yield from ask(limit.asked)
    verdict = answering.reckoned(limit, told)
    if verdict is not None:
        return verdict
    direct = yield from ask(question)
    direct = replace(direct, timings=answering.together(told.timings, direct.timings))
    return answering.refused(direct, UNSURE) if answering.denied(limit, direct) else direct


def change(question: str, ends: tuple[str, str], refuse_below: float, ask: Ask) -> Answering:
    """By how much something changed; where that is not told, from what to what."""
    direct = yield from ask(question)
    if direct.confidence >= LIKELY:
        return direct
    first = _outcome(ask(ends[0], threshold=0.0))
    last = _outcome(ask(ends[1], threshold=0.0))
    told = answering.moved(first, last)
    if told is None or told.confidence <= direct.confidence:
        told = direct
    elif told.confidence < refuse_below:
        told = _refused(told)
    spent = answering.together(first.timings, last.timings)
    return replace(told, timings=answering.together(direct.timings, spent))


def each(question: str, asked: tuple[str, str], ask: Ask) -> Answering:
    """Yes or no of both: a yes stands where neither of the two is denied. "Exports rose, but imports fell" is
    soon taken for one."""
    told = yield from ask(question)
    for one in asked if told.short == "Yes" else ():
        alone = _outcome(ask(one))
        denied = alone.short == "No" and alone.confidence >= LIKELY
        spent = answering.together(told.timings, alone.timings)
        told = replace(alone if denied else told, timings=spent)
        if denied:
            break
    return told


def _refused(answer: Answer) -> Answer:
    return answering.refused(answer, UNSURE if answer.confidence >= POSSIBLE else NOT_FOUND)


def _outcome(steps: Answering) -> Answer:
    """What they come to, shown to nobody on the way."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
