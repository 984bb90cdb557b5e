"""Evidence → the sentences of each article as one text, as an encoder reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from rag.prompt import heading, shortened
from rag.records import Evidence

MAX_LEAD = 240  # characters


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentences of one article as its text, in order; `starts` is where each begins in it. `lead`, the
    first sentence of the article, says what it is about: read, but never the answer."""

    sentences: tuple[Evidence, ...]
    text: str
    starts: tuple[int, ...]
    lead: str | None = None

    @property
    def heading(self) -> str:
        own = heading(self.sentences[0].title, self.sentences[0].published)
        if self.lead is None or any(item.quote == self.lead for item in self.sentences):
            return own
        return f"{own} | {shortened(self.lead, MAX_LEAD)}"


def excerpt_of(evidence: Iterable[Evidence]) -> Excerpt:
    sentences = tuple(sorted(evidence, key=lambda item: item.start))
    ends = accumulate(len(item.quote) + 1 for item in sentences)
    return Excerpt(
        sentences, " ".join(item.quote for item in sentences), (0, *ends)[: len(sentences)]
    )


def excerpts(
    evidence: Iterable[Evidence], leads: Mapping[str, str] | None = None
) -> dict[str, Excerpt]:
    """The sentences of each article, by its id, as `leads` are."""
    articles: dict[str, list[Evidence]] = {}
    for item in evidence:
        articles.setdefault(item.article_id, []).append(item)
    leads = leads or {}
    return {
        name: replace(excerpt_of(items), lead=leads.get(name)) for name, items in articles.items()
    }


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
    return [replace(excerpt_of(items), lead=excerpt.lead) for items in found]
