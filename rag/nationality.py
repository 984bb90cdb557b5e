"""Of which country is an official, where a question asks for one of a country's?

"Who was Peru's negotiator?" is not answered by "Chilean trade minister Ada Lund", who stands in the same
sentence. The country is that of the title beside the name; where no title has one, nothing is said. The
patterns know offices, and no person or country.
"""

from __future__ import annotations

import re

from index.records import Span
from rag.asking import asking
from rag.places import mentions

_OFFICE = (
    r"(?:negotiator|minister|secretary|official|president|premier|chancellor|leader|representative|governor"
    r"|delegate|spokes(?:man|woman|person)|king|queen)"  # an envoy's country may be where he is sent
)
_GROUP = r"(?:delegation|team|side|negotiators|mission)"
_TITLE = rf"(?:['’]s)? (?:[\w-]+ ){{0,4}}?{_OFFICE}\b"
# "Who is the … minister of trade"; not "Who is the … president meeting", nor "the … president's host"
_WHO_IS = re.compile(
    r"\bwho(?:['’]s| is| was| are| were| will be)(?: now)?(?: the)?(?: current| new| former)? $",
    re.I,
)
_OFFICE_ENDS = re.compile(
    rf"^{_TITLE}(?=\W*$|,| (?:of|for|in|at|on|during|since)\b)(?!.*\w['’]s?\b)", re.I
)
_WHICH = re.compile(r"\b(?:which|what)(?: of the)? $", re.I)  # "Which … official"
# "Who led the … delegation", "Who spoke for …"
_ASKS_LEAD = re.compile(
    r"\bwho (?:led|leads?|(?:is|was) (?:leading|heading)|heads?|headed|chair(?:s|ed)|runs|ran|represent(?:s|ed)"
    r"|(?:speaks|spoke|negotiates|negotiated|signed) for)(?: the)? $",
    re.I,
)
_LED = re.compile(
    rf"^(?:['’]s)?(?: (?:[\w-]+ ){{0,2}}?{_GROUP}\b|(?=\W*$| (?:at|in|during|on)\b))", re.I
)
_HAS_TITLE = re.compile(rf"^{_TITLE}", re.I)
# between a country and a name: a title
_BETWEEN = re.compile(
    r"(?:['’]s)?(?: (?:[A-Z][\w.-]*|vice|deputy|prime|trade|foreign|finance|defen[cs]e|interior|economy"
    rf"|chief|lead|top|senior|former|{_OFFICE})){{1,5}} "
)
_PLACED = re.compile(r"\b(?:in|on|at|to|from|with|of|for)(?: the)? $", re.I)
_NEAR = 60  # characters to each side of a name


def agreement(question: str, sentence: str, value: Span) -> int:
    """1 where the person is an official of the country that is asked for, -1 where of another, 0 where either
    is silent. `value`, the name, in characters of the sentence."""
    asked = _asked(asking(question))
    told = _told(sentence, value) if asked else None
    if asked is None or told is None or "EU" in (asked, told):
        return 0
    return 1 if asked == told else -1


def _asked(question: str) -> str | None:
    """The country whose official the answer is."""
    for country, span in mentions(question):
        before, after = question[: span.start], question[span.end :]
        if _WHO_IS.search(before) and _OFFICE_ENDS.match(after):
            return country
        if _WHICH.search(before) and _HAS_TITLE.match(after):
            return country
        if _ASKS_LEAD.search(before) and _LED.match(after):
            return country
    return None


def _told(sentence: str, value: Span) -> str | None:
    """The country in the title before the name, at the beginning of it, or behind it."""
    start = max(0, value.start - _NEAR)
    around = sentence[start : value.end + _NEAR]
    begins, ends = value.start - start, value.end - start
    for country, span in reversed(mentions(around)):
        if span.start >= ends:
            behind = re.fullmatch(r",(?: the| a)? ", around[ends : span.start])
            if behind and _HAS_TITLE.match(around[span.end :]):
                return country
        elif span.start >= begins:
            if span.start == begins and _HAS_TITLE.match(around[span.end : ends]):
                return country
        elif span.end <= begins:
            title = around[span.end : begins]
            fits = _BETWEEN.fullmatch(title) and re.search(rf"\b{_OFFICE}\b", title, re.I)
            return country if fits and not _PLACED.search(around[: span.start]) else None
    return None
