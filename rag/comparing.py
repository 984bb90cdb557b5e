"""Questions that compare two: each is asked of alone, and the values that are told compared.

"Which takes more cars, the Morven or the Sula?"   → "the Morven takes how many cars?", and of the Sula
"Is rent higher in Riga or in Tartu?"              → "How high is rent in Riga?", and in Tartu
"Which came first, the fire or the sale?"          → "When was the fire?", and the sale

The two values often stand in two articles, neither of which compares them; an answer by values that are quoted
can be checked. Only comparatives are known whose order is plain: more, less, and adjectives of measure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.asking import asking
from rag.records import MAX_SHORT_WORDS
from rag.words import stems, terms

Order = Literal["more", "less", "earlier", "later"]

# of each comparative, what is asked for in place of it
_MORE = (
    "bigger big, larger large, greater great, higher high, longer long, older old, taller tall, wider wide"
    ", deeper deep, heavier heavy, faster fast, quicker fast, stronger strong, steeper steep, dearer expensive"
    ", costlier expensive, pricier expensive, warmer warm, hotter hot, farther far, further far, richer rich"
)
_LESS = (
    "smaller small, lower low, shorter short, younger old, cheaper expensive, slower fast, lighter heavy"
    ", weaker strong, colder cold, cooler warm, nearer far, closer far, poorer rich"
    ", narrower wide, thinner thick"
)
_MEASURES = dict(pair.split() for pair in f"{_MORE}, {_LESS}".split(", "))
_TIMES: dict[str, Order] = {
    "first": "earlier",
    "earlier": "earlier",
    "sooner": "earlier",
    "later": "later",
}
_COMPARATIVE = re.compile(
    rf"\b(?:the )?(?P<said>more|less|fewer|most|least|{'|'.join(_MEASURES)}|{'|'.join(_TIMES)})\b(?! than\b)"
    r"(?P<of> of\b)?(?: (?P<next>[a-z][\w-]*))?(?: (?P<after>[a-z][\w-]*))?",
    re.I,
)
_BE = r"(?:is|are|was|were|be|been|being|came|comes|come)"
_DO = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)"
_WHO = re.compile(
    r"^(?:who(?! of)|what|which)(?: of the (?:two|pair))?\b"
    rf"(?: (?!{_BE}\b|{_DO}\b)(?:\w+ ){{1,3}}?(?=(?:{_BE}|{_DO}|\w+ed)\b))?",
    re.I,
)
_PLACED = re.compile(
    r"^(?P<by>in|on|at|to|from|for|with|under|of) (?:which|what|whom)\b(?: of the two)?"
    rf"(?: [a-z-]+){{0,2}}? (?={_DO}\b)",
    re.I,
)
_WHERE = re.compile(r"^(?:where|when)\b ?", re.I)
_AUXILIARY = re.compile(rf"^{_DO}\b ?", re.I)
_SIDE_BY = re.compile(
    r"^(in|on|at|to|from|for|with|under|of|by|between|during|after|before|across)\b", re.I
)
_PLURAL = re.compile(r"(?<!s)s$|^people$|^children$", re.I)
# "Secure South | in Slovenia", "Chinese goods | entering America"
_ASIDE = re.compile(
    r" (?:in|at|on|for|from|near|when|who|that|which|with|by|after|before|\w{3,}ing)\b"
)
_HEAD = 2  # words, or a name, that tell one of the two from the other
_DONE = re.compile(
    r"^(?:of (?:these|those|them) )?(?=(?:did|does|do)\b)", re.I
)  # "which did he sign"
_LONGEST = MAX_SHORT_WORDS  # of one of the two


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sides` as the question calls them, and what is asked of each. `order`: which of the two is meant."""

    sides: tuple[str, str]
    asked: tuple[str, str]
    order: Order


def comparison_in(question: str) -> Comparison | None:
    """None where none is asked for, or not in a form that is known here."""
    asked = asking(question).rstrip(" ?")
    stem, sides = _sides(asked)
    if sides is None:
        return None
    found = _COMPARATIVE.search(stem)
    if found is None:
        return None
    first, second = (_asked(stem, found, side) for side in sides)
    if first is None or second is None:
        return None
    return Comparison(_names(sides), (first, second), _order(found))


def _names(sides: tuple[str, str]) -> tuple[str, str]:
    """What to call the two: as the question does, without what follows where they are told apart without it."""
    whole = [re.sub(rf"{_SIDE_BY.pattern} ", "", side, flags=re.I) for side in sides]
    heads = [_ASIDE.split(side, maxsplit=1)[0] for side in whole]
    enough = [
        re.search(r"\b[A-Z]", head) or len(re.findall(r"\b(?!the\b|an?\b)\w{3,}", head)) >= _HEAD
        for head in heads
    ]
    told = [head if fine else side for head, side, fine in zip(heads, whole, enough, strict=True)]
    first, second = told if told[0].casefold() != told[1].casefold() else whole
    return first, second


def side_of(comparison: Comparison, text: str) -> int | None:
    """Which of the two a text names: the one whose words it has more of; None where it is neither."""
    said = stems(terms(text))
    first, second = (len(said & stems(terms(side))) for side in comparison.sides)
    return None if first == second else int(second > first)


def _sides(asked: str) -> tuple[str, tuple[str, str] | None]:
    """The question before its "A or B", and the two."""
    first, found, second = asked.rpartition(" or ")
    if not found:
        return asked, None
    cut = max(first.rfind(mark) for mark in (", ", ": ", " – ", " — ", " - "))
    by = _SIDE_BY.match(second)
    if cut < 0 and by:
        cut = first.lower().rfind(f" {by[1].lower()} ")
    if cut < 0:
        return asked, None
    stem, side = first[:cut], re.sub(r"^[\s,:–—-]+", "", first[cut:])
    if not side or _AUXILIARY.match(side) or max(len(side.split()), len(second.split())) > _LONGEST:
        return asked, None
    if by and not _SIDE_BY.match(side):
        side = f"{by[1]} {side}"
    return stem, (side, second)


def _order(found: re.Match[str]) -> Order:
    said = found["said"].lower()
    if said in _TIMES:
        return _TIMES[said]
    more = said in ("more", "most") or f"{said} " in _MORE
    return "more" if more else "less"


def _asked(stem: str, found: re.Match[str], side: str) -> str | None:
    """What is asked of one of the two."""
    said = found["said"].lower()
    before, after = stem[: found.start()].rstrip(), stem[found.end("said") :].strip(" ,")
    if said in _TIMES:
        return _when(before, after, side)
    how, after = _how(found, before, after)
    who = _WHO.match(before) if not _AUXILIARY.match(stem) else None
    if who:
        verb = before[who.end() :].strip()
        if _DONE.match(verb):
            return f"{how[0].upper()}{how[1:]} {_DONE.sub('', verb)}{_more(after)} {side}?"
        if re.fullmatch(_BE, verb, re.I):
            return f"{how[0].upper()}{how[1:]} {verb} {side}{_more(after)}?"
        return f"{side} {verb} {how}{_more(after)}?"
    placed = _PLACED.match(before)
    if placed:
        rest = before[placed.end() :]
        side = side if _SIDE_BY.match(side) else f"{placed['by'].lower()} {side}"
    elif _WHERE.match(before):
        rest = _WHERE.sub("", before)
        side = side if _SIDE_BY.match(side) or before.lower().startswith("when") else f"in {side}"
    elif _AUXILIARY.match(stem):
        rest = before
    else:
        return None
    verb, bare = rest.strip(), re.sub(r" (?:an?|the)$", "", rest.strip())
    if _AUXILIARY.fullmatch(bare):  # "Where did a larger share of them vote": it is what does
        verb = verb[len(bare) :].strip()
    else:
        how, after = _with_noun(how, after)
        verb = _AUXILIARY.sub(lambda found: found[0].lower(), verb)
    told = " ".join(part for part in (how, verb, after, side) if part)
    return f"{told[0].upper()}{told[1:]}?"


def _with_noun(how: str, after: str) -> tuple[str, str]:
    """What is counted goes with "how many" to the front of a question."""
    if how != "how many":
        return how, after
    counted = re.match(r"(?:[\w-]+ )?[\w-]*(?:s|people|children)\b", after)
    return (f"{how} {counted[0]}", after[counted.end() :].strip()) if counted else (how, after)


def _more(after: str) -> str:
    return f" {after}" if after else ""


def _how(found: re.Match[str], before: str, after: str) -> tuple[str, str]:
    """What is asked for in place of the comparative, and what is left after it."""
    said, follows = found["said"].lower(), (found["next"] or "").lower()
    if said in _MEASURES:
        return f"how {_MEASURES[said]}", after
    if found["of"] or not follows or _SIDE_BY.match(follows):
        return "how much", after
    counted = any(_PLURAL.search(word or "") for word in (follows, found["after"]))
    if follows.endswith("ly") or (not counted and re.search(rf"\b{_BE}$", before, re.I)):
        return f"how {follows}", after[len(follows) :].strip()
    return ("how many" if counted else "how much"), after


def _when(before: str, after: str, side: str) -> str | None:
    who = _WHO.match(before)
    # "the first round", "the first to say so"
    if who is None or (after and not re.match(rf"(?!to\b){_SIDE_BY.pattern[1:]}", after, re.I)):
        return None
    verb = before[who.end() :].strip()
    if _DONE.match(verb):
        return f"When {_DONE.sub('', verb)} {side}{_more(after)}?"
    if verb in ("", "is", "are", "comes", "come"):
        return f"When is {side}{_more(after)}?"
    if re.fullmatch(_BE, verb, re.I):
        return f"When was {side}{_more(after)}?"
    return f"{side} {verb} when{_more(after)}?"
