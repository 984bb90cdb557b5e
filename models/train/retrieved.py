"""Archives of ours as retrieval brings them → groups: of an archive's sentences those most like the question.

archives.py takes the sentence that answers, or seems to, and what lies near it. At run time the examiner
also reads what other articles have on the same matter, mostly in vain, and now and then the sentence that
answers is not among what was found. So here each question is asked of every article that has one of its
nearest sentences, by

    cos(question, sentence) + 0.5 terms + noise

(rag/evidence.py, without the passages). No article but its own should answer a question of an archive: one that
holds the answer's words, or any other where the answer is yes or no, is left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from models.train.archives import Archive, Ask, Told, is_held_back, lacking
from models.train.groups import YES_NO, Asked, Cut, Group, by_chance, evidence_of
from rag.evidence import OWN_TERMS_WEIGHT, can_prove
from rag.prompt import NOT_STATED
from rag.words import stems, terms

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]  # texts → unit vectors (n, dimension)

SENTENCES = (5, 9)  # of all articles, that a question is asked of
NOISE = 0.06  # standard deviation of what is added to a sentence's rank
STRANGE = 0.3  # of the other articles that are also asked


def passages(
    archives: Sequence[Archive],
    encode: Encode,
    rng: random.Random,
    share: float,
    cut: Cut,
    held_back: bool,
) -> Iterator[Group]:
    """As archives.passages, of which only the share of leads is taken from `cut`."""
    for archive in archives:
        asks = [
            ask
            for ask in archive.asks
            if is_held_back(archive.articles[ask.article]) == held_back and rng.random() <= share
        ]
        if not asks:
            continue
        told = list(archive.articles.values())
        places = [
            (article, number)
            for article in told
            for number, span in enumerate(article.sentences)
            if can_prove(article.quote(span))
        ]
        quotes = [article.quote(article.sentences[number]) for article, number in places]
        cosines = encode([ask.q for ask in asks]) @ encode(quotes).T
        for ask, row in zip(asks, cosines, strict=True):
            wanted = stems(terms(ask.q))
            worth = [
                cosine
                + OWN_TERMS_WEIGHT * len(wanted & article.stems[number]) / max(1, len(wanted))
                + rng.gauss(0, NOISE)
                for cosine, (article, number) in zip(row.tolist(), places, strict=True)
            ]
            best = sorted(range(len(places)), key=lambda i: -worth[i])[: rng.randint(*SENTENCES)]
            shown: dict[str, list[int]] = {}
            for i in best:
                article, number = places[i]
                shown.setdefault(article.name, []).append(number)
            for article in told:
                if article.name in shown:
                    yield from _group(ask, archive, article, sorted(shown[article.name]), cut, rng)


def _group(
    ask: Ask, archive: Archive, article: Told, at: Sequence[int], cut: Cut, rng: random.Random
) -> Iterator[Group]:
    """Nothing, by chance, where the article is another's, or where its sentences hold the answer's words."""
    asked = Asked(ask.q, NOT_STATED)
    tells = ask.a in YES_NO or not set(at).issubset(lacking(ask, article))
    if article is not archive.articles[ask.article]:
        if tells or rng.random() > STRANGE:
            return
    elif ask.a is not None:
        own = [
            i
            for i in article.holding(ask.quote)
            if i in at and (ask.a in YES_NO or ask.a in article.quote(article.sentences[i]))
        ]
        if own:
            asked = Asked(ask.q, ask.a, at=(article.name, article.sentences[own[0]].start))
        elif tells:
            return
    lead = article.quote(article.sentences[0])
    leads = {article.name: lead} if by_chance(cut.lead, rng) else {}
    yield Group(evidence_of([article.line(i) for i in at]), (asked,), leads)
