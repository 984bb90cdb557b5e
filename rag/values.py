"""Typed values in text: numbers with sign, currency and unit, dates, proper names.

Serves two ends: what kind of value a question asks for, and which values of that kind a sentence
holds, each whole ("$295 billion", not "295"; "August 12, 2025", not "12"). Patterns only: they
know the shape of a value and nothing of any subject.
"""

from __future__ import annotations

import re
from typing import Literal

from index.records import Span
from rag.asking import VERB

Kind = Literal["number", "date", "duration", "name"]

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|a hundred|hundreds?|dozens?|half|a third|a quarter|two-thirds|three-quarters|double|triple)"
)
_SPAN_OF_TIME = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|decades?|centur(?:y|ies))"
)
_DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b(?:{_DAY},? )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?!\d|%)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?|{_MONTH},? \d{{4}}"
    rf"|(?:early |mid-?|late )?(?:January|February|April|June|July|August|September|October|November"
    rf"|December)|(?:(?<=in )|(?<=of )|(?<=by )|(?<=last )|(?<=since )|(?<=until )|early |mid-?|late )"
    rf"(?:March|May)"
    rf"|(?:early |late )?(?<![$€£¥₹])(?:1[5-9]|20)\d\d(?!\d|,\d|%)s?)\b|\b{_DAY}\b"
)
_DURATION = re.compile(
    rf"\b(?:\d[\d,.]*|{_WORDS}(?:-(?:and-)?{_WORDS})?)(?: and a half)?[- ]{_SPAN_OF_TIME}\b",
    re.IGNORECASE,
)
_CURRENCY = (
    r"(?:(?:US|A|C|HK|NZ)?[$€£¥₹]|(?-i:SKr|NKr|DKr|SFr|Rs\.?|Rp|Tk|Dh|RM"
    r"|USD|EUR|GBP|CNY|RMB|JPY|INR|CHF|CAD|AUD|SEK|NOK|DKK|PLN|TRY|BRL|MXN|ZAR|KRW))"
)
_NUMBER = re.compile(
    # no sign in a range ("10%-12%"), no number in a name ("F-16")
    rf"(?<![\w.,])(?<![A-Za-z]-)(?:(?<!%)[-−+])?(?:{_CURRENCY}\s?)?\d+(?:,\d+)*(?:\.\d+)?"
    r"(?:\s?%|[- ](?:per ?cent|percent)\b(?:age points?)?|[- ]percentage points?)?"
    r"(?:[- ](?:thousand|million|billion|trillion|crore|lakh)\b|\s?(?:bn|mn|tn|m|k)\b)?"
    r"(?: (?:dollars|euros|pounds|yuan|yen|rupees|tonnes?|tons?|barrels?|kilometres?|kilometers?|km|miles"
    r"|met(?:re|er)s?|feet|hectares?|acres?|people|metals?|countries|nations|companies)\b)?"
    rf"|\b{_WORDS}(?:-{_WORDS})*(?:[- ](?:hundred|thousand|million|billion|trillion))*"
    r"(?:[- ](?:per ?cent|percent)\b|[- ]percentage points?)?\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:[A-Z][\w’'-]*\.?|(?:[A-Z]\.){1,4})"
    r"(?:\s(?:(?:of|the|and|for|de|van|von|al)\s)?(?:[A-Z][\w’'-]*|(?:[A-Z]\.)+))*"
)
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "number": _NUMBER,
    "date": _DATE,
    "duration": _DURATION,
    "name": _NAME,
}

_BE = r"(?:is|are|was|were)"
_WHO = (
    r"(?:person|people|official|minister|secretary|president|leader|chief|company|firm|agency"
    r"|organi[sz]ation|body|bank|ministry|department|country|countries"
    r"|nation|state|city|cities|town|place|building|venue|site|region|area|force|party|name)\b"
)
_RATE = re.compile(
    rf"\bwhat (?:(?:extra|additional|new|current|import|export|customs|retaliatory) )?(?:rate|tariff|duty|levy)"
    rf"(?: of (?:duty|tax))? {VERB} .*"
    r"\b(?:pay|face|charge|charging|impose|put|levy|set|apply|hit|carry|bear|attract)\b",
    re.I,
)
_AMOUNT = re.compile(r"\b(?:zero|nil|none|nothing|no|free|exempt)\b|\d", re.I)
_ASKS: list[tuple[Kind, re.Pattern[str]]] = [
    (
        "duration",
        re.compile(
            r"\bhow long\b|\bhow many (?:seconds|minutes|hours|days|weeks|months|years)\b", re.I
        ),
    ),
    (
        "date",
        re.compile(
            r"^when\b|\b(?:since|until|till|by|from) when\b|\bwhen (?:did|does|do|is|was|were|will|are)\b"
            r"|\b(?:what|which) (?:dates?|day|month|year|weekday|week)\b|\bwhat time\b"
            rf"|\b(?:what|which)(?:['’]s| {_BE}) (?:the|its|their) (?:[\w'’]+ ){{0,2}}?"
            r"(?:(?:date|day)(?= (?:of|when|that|for|by)\b|[?,.]|$)|(?:month|year)(?= (?:of|when)\b))"
            r"|\bwhen\W*$",
            re.I,
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:much|many|large|big|high|low|far|fast|old|tall|deep|steep|heavy|wide|cold|hot|warm)\b"
            r"|\b(?:what|which)(?:['’]s the)? (?:\w+ ){0,3}?(?:percentage|percent|per cent|share|proportion"
            r"|fraction|rate|level|number|amount|figure|sum|price|size|height|value|tariffs?|duty|duties|levy|deficit"
            r"|surplus)\b",
            re.I,
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whom|whose)\b|^where\b|\bwhere (?:did|does|do|is|was|were|will|are)\b"
            # "What did the bank forecast?" asks for no bank
            rf"|\b(?:what|which) (?:(?!{VERB}\b)\w+ ){{0,3}}?{_WHO}"
            # "What is the largest city in Chad?", and not "What is the minister accused of?"
            rf"|\b(?:what|which) {_BE} (?:\w+ ){{0,4}}?{_WHO}"
            r"(?= (?:in|of|to|for|that|which|where|with|at|on)\b|[?,.]|$)"
            rf"|\bwhat {_BE} (?:[\w'’-]+ ){{0,3}}?names?\b|\bwhat {_BE} (?:(?!when\b)[^\s,?]+ )+called\b"
            r"(?! (?:off|for|on|by|in)\b)",
            re.I,
        ),
    ),
    (
        "date",
        re.compile(
            r"^(?:the )?deadline\b"
            rf"|\b(?:what|which)(?:['’]s| {_BE})? (?:the )?(?:(?!the\b)[\w'’-]+ ){{0,4}}?deadline\b",
            re.I,
        ),
    ),
]


def asked_kind(question: str) -> Kind | None:
    """The kind of value that answers the question; None where it asks for something else."""
    return next((kind for kind, pattern in _ASKS if pattern.search(question)), None)


def lacks_rate(question: str, answer: str) -> bool:
    """Whether it is asked what duty or rate somebody charges or pays, and the answer has no number: "a higher
    one"."""
    return bool(_RATE.search(question)) and not (_AMOUNT.search(answer) or values(answer, "number"))


def values(text: str, kind: Kind) -> list[Span]:
    """Spans of the values of a kind in `text`, each whole, in order."""
    spans = [Span(found.start(), found.end()) for found in _PATTERNS[kind].finditer(text)]
    if kind == "number":
        other = [*values(text, "date"), *values(text, "duration")]
        spans = [span for span in spans if not any(span.overlaps(taken) for taken in other)]
    return spans


def new_values(question: str, text: str, kind: Kind) -> list[Span]:
    """The values of a kind in `text` that the question does not itself name."""
    asked = _words(question)
    found = [(span, _words(text[span.start : span.end])) for span in values(text, kind)]
    return [span for span, words in found if words and not words <= asked]


def holds_new_value(question: str, text: str, kind: Kind) -> bool:
    return bool(new_values(question, text, kind))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w%$€£¥]+", text.casefold()))
