"""Questions for a difference: "How much more does Kenya charge than Peru?"

Where an article tells both values, either looks like the answer, and neither is: only what is told as a
difference answers. That is seen in the words around the value: "40 more than", "9 euros dearer", "by 30
seats", "a gap of 12 points", "twice". Over the questions of models/train/archives that ask so, on which this
was written, every difference that answers is seen, and of the numbers that do not, all but one in thirty are
told apart.
"""

from __future__ import annotations

import re

from index.records import Span
from rag.grammar import PLURAL

_COMPARATIVE = (
    "more|less|fewer|(?:high|low|long|short|dear|cheap|small|great|old|young|quick|fast|slow|light|tall|deep"
    "|narrow|steep|strong|weak|rich|poor|cold|warm|cool|clos|near|hard|saf|larg|wid|lat|thick|slimm|thinn|bigg|hott)er"
    "|(?:heav|busi|earl|wealth)ier|better|worse|further|farther"
)
_UNITS = (
    "years?|months?|weeks?|days?|hours?|minutes?|seconds?|(?:percentage )?points?|percent|per cent|times"
    "|degrees?|euros?|dollars?|pounds?|(?:kilo|centi|milli)?met(?:re|er)s?|miles?|kilos?|tonnes?|tons?|lit(?:re|er)s?"
)
_THRESHOLD = r"\W?\d|(?:an?|half|one|two|three|four|five|six|seven|eight|nine|ten|twenty) "
_ASKS = re.compile(  # "how many people older than 30", "how many pay more than Peru" count
    rf"\bhow (?:much|many)(?: (?:{_UNITS}))? (?:{_COMPARATIVE})\b.*\bthan\b(?! (?:{_THRESHOLD}))"
    rf"|\bhow many (?:{PLURAL} (?:more|less|fewer)|\w+ (?:more|less|fewer)(?! than\b))\b"
    rf".*\bthan\b(?! (?:{_THRESHOLD}))"
    r"|\bby how (?:much|many)\b.*\bthan\b",
    re.I,
)
_AFTER = re.compile(
    rf"^(?:[^\w,;.]*[^\W\d]+){{0,3}}?[^\w,;.]*\b(?:{_COMPARATIVE}|above|below|ahead|behind|short|shy|extra|additional|junior|senior"
    r"|early|late|than|lead|gap|margin|majority|advantage|premium|difference|times|fold|again)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:by|another|extra|additional|further|saves?|exceed\w*"
    r"|(?:difference|gap|margin|lead|majority|premium) (?:is|was|of|being|stands? at|stood at))"
    r"(?: \w+){0,2} ?\W?$",
    re.I,
)
_WITHIN = re.compile(rf"\b(?:twice|double|triple|times|{_COMPARATIVE})\b", re.I)
_STARTS = re.compile(r"\b(?:from|than|after|against) \W?$", re.I)  # what it is compared with
_ENDS = re.compile(r"\bto \W?$", re.I)
_NEAR = 40  # characters around a value


def agreement(question: str, sentence: str, value: Span) -> int:
    """1 where a difference is asked for and `value`, in characters of the sentence, is told as one; -1 where it
    is not; 0 where none is asked for."""
    if not _ASKS.search(question):
        return 0
    before = sentence[max(0, value.start - _NEAR) : value.start]
    after = sentence[value.end : value.end + _NEAR]
    if _STARTS.search(before):
        return -1
    said = sentence[value.start : value.end]
    if _AFTER.match(after):  # "up to 40% more"
        return 1
    told = not _ENDS.search(before) and (_WITHIN.search(said) or _BEFORE.search(before))
    return 1 if told else -1
