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
from rag.grammar import MEASURES, PLURAL, is_more
from rag.places import country_of
from rag.quantities import Quantity, comparable
from rag.records import MAX_SHORT_WORDS
from rag.splitting import OTHER, with_other
from rag.words import stems, terms

Order = Literal["more", "less", "earlier", "later"]

# what is compared with "more", so that more of it is a larger number
_WITH_MORE = re.compile(r"(?:often|far|expensive|(?:steep|deep|high|wide|strong)ly|heavily)$")
_TIMES: dict[str, Order] = {
    "first": "earlier",
    "earlier": "earlier",
    "sooner": "earlier",
    "later": "later",
}
_COMPARATIVE = re.compile(
    r"(?<!\bno )(?<!\bat )(?<!days )(?<!weeks )(?<!months )(?<!years )(?<!year )(?<!hours )"
    rf"\b(?:the )?(?P<said>more|less|fewer|most|least|{'|'.join(MEASURES)}|{'|'.join(_TIMES)})\b(?! than\b)"
    r"(?P<of> of\b)?(?: (?P<next>[a-z][\w-]*))?(?: (?P<after>[a-z][\w-]*))?",
    re.I,
)
_BE = r"(?:is|are|was|were|be|been|being|came|comes|come)"
_DO = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)"
_WHO = re.compile(
    r"^(?:who(?! of)|what|which)(?: of (?:the (?:two|pair)|(?:these|those|them)"
    rf"(?: (?:[\w'’-]+ ){{0,2}}?{PLURAL}(?= (?!(?:the|an?)\b)\w))?))?\b"
    rf"(?: (?!{_BE}\b|{_DO}\b)(?:\w+ ){{1,3}}?(?=(?:{_BE}|{_DO}|\w+ed)\b))?",
    re.I,
)
# "Whose duty is higher, Peru's or Chile's?", "Whose duty rose more, Peru's on tin or Chile's on copper?"
_WHOSE = re.compile(
    rf"^whose (?P<thing>(?:(?!{_DO}\b)[\w'’-]+ ){{1,8}}?)"
    r"(?=(?:(?:is|are|was|were|will be|has been)(?: the)? |rose |grew |fell |gained |lost )"
    rf"(?:more|less|{'|'.join(MEASURES)})\b)",
    re.I,
)
_ONE = re.compile(r"\b(\w+(?:er|est|st)) one\b", re.I)  # "the bigger one"
_LAST = re.compile(  # the last word of "the ferry", "the red ferry", "the blue one"
    r"^(?P<before>(?:the|an?)(?: (?!one\b)[\w-]+)?)"
    r" (?P<noun>(?!now\b|then\b|today\b|yesterday\b|before\b|after\b|ago\b|\w+ed\b)[a-z][\w-]*)$"
)
_OWNER = re.compile(
    r"^(?P<name>.+?)(?:['’]s|(?<=s)['’])(?P<rest>(?: (?:on|in|for|from|to|at) .+)?)$"
)
_ON_OTHER = re.compile(rf" (?P<by>\w+) (?:{OTHER.pattern})(?:['’]s \w+)?")
# "Under the truce, which is higher …?" is asked of each as "How high is … under the truce?"
_LEAD = re.compile(
    r"^(?P<lead>(?:in|on|at|by|for|from|over|under|after|before|during|since|until|as of|according to)\b"
    r"(?! (?:which|what|whose|whom)\b)[^,?]{1,60}), (?=(?:who|which|what|whose)\b)",
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
    r"^(in|on|at|to|from|for|with|under|of|by|between|during|after|before|across|around|along|near|outside"
    r"|inside|within|since)\b",
    re.I,
)
_NO_COMPARATIVE = re.compile(r"^(?:house|court|chamber|league|limit|bound|secondary)s?$")
_SAYS = re.compile(
    r"^who (?:said|says|claimed|claims|thinks|thought|believes|believed|warned)\b", re.I
)
_SIDES_WITH = re.compile(  # "against higher taxes": of what is not asked how high it is
    r"\b(?:against|(?:oppos|favou?r|back|support|reject)(?:s|e[sd]?|ed)?|(?:call|vot|argu|push)\w* for) $",
    re.I,
)
_NO_SIDE = re.compile(r"^(?:yes|no|true|false|not)\b|^\d(?!\d{3}\b)", re.I)
# "Secure South | in Slovenia", "Chinese goods | entering America"
_ASIDE = re.compile(
    r" (?:in|at|on|for|from|near|when|who|that|which|with|by|after|before|\w{3,}ing)\b"
)
_HEAD = 2  # words, or a name, that tell one of the two from the other
_KIND = re.compile(  # "which round came first, London or Geneva": the London round
    rf"^(?:which|what) (?!of\b|{_BE}\b|{_DO}\b)([a-z][\w-]+) {_BE}$", re.I
)
_RACES = re.compile(  # "which team came first": in a race
    r"team|club|runner|driver|rider|swimmer|skier|candidate|party|country|city|minister|horse|car",
    re.I,
)
_DONE = re.compile(
    r"^(?:of (?:these|those|them) )?(?=(?:did|does|do)\b)", re.I
)  # "which did he sign"
_LONGEST = MAX_SHORT_WORDS  # of one of the two


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sides` as the question calls them, and what is asked of each. `order`: which of the two is meant, by
    `measure` ("old"), where it is of one."""

    sides: tuple[str, str]
    asked: tuple[str, str]
    order: Order
    measure: str | None = None

    def meant(self, first: Quantity, second: Quantity) -> int | None:
        """0 or 1; None where the two can't be compared, or are not what the question is about."""
        if not comparable(first, second):
            return None
        times, order = first.unit == "date", self.order
        if times is not (order in ("earlier", "later")):
            if not (times and self.measure == "old"):  # the older one began earlier
                return None
            order = "less" if order == "more" else "more"
        if first.unit == "day" and self.measure == "fast":  # the faster one takes less
            order = "less" if order == "more" else "more"
        larger = first.amount > second.amount
        return 0 if larger == (order in ("more", "later")) else 1


def comparison_in(question: str) -> Comparison | None:
    """None where none is asked for, or not in a form that is known here."""
    asked = asking(question).rstrip(" ?")
    lead = _LEAD.match(asked)
    if lead is not None:
        asked = asked[lead.end() :]
    stem, sides = _sides(asked)
    if sides is None:
        return None
    sides = _whole(sides)
    names = None
    if (whose := _WHOSE.match(stem)) is not None:
        own, other = map(_OWNER.match, sides)
        if own is None or other is None:
            return None
        names = own["name"], other["name"]
        if any(map(_SIDE_BY.match, names)):
            return None
        stem = "which " + _ONE.sub(r"\g<1>", stem[whose.end() :])
        thing = whose["thing"].strip()
        sides = _owned(own, thing, other["name"]), _owned(other, thing, own["name"])
    found = _COMPARATIVE.search(stem)
    if found is None or _SAYS.match(stem) or _names_it(found) or _of_three(stem, sides, found):
        return None
    if found["said"].lower() in MEASURES and _SIDES_WITH.search(stem[: found.start("said")]):
        return None
    first, second = (_asked(stem, found, side) for side in sides)
    if first is None or second is None:
        return None
    if lead is not None:
        said = f" {lead['lead'][0].lower()}{lead['lead'][1:]}?"
        first, second = first.removesuffix("?") + said, second.removesuffix("?") + said
    names = names or _names(sides)
    if names[0].casefold() == names[1].casefold():
        return None
    return Comparison(names, (first, second), _order(found), MEASURES.get(found["said"].lower()))


def _whole(sides: tuple[str, str]) -> tuple[str, str]:
    """ "the London round", "the Geneva one" → "the Geneva round"; "Indian", "Thai mills" → "Indian mills" """
    first, (adjective, *noun) = sides[0], sides[1].split(" ")
    shared = "".join(noun).islower() and not country_of(sides[1].title())
    if shared and country_of(first) and country_of(adjective) and not re.search("['’]", adjective):
        return " ".join([first, *noun]), sides[1]
    one, other = map(_LAST.match, sides)
    if one and other and "one" in (one["noun"], other["noun"]):
        if one["noun"] == "one":
            return f"{one['before']} {other['noun']}", sides[1]
        return sides[0], f"{other['before']} {one['noun']}"
    return sides


def _owned(owner: re.Match[str], thing: str, other: str) -> str:
    """ "Peru's on tin" → "Peru's duty on tin"; of a "duty on the other", "Peru's duty on Chile" """
    on_other = _ON_OTHER.search(thing)
    if on_other and re.match(rf" {on_other['by']}\b", owner["rest"]):
        thing = thing[: on_other.start()]
    return f"{owner[0][: owner.start('rest')]} {with_other(thing, other)}{owner['rest']}"


def _names_it(found: re.Match[str]) -> bool:
    """ "the lower house", "Greater Manchester" """
    follows = found["next"] or ""
    said = found["said"]
    capital = said[0].isupper() and found.start("said") > 0
    before_name = said.lower() in MEASURES and follows[:1].isupper()
    return capital or before_name or bool(_NO_COMPARATIVE.match(follows))


def _of_three(stem: str, sides: tuple[str, str], found: re.Match[str]) -> bool:
    """ "Which is larger, Riga, Tartu or Narva?", "Was it warmer in May, June or July?" """
    listed = "," in stem[found.end("said") :]
    bare = all(re.fullmatch(r"[A-Z]\w+", side) for side in sides)
    asks_where = _AUXILIARY.match(stem) or _WHERE.match(stem)
    return listed or bool(bare and asks_where and re.search(r"\b(?:in|on|at) [A-Z]\w+$", stem))


def _names(sides: tuple[str, str]) -> tuple[str, str]:
    """What to call the two: as the question does, without what follows where they are told apart without it."""
    whole = [re.sub(rf"{_SIDE_BY.pattern} ", "", side, flags=re.I) for side in sides]
    heads = [_ASIDE.split(side, maxsplit=1)[0] for side in whole]
    enough = [
        re.search(r"\b[A-Z]", head) or len(re.findall(r"\b(?!the\b|an?\b)\w{3,}", head)) >= _HEAD
        for head in heads
    ]
    told = [head if fine else side for head, side, fine in zip(heads, whole, enough, strict=True)]
    for first, second in (told, whole, sides):
        if first.casefold() != second.casefold():
            break
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
    stem, side = first[:cut], first[cut:].strip(" ,:–—-")
    second, _, tail = second.partition(", ")
    if not side or max(len(side.split()), len(second.split())) > _LONGEST:
        return asked, None
    if any(_AUXILIARY.match(one) or _NO_SIDE.match(one) for one in (side, second)):
        return asked, None
    if re.match(r"(?:and|but|or)\b", tail) or re.search(r" [–—-] ", second):
        return asked, None
    stem = f"{stem} {tail}" if tail else stem  # "Who got more votes, Ada or Oda, in May?"
    if by and not _SIDE_BY.match(side):  # "inflation in France or in Germany"
        head = side.lower().rfind(f" {by[1].lower()} ")
        if head >= 0:
            second = f"{side[:head]} {second}"
        elif _WHO.match(stem):
            return asked, None
        elif not _WHERE.match(stem):
            side = f"{by[1]} {side}"
    return stem, (side, second)


def _order(found: re.Match[str]) -> Order:
    said = found["said"].lower()
    return _TIMES.get(said) or ("more" if is_more(said) else "less")


def _asked(stem: str, found: re.Match[str], side: str) -> str | None:
    """What is asked of one of the two."""
    said = found["said"].lower()
    before, after = stem[: found.start()].rstrip(), stem[found.end("said") :].strip(" ,")
    if said in _TIMES:
        return _when(before, after, side)
    measured = _how(found, before, after)
    if measured is None:
        return None
    how, after = measured
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
        how, after = with_noun(how, after)
        verb = _AUXILIARY.sub(lambda found: found[0].lower(), verb)
    told = " ".join(part for part in (how, verb, after, side) if part)
    return f"{told[0].upper()}{told[1:]}?"


def with_noun(how: str, after: str) -> tuple[str, str]:
    """What is counted goes with "how many" to the front of a question."""
    if how != "how many":
        return how, after
    counted = re.match(rf"(?:[\w-]+ )?{PLURAL}", after, re.I)
    return (f"{how} {counted[0]}", after[counted.end() :].strip()) if counted else (how, after)


def _more(after: str) -> str:
    return f" {after}" if after else ""


def _how(found: re.Match[str], before: str, after: str) -> tuple[str, str] | None:
    """What is asked for in place of the comparative, and what is left after it; None where it is no number."""
    said, follows = found["said"].lower(), (found["next"] or "").lower()
    if said in MEASURES:
        return f"how {'high' if MEASURES[said] == 'low' else MEASURES[said]}", after
    if found["of"] or not follows or _SIDE_BY.match(follows):
        return "how much", after
    if _WITH_MORE.match(follows):
        return f"how {follows}", after[len(follows) :].strip()
    counted = any(re.fullmatch(PLURAL, word or "", re.I) for word in (follows, found["after"]))
    if follows.endswith("ly") or (not counted and re.search(rf"\b{_BE}$", before, re.I)):
        return None  # "how popular" has no number
    return ("how many" if counted else "how much"), after


def _when(before: str, after: str, side: str) -> str | None:
    who = _WHO.match(before)
    # "the first round", "the first to say so"
    if who is None or (after and not re.match(rf"(?!to\b){_SIDE_BY.pattern[1:]}", after, re.I)):
        return None
    verb = before[who.end() :].strip()
    if re.match(r"who\b", before, re.I) and re.fullmatch(_BE, verb, re.I):  # in a race
        return None
    if _DONE.match(verb):
        return f"When {_DONE.sub('', verb)} {side}{_more(after)}?"
    if verb in ("", "is", "are", "comes", "come"):
        return f"When is {side}{_more(after)}?"
    if re.fullmatch(_BE, verb, re.I):
        kind = _KIND.match(before)
        if kind and _RACES.fullmatch(kind[1]):
            return None
        named = f"the {side} {kind[1]}" if kind and re.fullmatch(r"[\w-]+", side) else side
        return f"When was {named}{_more(after)}?"
    return f"{side} {verb} when{_more(after)}?"
