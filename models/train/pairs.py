"""Groups → pairs of question and passage for the pointer (rag.pointing).

A passage is of one article, as a chunk is. A question on what it does not tell is a pair too: of the story's
twin about another party, of another paragraph with the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.train.groups import Asked, Group
from rag.excerpts import Excerpt, excerpts
from rag.pointing import ANSWERS, MAX_SPAN, Encoding, encode, question_of
from rag.prompt import NOT_STATED
from rag.reading import JOIN

STRANGE = 0.35  # of questions that are also asked of an article that does not tell


@dataclass(frozen=True, slots=True)
class Pair:
    """`told`: which tokens are of the passage's own text. `gold`: first and last token of each place of the
    answer; none where `verdict` says which of rag.pointing.ANSWERS it is."""

    tokens: list[int]
    types: list[int]
    told: list[bool]
    gold: list[tuple[int, int]]
    verdict: int | None


def pairs(group: Group, tokenizer: Any, rng: random.Random) -> Iterator[Pair]:
    articles = excerpts(group.evidence)
    for asked in group.asked:
        own = asked.at[0] if asked.at else rng.choice(sorted(articles))
        strange = [name for name in articles if name != own]
        if found := pair_of(asked, articles[own], tokenizer):
            yield found
        if strange and rng.random() < STRANGE:
            silent = Asked(asked.question, NOT_STATED, asked.history)
            if found := pair_of(silent, articles[rng.choice(strange)], tokenizer):
                yield found


def pair_of(asked: Asked, excerpt: Excerpt, tokenizer: Any) -> Pair | None:
    """None where the answer is not among the tokens that the pointer reads."""
    question = question_of(asked.question, asked.history)
    read = encode(tokenizer, question, excerpt.heading, excerpt.text)
    told = [place is not None for place in read.places]
    if asked.answer in ANSWERS:
        return Pair(read.tokens, read.types, told, [], ANSWERS.index(asked.answer))
    gold = [
        place
        for item, start in zip(excerpt.sentences, excerpt.starts, strict=True)
        if asked.at is None or item.start == asked.at[1]
        for part in asked.answer.split(JOIN)
        for place in _places(read, part, item.quote, start)
    ]
    return Pair(read.tokens, read.types, told, gold, None) if gold else None


def _places(read: Encoding, part: str, quote: str, begin: int) -> Iterator[tuple[int, int]]:
    """First and last token of each place in the sentence where the answer stands."""
    words = r"\s+".join(map(re.escape, part.split()))
    for found in re.finditer(rf"(?<!\w){words}(?!\w)", quote):
        place = read.tokens_of(begin + found.start(), begin + found.end())
        if place and place[1] - place[0] < MAX_SPAN:
            yield place
