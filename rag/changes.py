"""From what, to what, by how much: which number of a change is asked for, and which one a value is.

"cut its forecast by 0.2 points, from 3.1% to 2.9%" has all three. What a value is, the word before it says; the
patterns know nothing of any subject.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from index.records import Span

Part = Literal["from", "to", "by"]
_MUCH = (
    r"(?:how (?:much|many|high|low|large)"
    r"|what (?:percentage|share|amount|margin|rate|level|figure|number|price))"
)
_ASKED = re.compile(rf"^(?:and |but |so )?(by|from|to) {_MUCH}\b", re.I)
_ABOUT = (
    r"(?: (?:about|around|roughly|nearly|almost|some|only|just|over|under|more than|less than"
    r"|at least|an?))?"
)
_TOLD = re.compile(rf"(?<!\bup )(?<!\bclose )\b(by|from|to){_ABOUT} $", re.I)
_OWN = re.compile(r"^(by|from|to) ", re.I)


def agreement(question: str, sentence: str, value: Span) -> int:
    """1 where the value is the number of the change that is asked for, -1 where it is another, 0 where either
    does not say. `value` in characters of the sentence."""
    asked, told = _ASKED.match(question), part_of(sentence, value)
    if asked is None or told is None:
        return 0
    return 1 if asked[1].lower() == told else -1


def part_of(sentence: str, value: Span) -> Part | None:
    """What the value is of a change; None where nothing says so."""
    told = _OWN.match(sentence[value.start : value.end]) or _TOLD.search(sentence[: value.start])
    return cast(Part, told[1].lower()) if told else None
