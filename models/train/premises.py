"""Questions → questions that rest on something false: another name, year or opposite than the passage has.

Such a question shares nearly all its words with the passage, which yet does not answer it. SQuAD 2.0's writers
made many of theirs so (Rajpurkar, Jia and Liang 2018, arXiv:1806.03822, table 1).
"""

from __future__ import annotations

import random
import re
from functools import lru_cache

# after a word, which tells what kind of thing it is: "in 1931", "did Norway"
_NUMBER = re.compile(r"\b([a-z]+ )(\d[\d,.]*\d|\d)\b")
_NAME = re.compile(r"\b([a-z]+ )([A-Z][a-z\u00df-\u00ff]+(?: [A-Z][a-z\u00df-\u00ff]+)*)\b")
_OPPOSITES = """
    first last, highest lowest, largest smallest, biggest smallest, most fewest, most least, more
    fewer, more less, oldest youngest, before after, began ended, begin end, start finish, started
    ended, rose fell, rise fall, increase decrease, increased decreased, increases decreases, gain
    loss, gained lost, won lost, win lose, north south, northern southern, east west, eastern
    western, import export, imports exports, bought sold, buy sell, support oppose, supported
    opposed, accept reject, accepted rejected, approved refused, minimum maximum, longest shortest,
    above below, early late, earliest latest, open close, opened closed, raised lowered, raise
    lower, allow forbid, allowed forbade, male female, men women, son daughter, father mother, wins
    losses, victory defeat, majority minority, above under, richest poorest, fastest slowest,
    highest-paid lowest-paid, agreed refused, urban rural, ancient modern, summer winter, future
    past, inside outside, joined left, enter leave, entered left
"""
_OTHER: dict[str, str] = {}
for _pair in _OPPOSITES.split(","):
    _one, _two = _pair.split()
    _OTHER.setdefault(_one, _two)
    _OTHER.setdefault(_two, _one)
_TURNED = re.compile(rf"\b(?:{'|'.join(sorted(_OTHER, key=len, reverse=True))})\b")


def swapped(question: str, passage: str, elsewhere: str, rng: random.Random) -> str | None:
    """`question` with one thing changed that `passage` tells: a number or a name, for one that stands
    `elsewhere` after the same word and not in the passage; or a word for its opposite. None where there is
    nothing to change."""
    ways = [_NUMBER, _NAME, _TURNED]
    rng.shuffle(ways)
    for way in ways:
        spots = []
        for found in way.finditer(question):
            if way is _TURNED:
                others = [_OTHER[found.group()]]
            elif found.group(2) in passage:
                others = _known(elsewhere, way).get(found.group(1), [])
            else:
                continue
            fitting = [o for o in others if _fits(o, found.group(found.lastindex or 0))]
            fitting = [o for o in fitting if o not in passage and o not in question]
            if fitting:
                spots.append((found.span(found.lastindex or 0), fitting))
        if spots:
            (start, end), fitting = rng.choice(spots)
            return question[:start] + rng.choice(fitting) + question[end:]
    return None


@lru_cache(maxsize=8)  # an article has hundreds of questions
def _known(text: str, way: re.Pattern[str]) -> dict[str, list[str]]:
    """What stands there after each word."""
    known: dict[str, set[str]] = {}
    for before, told in way.findall(text):
        known.setdefault(before, set()).add(told)
    return {before: sorted(told) for before, told in known.items()}


def _fits(other: str, told: str) -> bool:
    """A number has as many digits; a name may be longer."""
    return not told[0].isdigit() or len(other) == len(told)
