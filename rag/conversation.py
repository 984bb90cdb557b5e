"""Questions that are understood only with what was asked before.

"And China's?" after "What tariff does the US charge? 30%"   → searched for with both
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.asking import ASKING, plain
from rag.places import countries
from rag.records import FOREIGN, NOT_FOUND, UNSURE, Answer, Turn
from rag.times import MONTHS
from rag.words import terms

_OF_TODAY = (  # "this march" may be one of protesters
    r"year|quarter|month|week|season|spring|summer|autumn|winter|time|morning|afternoon|evening|decade"
    rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?-i:{'|'.join(month.capitalize() for month in MONTHS)})"
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|the former|the latter|so\?$|the others?)\b"
    r"|\b(?:the|that|which|any) (?:other |same )?ones?\b"
    rf"|\bth(?:is|ese|ose)\b(?! (?:{_OF_TODAY})s?\b)"
    r"|\b(?:that|there|then)(?=\s*(?:[?,.]|$))"
    r"|\b(?:is|was|does|did|do|has|had|after|before|since|about) that\b",
    re.I,
)
# "it" of nothing: "Is it true that …", "Was it Oman that …", "Who was it that …"
_IT_IS = re.compile(
    r"\b(?i:is|was) (?P<it>it)(?: (?i:really|actually|not|still))? (?:(?i:true|certain|sure|clear|known|said"
    r"|thought|expected|right|correct|(?:un)?likely|(?:im)?possible)"
    r"|(?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}) (?:that|who)\b"
    r"|\b(?i:who|whom|what|where|when|why|how) (?:is|was) (?P<that>it) that (?=\w+ \w)"
)
# and, where it is said what is done to what: "How long does it take to build …", "Is it cheaper to fly to …"
_IT_TAKES = re.compile(
    r"\b(?:how|what)\b[^?]*\b(?P<it>it) (?:going to )?(?:takes?|costs?|took)\b"
    r"(?= to (?:build|become|make|produce|buy|get an?|win|train|cross|enter|visit|fly)\b)"
    r"|\bhow (?:[\w-]+ )+(?:is|was) (?P<how>it)(?= to\b)"
    r"|\b(?:is|was) (?P<is>it)(?: (?:more|less|too|so|now|still|really))? (?:hard|eas[yi]|difficult|cheap|dear"
    r"|expensive|safe|dangerous|(?:il)?legal|lawful|(?:im)?possible|necessary|better|worse|common|normal"
    r"|usual|fair|quick|late)(?:e?r)?(?= to\b)",
    re.I,
)
_ENDS = re.compile(r"[,?]| and ")
_DOES = re.compile(r"\bto [a-z-]+ (?P<what>.+)")
_WHAT = re.compile(
    r"(?:(?:off|up|out|down|over|all|to|into|from) )*(?!next\b|last\b|this\b|than\b)"
    r"(?:(?P<a>an?)\b|the\b|\d|[A-Z]|[\w-]+['’]s?\b|(?:[a-z-]+ )?[a-z-]{2,}[^\Ws]s\b)"
)
# "Why do carmakers fear for their magnets?", "Why did the bank cut its forecast?": theirs is in the question
_OWN = re.compile(
    r"\b(?!(?:does|was|has|is|this|its|yes)\b)\w{2,}s\b.*\b(?P<their>their)\b"
    r"|\b(?:the|an?|each|every|which) \w+\b.*\b(?P<its>its)\b",
    re.I,
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.I)
_PLACED = re.compile(r"\b(?:of|in|at|from|to|for) (?:the )?[A-Z]\w+")  # a place is no "she"
_GOES_ON = re.compile(r"^(?:and|but|so|or|what about|how about|then)\b", re.I)
_ALONE = 3  # terms that a question needs to stand alone
_FEW = 4  # words that are no question of themselves
_VERB = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|name|list)\b", re.I
)
_MARKS = re.compile(r"\s*\[\d+\]")


def leans_on(question: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that the question needs to be understood: none where it stands alone."""
    if not history:
        return ()
    asks = re.search(rf"\b{ASKING}\b", question, re.I) or _VERB.match(question)
    empty = _of_nothing(question)
    things = (found for found in _POINTS_BACK.finditer(question) if found.start() not in empty)
    thing, person = next(things, None), _PERSON.search(question)
    own = _OWN.search(question)
    if thing and own and thing.start() in (own.start("their"), own.start("its")):
        thing = None
    # "Did Kenya say when it signed?" says itself what "it" is
    points_out = (thing and not _named(question[: thing.start()])) or (
        person and not _named(_PLACED.sub("", question[: person.start()]))
    )
    short = len(terms(question)) < _ALONE and not _named(question)
    if _GOES_ON.match(question) or points_out or short:
        return _last(history)
    return _last(history) if not asks and len(question.split()) <= _FEW else ()


def _last(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The last turn, and with it the one before where it leant on that itself."""
    return tuple(history[-2:]) if leans_on(history[-1].question, history[:-1]) else (history[-1],)


def _of_nothing(question: str) -> set[int]:
    """Where an "it" stands that points to nothing."""
    takes = (
        found
        for found in _IT_TAKES.finditer(question)
        if any(
            _is_told(done["what"])
            for done in _DOES.finditer(_ENDS.split(question[found.end() :])[0])
        )
    )
    found = [*_IT_IS.finditer(question), *takes]
    return {one.start(group) for one in found for group, it in one.groupdict().items() if it}


def _is_told(thing: str) -> bool:
    """Whether it says itself what it is: "a mine", "the new bridge", "Riga"; not "the bridge", nor "there"."""
    named = _WHAT.match(thing)
    return bool(named and (named["a"] or len(terms(thing)) > 1 or _named(thing)))


def _named(text: str) -> bool:
    """Whether it names somebody or something, the first word's capital aside."""
    return bool(countries(text) or re.search(r"(?<!^)\b[A-Z]", text))


def searched_for(question: str, turns: Sequence[Turn]) -> str:
    """What is searched for: the question, after the last one that it leans on and its answer."""
    if not turns:
        return question
    last = turns[-1]
    before = f"{turns[0].question} " if len(turns) > 1 else ""
    refused = last.answer.startswith((NOT_FOUND, UNSURE, FOREIGN))
    said = "" if refused else f"{last.answer} "
    return f"{before}{last.question} {said}{question}"


def turn_of(answer: Answer) -> Turn:
    """What a later question may lean on."""
    return Turn(plain(answer.question), answer.short or without_marks(answer.text))


def without_marks(text: str) -> str:
    """An answer's text without its [n]."""
    return _MARKS.sub("", text)
