"""Groups → pairs of question and passage for the pointer (rag.pointing).

A passage is of one article, as a chunk is. A question on what it does not tell is a pair too: of the story's
twin about another party, of another paragraph with the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from models.train.groups import Asked, Group
from rag.pointing import ANSWERS, MAX_SPAN, Encoding, encode, question_of
from rag.prompt import NOT_STATED, heading
from rag.records import Evidence

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
    articles: dict[str, list[Evidence]] = {}
    for item in group.evidence:
        articles.setdefault(item.article_id, []).append(item)
    for asked in group.asked:
        own = asked.at[0] if asked.at else rng.choice(sorted(articles))
        strange = [name for name in articles if name != own]
        if found := pair_of(asked, articles[own], tokenizer):
            yield found
        if strange and rng.random() < STRANGE:
            silent = Asked(asked.question, NOT_STATED, asked.history)
            if found := pair_of(silent, articles[rng.choice(strange)], tokenizer):
                yield found


def pair_of(asked: Asked, items: Sequence[Evidence], tokenizer: Any) -> Pair | None:
    """None where the answer is not among the tokens that the pointer reads."""
    items = sorted(items, key=lambda item: item.start)
    text = " ".join(item.quote for item in items)
    read = encode(
        tokenizer,
        question_of(asked.question, asked.history),
        heading(items[0].title, items[0].published),
        text,
    )
    told = [place is not None for place in read.places]
    if asked.answer == NOT_STATED or asked.answer in ANSWERS:
        verdict = ANSWERS.index(asked.answer) if asked.answer in ANSWERS else 0
        return Pair(read.tokens, read.types, told, [], verdict)
    begin = 0
    gold = []
    for item in items:
        if asked.at is None or item.start == asked.at[1]:
            for part in asked.answer.split("; "):
                gold += list(_places(read, part, item.quote, begin))
        begin += len(item.quote) + 1
    return Pair(read.tokens, read.types, told, gold, None) if gold else None


def _places(read: Encoding, part: str, quote: str, begin: int) -> Iterator[tuple[int, int]]:
    """First and last token of each place in the sentence where the answer stands."""
    words = r"\s+".join(map(re.escape, part.split()))
    for found in re.finditer(rf"(?<!\w){words}(?!\w)", quote):
        place = read.tokens_of(begin + found.start(), begin + found.end())
        if place and place[1] - place[0] < MAX_SPAN:
            yield place
