"""From what, to what, by how much: which number of a change is asked for, and which one a value is.

"cut its forecast by 0.2 points, from 3.1% to 2.9%" has all three. What a value is, the word before it says. How
things stand is never told by what they changed from, and a percentage by no bare number. Where only the two
ends are told, they answer "by how much?" too, and are asked for. The patterns know nothing of any subject.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from index.records import Span
from rag.asking import VERB, asking
from rag.grammar import MEASURED
from rag.recency import asks_for_now
from rag.times import MONTHS
from rag.values import values
from rag.words import stems, terms, words

Part = Literal["from", "to", "by"]
_MUCH = (
    rf"(?:how {MEASURED}"
    r"|what (?:percentage|share|amount|margin|rate|level|figure|number|price))"
)
_ASKED = re.compile(rf"^(?:and |but |so )?(by|from|to) {_MUCH}\b", re.I)
_COMPARES = re.compile(
    r"\b(?:than|short|won|wins?|(?:exceed|miss|beat|surpass|outnumber|outpac|differ|fail)(?:s|e[sd]?)?)\b",
    re.I,
)
_BY = re.compile(
    r"^(?P<lead>[^,?]{1,60}, )?(?:and |but |so )?(?:by )?"
    r"(?P<much>how (?:much|many(?: percentage)? points|many per ?cent)|how many (?P<counted>[\w-]+s)"
    rf"|what (?:percentage|amount|margin)) (?P<rest>{VERB} .+?)(?P<by> by)?\W*$",
    re.I,
)
_ABOUT = (
    r"(?: (?:about|around|roughly|nearly|almost|some|only|just|over|under|more than|less than"
    r"|at least|an?))?"
)
_TOLD = re.compile(rf"(?<!\bup )(?<!\bclose )\b(by|from|to){_ABOUT} $", re.I)
_INSTEAD = re.compile(rf"\b(?:instead of|rather than|in place of)(?: the)?{_ABOUT} $", re.I)
_BETWEEN = re.compile(rf"\W*\b(?:to|from)\b{_ABOUT}\W*", re.I)  # the two ends of one change
_OWN = re.compile(r"^(by|from|to) ", re.I)
_CHANGES = re.compile(  # "from 9 to 5" is no change
    r"\b(?:cut|lower|reduc|slash|rais|ris|rose|increas|f[ae]ll|drop|declin|gr[eo]w|jump|climb|shr[aiu]nk|narrow|widen"
    r"|chang|revis|doubl|went|brought|bring|took|taken|(?:came|comes?) (?:down|up)\b)\w*",
    re.I,
)
_PERCENT = re.compile(r"\b(?:what|which|how many) (?:percent(?:age)?|per cent)\b(?! points?)", re.I)
_SHARE = re.compile(
    r"%|\b(?:percent|per cent|half|halves|thirds?|quarters?|fifths?|tenths?)\b", re.I
)
_IS = re.compile(r"\b(?:is|are|does|do)\b", re.I)
_WAS = re.compile(
    r"\b(?:was|were|did|had|before|until|once|earlier|formerly|previously|originally|first|since|from what)\b"
    r"|\bfrom\?*$",
    re.I,
)

# "How large is the deficit?" is not told by "cut its deficit by $5 million"
_LEVEL = re.compile(
    r"^(?:and |but |so )?(?:how (?:large|big|high|low|great|steep|wide|deep|old|long) (?:is|are|was|were)"
    r"|what(?:['’]s| is| are| was| were) the (?:current |present |total )?(?:size|level|height|value))\b"
    rf"(?!.*{_CHANGES.pattern})(?!.*\b(?:difference|gap between|more|less)\b)",
    re.I,
)

# "What growth did the bank forecast?": of a forecast that was changed the last one is asked for
_FORECAST = re.compile(
    r"\bd(?:id|oes)\b.+(?<!\bits )(?<!\btheir )(?<!\bthe )(?<!\ba )(?<!['’]s )"
    r"\b(?:forecast|predict|expect|foresee)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:before|until|once|earlier|formerly|previously|originally|first|initially|then|prior|last)\b"
    rf"|\bfrom what\b|\bfrom\?*$|\bin (?:{'|'.join(MONTHS)})\b",
    re.I,
)


def agreement(question: str, sentence: str, value: Span) -> int:
    """1 where the value is the number of the change that is asked for, -1 where it is another, or no share
    where one is asked for, 0 where either does not say. `value` in characters of the sentence."""
    asked, told = _ASKED.match(asking(question)), part_of(sentence, value)
    if asked and told:
        return 1 if asked[1].lower() == told else -1
    said = sentence[value.start : value.end]
    if _PERCENT.search(question) and not _SHARE.search(said):
        return -1
    moved = bool(_CHANGES.search(sentence) and values(said, "number"))
    if told == "from" and moved and _asks_how_it_stands(question):
        return -1
    level = told == "by" and moved and _LEVEL.search(asking(question))
    return -1 if level and _changed(sentence, value) in stems(terms(question)) else 0


def _changed(sentence: str, value: Span) -> str:
    """The stem of the word before "by": what "cut its deficit by $5 million" changes."""
    before = words(sentence[: value.start])
    return next(iter(stems(before[-2:-1])), "")


def _asks_how_it_stands(question: str) -> bool:
    if _FORECAST.search(question) and not _BEFORE.search(question):
        return True
    return asks_for_now(question) or bool(_IS.search(question) and not _WAS.search(question))


def is_end(sentence: str, value: Span) -> bool:
    """Whether it is what something changed to: "from 145% to 30%" after "came down" is no range."""
    return part_of(sentence, value) == "to" and bool(_CHANGES.search(sentence[: value.start]))


def ends_asked(question: str) -> tuple[str, str] | None:
    """ "By how much did the bank cut its forecast?" → "From what level did the bank cut its forecast?", and "To
    what level …"; None where it is not asked how much something changed."""
    asked = _BY.match(asking(question))
    if asked is None or not (
        asked["by"] or re.search(r"\bby\b", asked[0][: asked.start("much")], re.I)
    ):
        return None
    if not _CHANGES.search(asked["rest"]) or _COMPARES.search(asked["rest"]):
        return None
    level = f"how many {asked['counted']}" if asked["counted"] else "what level"
    lead = (asked["lead"] or "").strip(" ,")
    rest = f"{level} {asked['rest']}{' ' + lead[0].lower() + lead[1:] if lead else ''}?"
    return f"From {rest}", f"To {rest}"


def whole(sentence: str, first: Span, last: Span) -> Span | None:
    """Both ends of one change, `first` what it changed from, with the word before: "from 3.1% to 2.9%", "to
    2.9% from 3.1%"; None where they are not told together."""
    told = part_of(sentence, first), part_of(sentence, last)
    before, after = sorted((first, last), key=lambda span: span.start)
    if told != ("from", "to") or not _BETWEEN.fullmatch(sentence, before.end, after.start):
        return None
    word = _TOLD.search(sentence[: before.start])
    return Span(word.start() if word else before.start, after.end)


def part_of(sentence: str, value: Span) -> Part | None:
    """What the value is of a change, which "510 instead of 910" tells too; None where nothing says so."""
    before = sentence[: value.start]
    if _INSTEAD.search(before):
        return "from"
    told = _OWN.match(sentence[value.start : value.end]) or _TOLD.search(before)
    return cast(Part, told[1].lower()) if told else None
