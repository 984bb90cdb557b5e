"""Does a sentence speak of what the question asks: the same party, the same direction, the same time?

A reader that was shown "Kenya's exports fell 3% in May" will say "3%" to questions on Uganda's exports, on
the rise of Kenya's, and on June. Each check compares the question's own words with the cited sentence,
and where that is silent, with the rest of its article. The patterns know words of the language, and
nothing of any subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records import Span
from rag import changes, times
from rag.asking import asking
from rag.clauses import clauses_until
from rag.places import countries, without_countries
from rag.times import MONTHS
from rag.words import FORM_WORDS, stems, words

_UP = (
    "rise rises rose risen rising raise raises raised raising increase increases increased increasing grow"
    " grows grew grown growing growth gain gains gained climb climbs climbed climbing jump jumps jumped"
    " surge surges surged soar soars soared higher expand expands expanded expansion widen widens widened"
)
_DOWN = (
    "fall falls fell fallen falling lower lowers lowered lowering decrease decreases decreased decline"
    " declines declined declining drop drops dropped dropping shrink shrinks shrank shrunk shrinking slump"
    " slumped slid plunge plunges plunged cut cuts cutting reduce reduces reduced reducing reduction"
    " reductions contraction narrow narrows narrowed"
)
_DIRECTIONS = (frozenset(_UP.split()), frozenset(_DOWN.split()))
MOVES = _DIRECTIONS[0] | _DIRECTIONS[1]  # words for what becomes more or less
_ASKS_CHANGE = re.compile(
    r"(?:and |but )?(?:by|to|from|why|how|did|has|have|do|does|is|are|was|were|what|whether|if)\b",
    re.I,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*")
_BEGINS = re.compile(
    r"(?:^|[\w\"”’)]{3,}[.!?][\"”’]? )[\"“‘(]?$"
)  # before the first word of a sentence
_NOT_NAMES = frozenset(
    "i mr mrs ms dr who what when where which why how monday tuesday wednesday thursday friday saturday"
    " sunday".split()
) | frozenset(MONTHS)


@dataclass(frozen=True, slots=True)
class Terms:
    """How far a sentence agrees with a question, each 0 to 1.

    `near`: share of the question's parties (countries, people, organisations) that the sentence, its
    title or the sentence before it names; `far`: that its article names. 1 where the question names
    none. `against`: 1 where question and sentence move in opposite directions, `along` where in the same.
    `other_time`: 1 where the question names a year or month, other than "as of June", and the sentence, or the
    clause of the value, names others and not that (rag.times). `other_number`: 1 where the value is another
    number of a change than that asked for (rag.changes).
    """

    near: float
    far: float
    against: float
    other_time: float
    along: float = 0.0
    other_number: float = 0.0

    @property
    def elsewhere(self) -> bool:
        """Whether an answer from this sentence would be of another direction or number than was asked."""
        return bool(self.against) or bool(self.other_number)

    @property
    def strange(self) -> bool:
        """Whether its article names less than half of the question's parties, or the sentence only other times,
        at least in these words: it may say "Reserve Bank" where the question says "Sydney", and "the year
        before" where it says "2024"."""
        return self.far < 0.5 or bool(self.other_time)


UNCHECKED = Terms(near=1.0, far=1.0, against=0.0, other_time=0.0)


def compare(
    question: str,
    sentence: str,
    around: str,
    article: str,
    value: Span | None = None,
    published: str | None = None,
) -> Terms:
    """`around`: the title and the sentence before; `article`: all that is known of the article, its
    date included; `value`: the answer, in characters of the sentence; `published` as ISO 8601 has it."""
    parties = parties_of(asking(question)) or parties_of(question)
    moved = direction(question, sentence, value)
    other_time = times.is_other_time(question, sentence, published) or (
        value is not None and times.agreement(question, sentence, value, published) < 0
    )
    return Terms(
        near=_share(parties, f"{sentence}\n{around}"),
        far=_share(parties, article),
        against=float(moved < 0),
        along=float(moved > 0),
        other_time=float(other_time),
        other_number=float(value is not None and changes.agreement(question, sentence, value) < 0),
    )


def parties_of(text: str) -> set[str]:
    """Countries by code, other names by the stems of their words."""
    rest = without_countries(text)
    names = {
        stem
        for found in _NAME.finditer(rest)
        if not _is_mere_beginning(rest, found)
        for stem in stems(word for word in words(found.group()) if _is_name(word))
    }
    return countries(text) | names


def all_named(question: str, text: str) -> bool:
    """Whether the text names every party that the question names."""
    return _share(parties_of(question), text) == 1.0


def _is_mere_beginning(text: str, found: re.Match[str]) -> bool:
    """Whether its capital is only that of the sentence's first word."""
    return " " not in found.group() and bool(_BEGINS.search(text[: found.start()]))


def _is_name(word: str) -> bool:
    return word not in _NOT_NAMES and word not in FORM_WORDS and len(word) > 1


def _share(parties: set[str], text: str) -> float:
    if not parties:
        return 1.0
    return len(parties & (countries(text) | stems(words(text)))) / len(parties)


def direction(question: str, sentence: str, value: Span | None) -> int:
    """1 where a question for a number, a reason or yes or no moves in one direction, and the sentence in the
    same alone, -1 where in the other alone; of a sentence that moves in both, the clause of the value counts;
    else 0. ("Who raised it?" may be answered by a sentence on what fell.)"""
    question = asking(question)
    if not _ASKS_CHANGE.match(question):
        return 0
    asked, told = _ways(question), _ways(sentence)
    if len(told) > 1 and value is not None:
        clause = clauses_until(sentence, value)[-1]
        told = _ways(sentence[clause.start : clause.end])
    if len(asked) != 1 or len(told) != 1:
        return 0
    return 1 if asked == told else -1


def _ways(text: str) -> set[int]:
    said = set(words(text))
    return {way for way, forms in enumerate(_DIRECTIONS) if forms & said}
