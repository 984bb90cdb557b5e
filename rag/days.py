"""A time as an article tells it from its own ("Monday", "yesterday", "last year") → when that was, where that
leaves no doubt.

News names the days around it without a date. A weekday is the last one where the verb beside it is of the
past, the day of publication among them, and the next one where that is of the future. Where it is neither ("on
Monday the talks resume"), may be either ("from Monday", "next Friday"), or the article's own date is not known,
nothing is said. Months and years are counted from that date: "August 2 last year", "next month".
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.records import Span
from rag.clauses import clauses_until
from rag.times import MONTHS
from rag.values import values

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_BESIDE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_DAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b|\b(?P<beside>{'|'.join(_BESIDE)})\b", re.I
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
_THAT = re.compile(r"\b(?:that|which|who|whether|if|when|where|because)\b", re.I)
_STEPS = {"last": -1, "this": 0, "next": 1}
_FROM_YEAR = re.compile(
    rf"^(?:(?P<month>{'|'.join(MONTHS)})(?: (?P<day>\d{{1,2}}))? )?(?:(?:early|late|earlier|later) )?"
    r"(?P<step>last|this|next) (?P<unit>year|month)$",
    re.I,
)


def time_meant(sentence: str, value: Span, published: str | None) -> str | None:
    """The day, month or year that `value`, in characters of the sentence, means, as an ISO 8601 date cut to
    what is told; None where it is no such time, or in doubt. `published`: the same, of the article."""
    if not published:
        return None
    text = sentence[value.start : value.end]
    if (told := _FROM_YEAR.match(text)) is not None:
        return _from_year(told, published)
    found = list(_DAY.finditer(text))
    if len(found) != 1 or len(published) != len("2025-07-29") or _MORE.search(text):
        return None
    day = _day(sentence, value.start, found[0], date.fromisoformat(published))
    return day.isoformat() if day else None


def _from_year(told: re.Match[str], published: str) -> str | None:
    """Of "August 2 last year", "next month"."""
    step = _STEPS[told["step"].lower()]
    year, *rest = (int(part) for part in published.split("-"))
    if told["unit"].lower() == "month":
        if not rest or told["month"]:
            return None
        months = 12 * year + rest[0] - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    if not told["month"]:
        return str(year + step)
    month = MONTHS.index(told["month"].lower()) + 1
    try:
        day = date(year + step, month, int(told["day"] or 1)).isoformat()
    except ValueError:  # June 31
        return None
    return day if told["day"] else day[: len("2025-07")]


def _day(sentence: str, start: int, told: re.Match[str], published: date) -> date | None:
    """`told` in the text that begins at `start` of the sentence."""
    at = Span(start + told.start(), start + told.end())
    before = sentence[: at.start]
    if told["beside"]:  # in a quotation perhaps said on another day
        return None if _is_said(before) else published + timedelta(_BESIDE[told["beside"].lower()])
    in_full = any(day.overlaps(at) and day != at for day in values(sentence, "date"))
    step = None if in_full or _IN_DOUBT.search(before) else _tense(sentence, at)
    passed = (
        published.weekday() - _WEEKDAYS.index(told["weekday"].lower())
    ) % 7  # days since the last
    if step is None or (step > 0 and passed == 0):  # that day, or a week later?
        return None
    return published + timedelta(7 - passed if step > 0 else -passed)


def _is_said(before: str) -> bool:
    """Whether a quotation is open after this."""
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _tense(sentence: str, at: Span) -> int | None:
    """-1 where the verb nearest to the day is of the past, 1 of the future: in its own clause, where it has
    one, and before it rather than after it. None where it only may be."""
    clause = clauses_until(sentence, at)[-1]
    before = _verbs(_THAT.split(sentence[clause.start : at.start])[-1])
    after = _verbs(_THAT.split(sentence[at.end : clause.end])[0])
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
