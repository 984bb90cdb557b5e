"""Groups → pairs of question and passage for the pointer (rag.pointing).

A passage is of one article, as a chunk is. A question on what it does not tell is a pair too: of the story's
twin about another party, of another paragraph with the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.train.groups import Asked, Group
from rag.excerpts import Excerpt, excerpts
from rag.pointing import ANSWERS, MAX_SPAN, Encoding, encode, question_of
from rag.prompt import NOT_STATED
from rag.records import JOIN

STRANGE = 0.35  # of questions that are also asked of an article that does not tell


Tokens = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Pair:
    """`passage`: the first token of the passage's part, with its heading; `told`: the first of its own text,
    which goes on to the last but one. `gold`: first and last token of each place of the answer; none where
    `verdict` says which of rag.pointing.ANSWERS it is."""

    tokens: Tokens
    passage: int
    told: int
    gold: list[tuple[int, int]]
    verdict: int | None


def save(found: Sequence[Pair], path: Path) -> None:
    """All of them in one file of arrays, tokens and places of answers end to end."""
    gold = [place for pair in found for place in pair.gold]
    np.savez(
        path,
        tokens=np.concatenate([pair.tokens for pair in found] or [np.zeros(0, np.uint16)]),
        gold=np.array(gold, dtype=np.uint16).reshape(-1, 2),
        rows=np.array(
            [
                (
                    p.tokens.size,
                    p.passage,
                    p.told,
                    len(p.gold),
                    -1 if p.verdict is None else p.verdict,
                )
                for p in found
            ],
            dtype=np.int32,
        ).reshape(-1, 5),
    )


def load(path: Path) -> list[Pair]:
    with np.load(path) as arrays:
        tokens, gold, rows = (arrays[name] for name in ("tokens", "gold", "rows"))
    found, at, place = [], 0, 0
    for size, passage, told, places, verdict in rows.tolist():
        own = [(a, b) for a, b in gold[place : place + places].tolist()]
        found.append(
            Pair(tokens[at : at + size], passage, told, own, None if verdict < 0 else verdict)
        )
        at, place = at + size, place + places
    return found


def pairs(group: Group, tokenizer: Any, rng: random.Random) -> Iterator[Pair]:
    articles = excerpts(group.evidence, group.leads)
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
    told = next((i for i, place in enumerate(read.places) if place is not None), None)
    if told is None:  # the question fills all that is read
        return None
    pair = Pair(np.array(read.tokens, dtype=np.uint16), read.types.index(1), told, [], None)
    if asked.answer in ANSWERS:
        return replace(pair, verdict=ANSWERS.index(asked.answer))
    gold = [
        place
        for item, start in zip(excerpt.sentences, excerpt.starts, strict=True)
        if asked.at is None or item.start == asked.at[1]
        for part in asked.answer.split(JOIN)
        for place in _places(read, part, item.quote, start)
    ]
    return replace(pair, gold=gold) if gold else None


def _places(read: Encoding, part: str, quote: str, begin: int) -> Iterator[tuple[int, int]]:
    """First and last token of each place in the sentence where the answer stands."""
    words = r"\s+".join(map(re.escape, part.split()))
    for found in re.finditer(rf"(?<!\w){words}(?!\w)", quote):
        place = read.tokens_of(begin + found.start(), begin + found.end())
        if place and place[1] - place[0] < MAX_SPAN:
            yield place
