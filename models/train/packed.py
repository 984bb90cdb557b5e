"""Archives of ours for the reader → groups: several questions on the same few sentences.

A row of the reader's pays for its evidence once (batches.py). So two questions of an article choose
sentences, as retrieval would, and all that these tell or nearly tell is asked of them, and one thing that they
do not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from models.train.archives import Archive, Ask, Told, is_held_back, lacking, likest, near
from models.train.groups import YES_NO, Asked, Group, evidence_of
from rag.prompt import NOT_STATED

OWN, STRANGE = (3, 5), (0, 2)  # sentences of the article, and of another of its archive
TOGETHER = 2  # questions that choose the sentences


def groups(archives: Sequence[Archive], rng: random.Random, share: float) -> Iterator[Group]:
    """The questions of the articles to train on, or of a `share` of these: each at least once where its
    sentences stand, none twice of the same sentences."""
    for archive in archives:
        for told in archive.articles.values():
            if not is_held_back(told) and rng.random() <= share:
                yield from _of_article(told, archive, rng)


def _of_article(told: Told, archive: Archive, rng: random.Random) -> Iterator[Group]:
    asks = [ask for ask in archive.asks if archive.articles[ask.article] is told]
    rng.shuffle(asks)
    waiting = list(asks)
    while waiting:
        first, shown = waiting[0], _sentences(waiting[:TOGETHER], told, rng)
        here = [ask for ask in asks if set(told.holding(ask.quote)) <= set(shown)]
        lines = [told.line(i) for i in shown]
        other = likest(first, archive)
        if other is not None:
            strange = near(first, other, rng.randint(*STRANGE), rng, lacking(first, other))
            lines += [other.line(i) for i in strange]
        text = " ".join(line.text for line in lines).casefold()
        silent = [ask for ask in asks if ask not in here and _is_silent(ask, text)]
        asked = [Asked(ask.q, ask.a or NOT_STATED) for ask in here]
        asked += [Asked(ask.q, NOT_STATED) for ask in rng.sample(silent, min(1, len(silent)))]
        yield Group(evidence_of(lines), tuple(asked))
        waiting = [ask for ask in waiting if ask not in here]


def _sentences(asks: Sequence[Ask], told: Told, rng: random.Random) -> list[int]:
    """Those that tell, or seem to, and others near to the first of the questions; in their order."""
    own = {i for ask in asks for i in told.holding(ask.quote)}
    rest = [i for i in range(len(told.sentences)) if i not in own]
    more = near(asks[0], told, max(0, rng.randint(*OWN) - len(own)), rng, rest)
    return sorted([*own, *more])


def _is_silent(ask: Ask, text: str) -> bool:
    """Whether the text certainly does not tell it: a yes or no may follow from others than its quote."""
    return ask.a is None or (ask.a not in YES_NO and ask.a.casefold() not in text)
