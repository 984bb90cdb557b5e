"""Yes or no by a number: what is told is asked for, and compared with the number that the question names.

"Is the duty on steel higher than 25%?"          → "What is the duty on steel?"
"Did the fund raise more than $2 billion?"       → "How much did the fund raise?"
"Will it take at least two weeks?"               → "How long will it take?"

Articles seldom say "higher than 25%"; they say 30%, and which of the two is more is plain. Only plain forms are
known: where the number may belong to something else ("firms with more than 50 workers"), or the answer to more
than the number ("did any bank lose more than 5%?"), the question is asked as it stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from index.records import Span
from rag import changes
from rag.asking import VERB, asking
from rag.comparing import with_noun
from rag.grammar import MEASURES, is_more
from rag.quantities import COINS, MEASURE, Quantity, quantity_at
from rag.terms import MOVES
from rag.values import Kind, values

_ASKED = re.compile(rf"(?P<lead>(?:[^,?]{{1,80}}, )?)(?:and |but |so )?(?P<verb>{VERB}) ", re.I)
_MEASURED = "|".join({*MEASURES.values()})
_SAID = re.compile(
    rf"(?:(?P<no>no )?(?P<than>more|less|fewer|{'|'.join(MEASURES)}) than"
    rf"|(?P<alone>over|above|under|below|exceed(?:s|ed)?|at (?:least|most)(?: as (?P<as>{_MEASURED}) as)?)) ",
    re.I,
)
# "25% or more", "20 people or more", "400 metres or longer"
_OR_MORE = re.compile(
    rf"(?P<of>(?:[ -]?(?!or\b)[a-z]{{1,20}}){{0,2}}?) or (?P<said>more|less|fewer|over|above|under|below"
    rf"|{'|'.join(MEASURES)})\b(?! than\b)",
    re.I,
)
_BE = re.compile(r"(?:is|are|was|were)$")
_BEEN = re.compile(r"(?:^|\s)(?:be|been)$")
# after other verbs they may be of a place or a quarrel
_OF_A_LEVEL = ("over", "above", "under", "below")
_WAS = {"do": "is", "does": "is", "did": "was", "has": "has been", "have": "have been", "had": "had been",
        "will": "will be"}  # fmt: skip
_BY_THE_WAY = re.compile(r"\b(?:still|really|actually|now|currently|even|already)(?:\s|$)", re.I)
# in the subject: then more is asked than the number, or the number is of something else
_NOT_PLAIN = re.compile(
    r"\b(?:not|never|no|none|nobody|neither|fail\w*|ever|always|any|every|each|all|only|if|when|unless|after"
    r"|before|that|which|who|with|having|earning|aged|there|den(?:y|ie[sd])|than|and|or|more|less|from)\b"
    r"|[,;:]|\b(?:of|to|in|at|on|for|under|over|as)$|[-–—]$",
    re.I,
)
_NOT_OF_A_LEVEL = re.compile(r"\b(?:to|for)\b", re.I)  # "is it illegal to carry more than"
# a verb that says how something changes: no noun, which after "did" or "has" has an article or an -s
_MOVED = re.compile(
    rf"(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bits )\b(?!growth\b|higher\b|\w+(?:s|ion)\b)(?:{'|'.join(MOVES)})\b"
)
_GOES_ON = re.compile(
    r"(?:in|on|at|by|for|to|of|under|during|since|per|an?|each|every|this|last|next|as|now|today|yesterday"
    r"|across|among)\b",
    re.I,
)
_COUNTED = re.compile(r"\b(?:number|count|total|toll|index|size|population|price)\b", re.I)
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|[bmt]n|k)"
_NUMBER = re.compile(rf"(?:[-−]?[$€£¥₹]?[\d.,]+|[a-z-]+)(?: ?{_SCALE}\b)*", re.I)
_NO_NUMBER = re.compile(
    r"[\s-]?(?:dozens?|halves|thirds?|quarters?|fifths?|tenths?|times|in \d|out of|st|nd|rd|th)\b|/|[-–—]"
    r"| (?:to|and|or) [$€£¥₹]?\d"
)
_COINED = re.compile(rf"{COINS}s?\b", re.I)
_UNIT = re.compile(rf"(?:%|per ?cent\b|(?:percentage )?points?\b|{COINS}s?\b|{MEASURE}) ?", re.I)
# what a sentence says in front of a number, and behind it
_MORE_THAN = "|".join(m for m in MEASURES if is_more(m))
_LESS_THAN = "|".join(m for m in MEASURES if not is_more(m))
_ABOVE = re.compile(
    rf"\b(?:(?:more|{_MORE_THAN}) than|over|above|exceed\w*|in excess of|upwards? of|topp(?:ed|ing)|tops"
    r"|surpass\w*) $",
    re.I,
)
_BELOW = re.compile(rf"\b(?<!just )(?:(?:less|fewer|{_LESS_THAN}) than|under|below) $", re.I)
_FROM = re.compile(r"\b(?:at least|a minimum of) $", re.I)
_UP_TO = re.compile(r"\b(?:up to|at most|a maximum of|as (?:many|much|high|long) as) $", re.I)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just under) $", re.I)
_ABOUT = re.compile(r"\b(?:about|around|roughly|some|approximately|an estimated) $", re.I)
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|cannot|\w+n['’]t)\b(?:(?!\b(?:but|only)\b)[^,;:.\d]){0,25}$", re.I
)
_RANGE_BEFORE = re.compile(r"\b(?:between|from) (?:[$€£¥₹]?[\d.,]+\S* (?:and|to) )?[$€£¥₹]?$", re.I)
_RANGE_BEHIND = re.compile(r" ?(?:to|and|-|–|—) ?[$€£¥₹]?\d")
_FROM_WHAT = re.compile(r"\bfrom [$€£¥₹]?\d\S* (?=to\b)", re.I)
_PLUS = re.compile(r"-plus\b|\+")
_OR_SO = re.compile(r"(?: [a-z]+)? or (?:so|thereabouts)\b")
ROUND = 0.1  # what is told as "about" or "nearly" may be so much more or less


@dataclass(frozen=True, slots=True)
class Limit:
    """`asked` is the question for the value. Yes, where that is more than `bound`, or less where not `more`; or
    as much, where `reached`. Of a `change` only the size counts."""

    asked: str
    bound: Quantity
    more: bool
    reached: bool = False
    change: bool = False

    def verdict(self, sentence: str, value: Span, published: str | None = None) -> bool | None:
        """By a value in its sentence. None where it is of another unit, and where it can't be said: whether
        "more than 20" is more than 30."""
        told = quantity_at(sentence, value, published)
        if told is None or told.unit != self.bound.unit:
            return None
        inside = sentence[value.start : value.end]  # perhaps "more than 30", "30 or more"
        number = min(_numbers(inside), key=lambda span: span.start, default=Span(0, len(inside)))
        amount = abs(told.amount) if self.change else told.amount
        start, end = value.start + number.start, value.start + number.end
        before = sentence[:start]
        if changes.is_end(sentence, Span(start, end)):  # "came down from 145% to": no range
            before = _FROM_WHAT.sub("from that ", before)
        between = _range(amount, before, sentence[end:])
        verdicts = {self._beyond(end) for end in between or ()}
        return verdicts.pop() if len(verdicts) == 1 else None

    def denies(self, verdict: bool, sentence: str, published: str | None = None) -> bool:
        """Whether the sentence has numbers that can be compared, and all of them say otherwise; of a change
        either may be meant."""
        alone = (span for span in _numbers(sentence) if not changes.is_end(sentence, span))
        said = {self.verdict(sentence, span, published) for span in alone} - {None}
        return said == {not verdict}

    def _beyond(self, amount: float) -> bool:
        if amount == self.bound.amount:
            return self.reached
        return (amount > self.bound.amount) == self.more


def limit_in(question: str) -> Limit | None:
    """None where the question is no such one, or not in a form that is known here."""
    question = asking(question).rstrip(" ?")
    asked = _ASKED.match(question)
    if asked is None:
        return None
    rest = _in_front(question[asked.end() :])
    found = _SAID.search(rest)
    after = rest[found.end() :] if found else ""
    bound = _bound(after)
    if found is None or bound is None:
        return None
    verb = re.sub(r"n['’]t$", "", asked["verb"].lower())
    verb = {"wo": "will", "ca": "can"}.get(verb, verb)
    subject = _BY_THE_WAY.sub("", rest[: found.start()]).strip()
    told = _value_asked(verb, subject, found, bound, _behind(after))
    if told is None:
        return None
    than, alone, negated = found["than"], (found["alone"] or "").lower(), bool(found["no"])
    more = is_more(than) if than else not alone.startswith(("under", "below", "at most"))
    begun = told if asked["lead"] else f"{told[0].upper()}{told[1:]}"
    return Limit(
        f"{asked['lead']}{begun}?",
        bound,
        more != negated,
        negated or alone.startswith("at "),
        told.startswith("by how much"),
    )


def _in_front(rest: str) -> str:
    """ "30% or more" → "at least 30%"; "400 metres or longer" → "at least as long as 400 metres"."""
    for span in sorted(_numbers(rest), key=lambda span: span.start):
        if (behind := _OR_MORE.match(rest, span.end)) is not None:
            said = behind["said"].lower()
            bound = "at least" if _is_above(said) else "at most"
            bound += f" as {MEASURES[said]} as" if said in MEASURES else ""
            number = f"{rest[span.start : span.end]}{behind['of']}"
            return f"{rest[: span.start]}{bound} {number}{rest[behind.end() :]}"
    return rest


def _is_above(said: str) -> bool:
    return said in ("over", "above") or is_more(said)


def _bound(after: str) -> Quantity | None:
    """The one number that stands first in what follows "more than"."""
    end = max((span.end for span in _numbers(after) if span.start == 0), default=0)
    if not end or _NO_NUMBER.match(after, end) or _numbers(after[end:]) or _SAID.search(after, end):
        return None
    bound = quantity_at(after, Span(0, end))
    return None if bound is None or bound.unit == "date" else bound


def _numbers(text: str) -> list[Span]:
    kinds: tuple[Kind, ...] = ("duration", "number")
    return [span for kind in kinds for span in values(text, kind)]


def _behind(after: str) -> str:
    """What follows a number's digits or words, and its scale."""
    number = _NUMBER.match(after)
    return after[number.end() :].lstrip(" -") if number else after


def _value_asked(
    verb: str, subject: str, found: re.Match[str], bound: Quantity, behind: str
) -> str | None:
    """The question for the value; None where it is not plain that the number is the answer's."""
    than, alone = (found["than"] or "").lower(), (found["alone"] or "").lower()
    counted, rest = ("", behind)
    if (
        bound.unit not in ("%", "point", "day")
        and not _COINED.match(behind)
        and not _GOES_ON.match(behind)
    ):
        counted, rest = with_noun("how many", behind)
        if counted == "how many" and (measure := _UNIT.match(behind)) is not None:  # "km", "feet"
            counted, rest = f"how many {measure[0].strip()}", behind[measure.end() :]
        counted = "" if counted == "how many" else counted
    if not subject:
        return f"{counted} {verb} {rest}".strip() if counted and verb != "exceed" else None
    if _NOT_PLAIN.search(subject):
        return None
    unit = _UNIT.match(behind)
    said = MEASURES.get(than) or (found["as"] or "").lower()
    tail = (rest if counted and not said else behind[unit.end() :] if unit else behind).strip(" ,")
    if tail and not _GOES_ON.match(tail):
        return None
    how = _how(verb, subject, said, alone, bound, counted)
    if how is None:
        return None
    if alone.startswith("exceed"):
        verb = _WAS.get(verb, "")
    return " ".join(part for part in (how, verb, subject.removesuffix(" by"), tail) if part)


def _how(
    verb: str, subject: str, said: str, alone: str, bound: Quantity, counted: str
) -> str | None:
    """What asks for the value."""
    measure = "high" if said == "low" else said
    is_level = bool(_BE.match(verb) or _BEEN.search(subject))
    bare = bound.unit is None or (counted and not is_level)
    if alone.startswith("exceed"):
        return "what" if verb in _WAS else None
    if subject.endswith(" by"):
        if counted or bound.unit == "day":
            return f"by {counted or 'how long'}"
        return "by how much" if bound.unit or _MOVED.search(subject) else None
    if is_level:
        if _NOT_OF_A_LEVEL.search(subject) or (
            bare and not measure and not _COUNTED.search(subject)
        ):
            return None
        if bound.unit == "day":
            return f"how {measure or 'long'}"
        return f"how {measure}" if measure and (bare or counted) else "what"
    if alone in _OF_A_LEVEL:
        return None
    if bound.unit in ("%", "point") and _MOVED.search(subject):
        return "by how much"
    if measure or bound.unit == "day":
        return f"how {measure or 'long'}"
    return counted or (None if bare else "how much")


def _range(amount: float, before: str, behind: str) -> tuple[float, float] | None:
    """What it may be at least and at most, by the words around it; None where they are too many."""
    if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(behind):
        return None
    just_more, just_less = math.nextafter(amount, math.inf), math.nextafter(amount, -math.inf)
    bounds = {
        _ABOVE: (just_more, math.inf),
        _FROM: (amount, math.inf),
        _BELOW: (-math.inf, just_less),
        _UP_TO: (-math.inf, amount),
        _NEARLY: (amount * (1 - ROUND), just_less),
        _ABOUT: (amount * (1 - ROUND), amount * (1 + ROUND)),
    }
    for said, between in bounds.items():
        if (found := said.search(before)) is not None:
            return None if _NEGATED.search(before, 0, found.start()) else between
    if _NEGATED.search(before):
        return None
    if (either := _OR_MORE.match(behind)) is not None:
        return bounds[_FROM if _is_above(either["said"].lower()) else _UP_TO]
    if _PLUS.match(behind):
        return bounds[_FROM]
    return bounds[_ABOUT] if _OR_SO.match(behind) else (amount, amount)
