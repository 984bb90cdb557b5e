"""A day as an article tells it ("Monday", "yesterday") → which day that was, where that leaves no doubt.

News names the days around it without a date. A weekday is the last one where the verb beside it is of the
past, the day of publication among them, and the next one where that is of the future. Where it is neither ("on
Monday the talks resume"), may be either ("from Monday", "next Friday"), or the article's own day is not known,
nothing is said.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.records import Span
from rag.clauses import clauses_until
from rag.values import values

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_BESIDE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_DAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b|\b(?P<beside>{'|'.join(_BESIDE)})\b",
    re.I,
)
# "August 12", "the 9th", "a week ago": told in full, or from another day
_MORE = re.compile(r"\d|\b(?:ago|week|month|year|before|after|each|every)\b", re.I)
_IN_DOUBT = re.compile(
    r"\b(?:last|next|from|since|until|till|by|to|into|through|before|after|every|each|between|or|a|the) $",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|(?:is|are|be|was|were) (?:due|expected|scheduled|set|planned|likely|to)"
    r"|(?:due|expected|scheduled|set|planning|plans?) to|(?:is|are) \w+ing)\b|['’]ll\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:(?!(?:(?:pro|ex|suc)ceed|need|feed|seed|speed|indeed|hundred)\b)\w{2,}ed|was|were|had|did|said|told|met|held"
    r"|began|came|went|made|took|gave|rose|fell|grew|won|lost|left|led|sent|saw|spoke|wrote|paid|sold|bought"
    r"|broke|struck|sank|drew|flew|drove|ran|kept|got|found|brought|thought|threw|shot|stood|swore|became"
    r"|chose|froze)\b",
    re.I,
)
_MAY_BE = re.compile(r"\b(?:can|could|may|might|should|must)\b", re.I)
# before "be held", "decided": no past
_TO_BE = re.compile(
    r"\b(?:will|shall|would|to|can|could|may|might|should|must|be|being)(?: (?:not|also|be|then|\w+ly))* $",
    re.I,
)


def day_meant(sentence: str, value: Span, published: str | None) -> date | None:
    """The day that `value`, in characters of the sentence, means; None where it is no such day, or in doubt.
    `published`: ISO 8601; a month or a year alone says nothing."""
    told = sentence[value.start : value.end]
    found = list(_DAY.finditer(told))
    if (
        len(found) != 1
        or not published
        or len(published) != len("2025-07-29")
        or _MORE.search(told)
    ):
        return None
    written = date.fromisoformat(published)
    day = found[0]
    if day["beside"] and _is_said(sentence[: value.start]):  # on another day, perhaps
        return None
    if day["beside"]:
        return written + timedelta(_BESIDE[day["beside"].lower()])
    at = Span(value.start + day.start(), value.start + day.end())
    if any(
        told.overlaps(at) and told != at for told in values(sentence, "date")
    ):  # "Tuesday, June 3"
        return None
    step = None if _IN_DOUBT.search(sentence[: at.start]) else _tense(sentence, at)
    passed = (
        written.weekday() - _WEEKDAYS.index(day["weekday"].lower())
    ) % 7  # days since the last one
    if step is None or (step > 0 and passed == 0):  # that day, or a week later?
        return None
    return written + timedelta(7 - passed if step > 0 else -passed)


def _is_said(before: str) -> bool:
    """Whether a quotation is open after this."""
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _tense(sentence: str, at: Span) -> int | None:
    """-1 where the verb nearest to the day is of the past, 1 of the future: in its own clause, where it has
    one, and before it rather than after it. None where it only may be."""
    clause = clauses_until(sentence, at)[-1]
    before, after = _verbs(sentence[clause.start : at.start]), _verbs(sentence[at.end : clause.end])
    if not before and not after:
        before, after = _verbs(sentence[: clause.start]), _verbs(sentence[clause.end :])
    nearest = before[-1] if before else after[0] if after else 0
    return nearest or None


def _verbs(text: str) -> list[int]:
    """1, 0 or -1 of each, in order."""
    future = [(found.span(), 1) for found in _FUTURE.finditer(text)]
    doubt = [(found.span(), 0) for found in _MAY_BE.finditer(text)]
    past = [
        (found.span(), -1)
        for found in _PAST.finditer(text)
        if not any(start <= found.start() < end for (start, end), _ in future)
        and not _TO_BE.search(text[: found.start()])
    ]
    return [step for _, step in sorted(future + doubt + past)]
