"""Clean text → chunks of whole sentences, sized by the embedder's own tokenizer.

1. Sentences are taken in order and added to the open chunk while its tokens fit the budget.
2. A new chunk begins with the last sentence of the one before, where that fits in `overlap`
   tokens, so that "It" keeps its referent.
3. A sentence longer than the budget is cut between words; a word longer than the budget (a
   script without spaces, a long address) between tokens. Nothing is dropped.

The budget leaves room for the header (title and date, see `embedding_text`) and the special
tokens: header + chunk never exceed the embedder's window, and so nothing is cut off silently.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Protocol

from index.records import Article, Chunk, Span
from index.sentences import sentence_spans


class Tokenizer(Protocol):
    """The embedder's tokenizer: what chunking needs of it."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """[start, end) of each token in characters of `text`, special tokens left out."""
        ...


@dataclass(frozen=True, slots=True)
class ChunkingSettings:
    """Sizes in tokens of the embedder. `header` bounds the title and date put before a chunk."""

    size: int = 200
    overlap: int = 48
    header: int = 32

    def check(self, window: int, special: int = 2) -> None:
        """Raises ValueError where a chunk with its header may exceed the embedder's window."""
        if self.size < 8 or not 0 <= self.overlap < self.size:
            raise ValueError(f"chunk size {self.size} and overlap {self.overlap} don't go together")
        if self.header < 2:
            raise ValueError(f"a header of {self.header} tokens has no room for a title")
        if self.size + self.header + special > window:
            raise ValueError(
                f"chunk size {self.size} + header {self.header} + {special} special tokens exceed"
                f" the embedder's window of {window} tokens"
            )


def chunk_article(
    article: Article, tokenizer: Tokenizer, settings: ChunkingSettings
) -> list[Chunk]:
    """The chunks of one article in order. Every non-blank character is in at least one."""
    # The whole text is tokenized once; a span's size is the number of tokens it touches.
    tokens = tokenizer.token_offsets(article.text)
    counter = _Counter([start for start, _ in tokens], [end for _, end in tokens])
    pieces: list[Span] = []
    for sentence in sentence_spans(article.text):
        pieces.extend(_fitting(article.text, sentence, counter, settings.size))
    return [
        Chunk(article.id, span.start, span.end, article.text[span.start : span.end], size)
        for span, size in _pack(pieces, counter, settings)
    ]


def embedding_text(article: Article, text: str, tokenizer: Tokenizer, max_header: int) -> str:
    """What the embedder reads for a chunk: title and date, cut to `max_header` tokens, then text."""
    parts = [article.title or "", article.published.readable() if article.published.value else ""]
    header = ". ".join(part for part in parts if part)
    offsets = tokenizer.token_offsets(header)
    if len(offsets) >= max_header:
        header = header[: offsets[max_header - 2][1]]
    return f"{header}\n{text}" if header else text


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts the tokens that a span touches, by bisection over their sorted offsets."""

    starts: list[int]
    ends: list[int]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Indices [first, last) of the tokens that touch [start, end)."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def count(self, start: int, end: int) -> int:
        first, last = self.bounds(start, end)
        return max(0, last - first)


def _fitting(text: str, span: Span, counter: _Counter, size: int) -> list[Span]:
    """The span itself where it fits, else consecutive parts of it that do."""
    parts = []
    start = span.start
    while counter.count(start, span.end) > size:
        first, _ = counter.bounds(start, span.end)
        limit = max(counter.ends[first + size - 1], start + 1)
        space = text.rfind(" ", start, limit)
        end = space if space > start else limit
        parts.append(Span(start, end))
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        parts.append(Span(start, span.end))
    return parts


def _pack(
    pieces: list[Span], counter: _Counter, settings: ChunkingSettings
) -> list[tuple[Span, int]]:
    packed: list[tuple[Span, int]] = []
    opened: list[Span] = []
    for piece in pieces:
        if opened and counter.count(opened[0].start, piece.end) > settings.size:
            packed.append(_closed(opened, counter))
            last = opened[-1]
            overlap = counter.count(last.start, last.end)
            fits = counter.count(last.start, piece.end) <= settings.size
            # A chunk that is one sentence would only be repeated.
            repeat = len(opened) > 1 and overlap <= settings.overlap and fits
            opened = [last] if repeat else []
        opened.append(piece)
    if opened:
        packed.append(_closed(opened, counter))
    return packed


def _closed(opened: list[Span], counter: _Counter) -> tuple[Span, int]:
    span = Span(opened[0].start, opened[-1].end)
    return span, counter.count(span.start, span.end)
