"""Evidence → the sentences of each article as one text, as an encoder reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from rag.prompt import heading
from rag.records import Evidence


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentences of one article as its text, in order; `starts` is where each begins in it."""

    sentences: tuple[Evidence, ...]
    text: str
    starts: tuple[int, ...]

    @property
    def heading(self) -> str:
        return heading(self.sentences[0].title, self.sentences[0].published)


def excerpt_of(evidence: Iterable[Evidence]) -> Excerpt:
    sentences = tuple(sorted(evidence, key=lambda item: item.start))
    ends = accumulate(len(item.quote) + 1 for item in sentences)
    return Excerpt(
        sentences, " ".join(item.quote for item in sentences), (0, *ends)[: len(sentences)]
    )


def excerpts(evidence: Iterable[Evidence]) -> dict[str, Excerpt]:
    """The sentences of each article, by its id."""
    articles: dict[str, list[Evidence]] = {}
    for item in evidence:
        articles.setdefault(item.article_id, []).append(item)
    return {name: excerpt_of(items) for name, items in articles.items()}


def parts(excerpt: Excerpt, limit: int) -> list[Excerpt]:
    """The excerpt in pieces of at most `limit` characters each, or of a single sentence."""
    found: list[list[Evidence]] = []
    size = limit
    for item in excerpt.sentences:
        size += len(item.quote) + 1
        if size > limit:
            found.append([])
            size = len(item.quote) + 1
        found[-1].append(item)
    return [excerpt_of(items) for items in found]
