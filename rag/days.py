"""A time as an article tells it from its own ("Monday", "yesterday", "last year") → when that was, where that
leaves no doubt.

News names the days around it without a date. A weekday is the last one where the verb beside it is of the
past, the day of publication among them, and the next one where that is of the future. Where it is neither ("on
Monday the talks resume", "was ordered to appear on Monday"), may be either ("from Monday", "next Friday"), or
the article's own date is not known, nothing is said. Months and years are counted from that date: "August 2
last year", "next month".
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

from index.records import Span
from rag.clauses import clauses_until
from rag.times import MONTHS, STEPS
from rag.values import values

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_BESIDE = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_DAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b|\b(?P<beside>{'|'.join(_BESIDE)})\b", re.I
)
# "August 12", "the 9th", "a week ago": told in full, or from another day
_MORE = re.compile(r"\d|\b(?:ago|week|month|year|before|after|each|every)\b", re.I)
_IN_DOUBT = re.compile(
    r"\b(?:last|next|from|since|until|till|by|to|into|through|before|after|every|each|between|or|a|the|one"
    r"|another|some|first|second|third|worst|\w+est) $",
    re.I,
)
_NAME = re.compile(
    r"(?:^|\W)(?!(?:On|Early|Late|This)\b)[A-Z][\w’'.-]* $"
)  # "USA Today", "Good Friday"
_OWN = re.compile(r"\b(?:the|its|his|her|their|a|that) $", re.I)  # "the last year of his term"
_FUTURE = re.compile(
    r"\b(?:will|shall|would)\b(?! have\b)|['’]ll\b"
    r"|\b(?:is|are|be) (?:(?:due|expected|scheduled|set|planned|likely)(?: to)?|to)\b"
    r"|\b(?:plans?|planning) to\b|\b(?:is|are) \w+ing\b",
    re.I,
)
# only may be, or was to be
_DOUBT = re.compile(
    r"\b(?:can|could|may|might|should|must|will have|would have|shall have)\b"
    r"|\b(?:was|were) (?:due|expected|scheduled|set|planned|likely|to)\b|\bto [a-z]+",
    re.I,
)
_PRESENT = re.compile(  # "takes effect on Friday": is to come, or comes every Friday
    r"\b(?:take|start|begin|end|open|meet|resume|come|go|goe|expire|fall|hold|vote|run|leave|return|arrive|close"
    r"|continue|face|play|kick|sit|speak|appear)s?\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:(?!(?:(?:pro|ex|suc)ceed|need|feed|seed|speed|indeed|hundred|united)\b)\w{2,}ed(?! by\b)"
    r"|was|were|had|did|said|told|met|held|began|came|went|made|took|gave|rose|fell|grew|won|lost|left|led|sent|saw|spoke|wrote"
    r"|paid|sold|bought|broke|struck|sank|drew|flew|drove|ran|kept|got|found|brought|thought|threw|shot|stood"
    r"|swore|became|chose|froze)\b",
    re.I,
)
_SAYS = re.compile(  # what is said may be of another day: "said the strike starts on Friday"
    r"(?:said|told|thought|wrote|announced|reported|confirmed|warned|added|believed|claimed|insisted|predicted"
    r"|promised|estimated|suggested|noted|learned|hoped|feared|agreed|ordered|demanded)$",
    re.I,
)
_OBJECT = re.compile(
    r"\b(?:the|a|an|its|his|her|their|it|he|she|they|we|there|this|these|all|no)\b", re.I
)
_WANTED = re.compile(  # "wants it passed on Friday", "rose as traders awaited a vote on Friday"
    r"\b(?:(?:want|expect|need|prepar|brac|await|cancel|seek|demand)\w*|(?:fac|hop)(?:e[sd]?|ing)"
    r"|(?:plan(?:n(?=ed|ing))?|call|order)(?:s|ed|ing)?|ahead of)\b",
    re.I,
)
# before "be held", "decided", "wounded": no past
_NO_PAST = re.compile(
    r"\b(?:(?:will|shall|would|to|can|could|may|might|should|must|be|being|is|are|have)"
    r"(?: (?:not|also|be|been|then|have|\w+ly))*|the|an?|its|his|her|their|our|of|some|many|\d+) $",
    re.I,
)
_GROUP = 60  # characters, at most, of what belongs to a verb before it
_THAT = re.compile(r"\b(?:that|which|who|whether|if|when|where|because)\b", re.I)
_NAMED = "|".join(MONTHS)
_FROM_YEAR = re.compile(
    rf"^(?:(?:(?P<day>\d{{1,2}}) )?(?:(?:early|late|mid)[ -])?(?P<month>{_NAMED})(?: (?P<other>\d{{1,2}}))?"
    r" (?:of )?)?"
    r"(?:(?:early|late|earlier|later) )?(?P<step>last|this|next) (?P<unit>year|month)$",
    re.I,
)


def time_meant(sentence: str, value: Span, published: str | None) -> str | None:
    """The day, month or year that `value`, in characters of the sentence, means, as an ISO 8601 date cut to
    what is told; None where it is no such time, or in doubt. `published`: the same, of the article."""
    if not published or not MINYEAR < int(published[:4]) < MAXYEAR:
        return None
    text, before = sentence[value.start : value.end], sentence[: value.start]
    if (told := _FROM_YEAR.match(text)) is not None:
        own = _OWN.search(before) or re.match(r" of\b", sentence[value.end :])
        return None if own else _from_year(told, published)
    found = list(_DAY.finditer(text))
    if len(found) != 1 or len(published) != len("2025-07-29") or _MORE.search(text):
        return None
    day = _day(sentence, value.start, found[0], date.fromisoformat(published))
    return day.isoformat() if day else None


def _from_year(told: re.Match[str], published: str) -> str | None:
    """Of "August 2 last year", "next month"."""
    step = STEPS[told["step"].lower()]
    year, *rest = (int(part) for part in published.split("-"))
    if told["unit"].lower() == "month":
        if not rest or told["month"]:
            return None
        months = 12 * year + rest[0] - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    if not told["month"]:
        return f"{year + step:04}"
    month = MONTHS.index(told["month"].lower()) + 1
    try:
        day = date(year + step, month, int(told["day"] or told["other"] or 1)).isoformat()
    except ValueError:  # June 31
        return None
    return day if told["day"] or told["other"] else day[: len("2025-07")]


def _day(sentence: str, start: int, told: re.Match[str], published: date) -> date | None:
    """`told` in the text that begins at `start` of the sentence."""
    at = Span(start + told.start(), start + told.end())
    before = sentence[: at.start]
    if _NAME.search(before):
        return None
    if told["beside"]:  # in a quotation perhaps said on another day
        doubt = _is_said(before) or before.endswith(("before ", "after "))
        return None if doubt else published + timedelta(_BESIDE[told["beside"].lower()])
    in_full = any(day.overlaps(at) and day != at for day in values(sentence, "date"))
    step = 0 if in_full or _IN_DOUBT.search(before) else _tense(sentence, at)
    passed = (
        published.weekday() - _WEEKDAYS.index(told["weekday"].lower())
    ) % 7  # days since the last
    if step == 0 or (step > 0 and passed == 0):  # that day, or a week later?
        return None
    return published + timedelta(7 - passed if step > 0 else -passed)


def _is_said(before: str) -> bool:
    """Whether a quotation is open after this."""
    single = len(re.findall(r"(?:^|\s)['‘]", before)) - len(re.findall(r"[.,!?]['’](?!\w)", before))
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”") or single > 0


def _tense(sentence: str, at: Span) -> int:
    """-1 where the verb nearest to the day is of the past, 1 of the future, 0 where that is in doubt: in its
    own clause, and before it rather than after it; a day that begins a sentence leans on what follows."""
    *_, clause = clauses_until(sentence, at)
    before = _THAT.split(sentence[clause.start : at.start])[-1]
    after = _THAT.split(sentence[at.end : clause.end])[0]
    if clause.start == 0 and len(f"{before} {after}".split()) <= 2:  # "On Monday evening, …"
        after = _THAT.split(sentence[at.end :])[0]
    if _WANTED.search(before) and not _FUTURE.search(before):
        return 0
    if verbs := _verbs(before):
        start, step = verbs[-1]
        said = _SAYS.search(before[:start]) and _OBJECT.search(before[start:])
        planned = step < 0 and before.endswith(" for ")
        whose = sentence[at.end :].startswith(("'s", "’s"))  # "put off Friday's meeting"
        return 0 if said or planned or whose else step
    return next((step for _, step in _verbs(after)), 0)


def _verbs(text: str) -> list[tuple[int, int]]:
    """Where each ends; 1, 0 or -1."""
    found = [(verb.span(), 1) for verb in _FUTURE.finditer(text)]
    for pattern, step in ((_DOUBT, 0), (_PRESENT, 0), (_PAST, -1)):
        found += [
            (verb.span(), step)
            for verb in pattern.finditer(text)
            if not any(start <= verb.start() < end for (start, end), _ in found)
            and (
                pattern is _DOUBT
                or not _NO_PAST.search(text[max(0, verb.start() - _GROUP) : verb.start()])
            )
        ]
    return [(end, step) for (_, end), step in sorted(found)]
