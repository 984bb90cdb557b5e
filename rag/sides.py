"""Whose duty is it, and on whose goods? The two sides of a duty, in a question and beside an answer.

"China charges 10% on American goods" and "Chinese goods pay 30% in America" name the same two countries, and
answer opposite questions. Each naming of a country is given a side by the words beside it:

    by   who lays it on: "China charges", "China's tariff", "levied by China", "entering China"
    on   whom it falls on: "Chinese goods", "goods from China", "duties on China", "China faces"

An answer's sides are those of its own clause, or where that names nobody, of what comes before it. A clause
that gives its country none goes on as the clause before began: "China charges 10%, America 30%". The patterns
know duties, the one kind of figure that two parties commonly have against each other, and no country, rate or
article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from index.records import Span
from rag.clauses import clauses_until
from rag.places import UNION, capitalised, is_seat, mentions

Side = Literal["by", "on"]
Sides = Mapping[str, Side]  # by ISO code

_DUTY = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies|ied|ying)|customs|import tax(?:es)?|tax(?:es|ed)?"
    r"|charg(?:e|es|ed|ing))\b",
    re.I,
)
_GOODS = (  # "America's import tariff" is no goods
    r"(?:goods|products|exporters|merchandise|items|shipments?|wares|ones"
    r"|(?:imports?(?! (?:from|of)\b)|exports?)"
    r"(?! (?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax(?:es)?|charges?|rates?|fees?)\b))"
)
_LAYS = (
    r"(?:tariffs?|dut(?:y|ies)|rates?|lev(?:y|ies|ied|ying)|tax(?:es|ed|ing)?|charg(?:e|es|ed|ing)|impos(?:e|es|ed|ing)"
    r"|put(?:s|ting)?|plac(?:e|es|ed|ing)|set(?:s|ting)?|keep(?:s|ing)?|kept|appl(?:y|ies|ied|ying)|ask(?:s|ed|ing)?"
    r"|rais(?:e|es|ed|ing)|cut(?:s|ting)?|lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|slap(?:s|ped|ping)?|take(?:s)?"
    r"|add(?:s|ed|ing)?|collect(?:s|ed|ing)?|retaliat(?:e|es|ed|ing))"
)
_FALLS = (
    r"(?:fac(?:e|es|ed|ing)|pay(?:s|ing)?|paid|bear(?:s|ing)?|bore|carr(?:y|ies|ied|ying)"
    r"|(?:is|are|was|were|be|been|being|gets?|got) (?:now )?(?:charged|taxed|hit|subject))"
)
_NO_WAY = (
    r"(?:on|from|by|against|to|into|in|with|for|and|or|than|while)\b"  # another party may follow
)


_TAXES = r"(?:tax(?:es)?|charges?|lev(?:y|ies)|tariffs?|dut(?:y|ies))(?!-)\b"
# who buys abroad pays his own country's duty
_BUYERS = r"(?:importers?|buyers?|customers?|consumers?|shoppers?|households?)"


def _soon(words: str, between: int, but: str = _NO_WAY) -> re.Pattern[str]:
    """After a country: these words, with a few in between, and none of them that `but` has."""
    return re.compile(rf"^(?:['’]s?)?(?:[ -](?!{but})[\w-]+){{0,{between}}}?[ -]{words}\b", re.I)


_GOODS_AFTER = _soon(_GOODS, 2, f"(?:{_NO_WAY}|{_TAXES})")  # "how does America tax goods from …"
_BUYERS_AFTER, _LAYS_AFTER = _soon(_BUYERS, 1), _soon(_LAYS, 3)
_NO_DUTY = rf"(?:{_NO_WAY}|{_TAXES}|rates?\b)"  # "American duties are charged" falls on nobody
_FALLS_AFTER, _TAXED_AFTER = _soon(_FALLS, 2, _NO_DUTY), _soon("(?:charged|taxed)", 3, _NO_DUTY)
_ON_BEFORE = re.compile(
    r"\b(?:(?<!\bface )(?<!\bfaces )(?<!\bfaced )(?<!\bget )from|against|on|out of|appl(?:y|ies|ied|ying) to"
    r"|hit(?:s|ting)?|(?<!the )(?<!a )(?<!\bof )charg(?:e|es|ed|ing)|tax(?:ed|ing))(?: the)? $",
    re.I,
)
_MADE_BEFORE = re.compile(r"\b(?:made|produced|built|grown|assembled) in(?: the)? $", re.I)
_BY_BEFORE = re.compile(r"\b(?:by|(?:fac(?:e|es|ed)|get) from)(?: the)? $", re.I)
_INTO_BEFORE = re.compile(
    r"\b(?:in|to|into|enter(?:s|ed|ing)?|reach(?:es|ed|ing)?|bound for)(?: the)? $", re.I
)
_BE_BEFORE = re.compile(r"\b(?:is|are|was|were)(?: the)? $", re.I)  # "were Peru's peas charged"
_BORDER_AFTER = re.compile(r"^(?:['’]s?)? (?:border|customs|ports?)\b", re.I)


def agreement(question: str, sentence: str, value: Span) -> int:
    """1 where the value's clause has the sides of the question, -1 where it has others, 0 where either has
    none, or the question is not on a duty. `value` in characters of the sentence."""
    if not _DUTY.search(question):
        return 0
    asked = sides_of(capitalised(question))
    told = _sides_beside(sentence, value) if asked else {}
    agree = contradict = False
    for side in ("by", "on"):
        wanted = {country for country, its in asked.items() if its == side}
        found = {country for country, its in told.items() if its == side}
        agree |= bool(wanted & found)
        contradict |= bool(wanted and found and not wanted & found) and not _within(wanted, found)
    return -1 if contradict else int(agree)


def _within(some: set[str], others: set[str]) -> bool:
    """Whether one is the European Union, and the other has a member of it, whose duties are the union's."""
    return ("EU" in some and bool(others & UNION)) or ("EU" in others and bool(some & UNION))


def sides_of(text: str, before: Side | None = None) -> Sides:
    """The side of each country that has one. `before` is that of the first without any."""
    found: dict[str, Side] = {}
    named = mentions(text)
    for at, (country, span) in enumerate(named):
        ends = named[at + 1][1].start if at + 1 < len(named) else len(text)
        name = text[span.start : span.end]
        side = _side(text[: span.start], name, text[span.end : ends])
        if side is None and not found:
            side = before
        if side is not None:
            found.setdefault(country, side)
    return found


def _side(before: str, name: str, after: str) -> Side | None:
    if _GOODS_AFTER.match(after):
        return "on"
    if _BUYERS_AFTER.match(after) or _BY_BEFORE.search(before) or _BORDER_AFTER.match(after):
        return "by"
    if _ON_BEFORE.search(before):
        return "on"
    if not is_seat(name):  # "in London" is where they met
        if _MADE_BEFORE.search(before):
            return "on"
        if _INTO_BEFORE.search(before):
            return "by"
    if _FALLS_AFTER.match(after) or (_BE_BEFORE.search(before) and _TAXED_AFTER.match(after)):
        return "on"
    return "by" if _LAYS_AFTER.match(after) else None


def _sides_beside(sentence: str, value: Span) -> Sides:
    """Those of the value's clause; where that names nobody, of the nearest before it that does."""
    sides: Sides = {}
    last: Side | None = None
    for span in clauses_until(sentence, value):
        clause = sides_of(sentence[span.start : span.end], last)
        if clause:
            sides, last = clause, next(iter(clause.values()))
    return sides
