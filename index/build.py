"""Article files → index: composes the stages of this folder.

1. Each file is hashed; one that the index holds unchanged is not read again, one that was
   renamed keeps its articles.
2. The others are read, cleaned and chunked. A file that can't be read is reported; what the
   index had of it stays.
3. Files that are gone from a given folder go, and with them the articles that no other file holds.
4. Texts that no chunk had embedded before are embedded, in pieces that survive an interruption.
5. All of it is committed at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index.chunking import ChunkingSettings, chunk_article, embedding_text
from index.cleaning import CLEANING_VERSION, clean
from index.embedding import BATCH, TextEmbedder, Vectors
from index.errors import SourceError
from index.fetching import FetchedPage
from index.pending import PendingVectors
from index.readers import load, read_articles
from index.records import Article
from index.sources import SourceFile
from index.store import Draft, write

# stage, done, total
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What one run did. Counts are of articles, `embedded` and `chunks` of chunks."""

    added: int = 0
    removed: int = 0
    unchanged: int = 0
    articles: int = 0
    chunks: int = 0
    embedded: int = 0
    problems: list[str] = field(default_factory=list)  # one line each, file named


def build_index(
    folder: Path,
    files: Sequence[SourceFile],
    embedder: TextEmbedder,
    *,
    pages: Sequence[FetchedPage] = (),
    chunking: ChunkingSettings | None = None,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Brings the index in `folder` up to date with `files` and fetched `pages`.

    A file that can't be read is among the report's problems, and what the index had of it stays.
    Raises SourceError where that leaves an index of nothing, and what `store.write` raises; the index
    then stays as it was.
    """
    chunking = chunking or ChunkingSettings()
    chunking.check(embedder.window)
    tell = progress or (lambda stage, done, total: None)
    with write(folder, embedder.identity, chunking, rebuild=rebuild) as draft:
        report = Report()
        before = set(draft.database.article_ids())
        embedded = {key: chunk_id for chunk_id, key in draft.database.chunk_keys().items()}
        intake = _Intake(draft, report)
        for number, file in enumerate(files):
            tell("reading", number, len(files))
            intake.take_file(file)
        tell("reading", len(files), len(files))
        for page in pages:
            intake.take_page(page)
        if report.problems and not draft.database.files():
            raise SourceError(report.problems[0] + _and_more(len(report.problems) - 1))
        _drop_gone(draft, files)
        _drop_orphans(draft)
        _chunk_and_embed(draft, folder, embedder, chunking, embedded, report, tell)
        after = set(draft.database.article_ids())
        report.added, report.removed = len(after - before), len(before - after)
        report.unchanged = len(after & before)
        report.articles, report.chunks = len(after), len(draft.vectors)
    return report


def remove_articles(
    folder: Path, ids: Iterable[str], embedder: TextEmbedder, chunking: ChunkingSettings
) -> None:
    """Takes articles out of the index. KeyError for an id that it does not hold."""
    with write(folder, embedder.identity, chunking) as draft:
        for article_id in ids:
            if draft.database.article(article_id) is None:
                raise KeyError(article_id)
            draft.database.remove_article(article_id)
        _drop_vectors(draft)


class _Intake:
    """Reads files into the draft, and passes over those that it holds unchanged."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self._draft = draft
        self._report = report
        self._known = draft.database.files()
        self._by_content: dict[tuple[str, int], list[str]] = {}
        for name, content in self._known.items():
            self._by_content.setdefault(content, []).append(name)

    def take_file(self, file: SourceFile) -> None:
        try:
            self.take(str(file.path), load(file.path, file.kind), file.kind)
        except SourceError as error:
            self._report.problems.append(str(error))

    def take_page(self, page: FetchedPage) -> None:
        try:
            self.take(page.url, page.data, page.kind, url=page.url)
        except SourceError as error:
            self._report.problems.append(str(error))

    def take(self, name: str, data: bytes, kind: str, url: str | None = None) -> None:
        database = self._draft.database
        content = (hashlib.sha256(data).hexdigest(), CLEANING_VERSION)
        if self._known.get(name) == content:
            return
        for other in self._by_content.get(content, []):
            # Under another suffix another reader takes it: .txt with front matter becomes .md.
            if not _is_there(other) and Path(other).suffix == Path(name).suffix:
                database.rename_file(other, name)
                self._by_content[content].remove(other)
                return
        raws, problems = read_articles(data, kind, name)
        self._report.problems.extend(problems)
        found = [article for raw in raws for article in clean(replace(raw, url=raw.url or url))]
        if not found:
            if not problems:
                raise SourceError(f"nothing to index in {name}: no article text in it")
            return
        articles = {article.id: article for article in found}
        for article in articles.values():
            database.put_article(article)
        database.put_file(name, *content, articles)


def _is_there(name: str) -> bool:
    return "://" in name or Path(name).exists()


def _drop_gone(draft: Draft, files: Sequence[SourceFile]) -> None:
    """Forgets files that lie under a given folder and were not found there this time."""
    roots = {file.root for file in files if file.root is not None}
    found = {str(file.path) for file in files}
    for name in draft.database.files():
        if "://" not in name and name not in found and roots.intersection(Path(name).parents):
            draft.database.remove_file(name)


def _drop_orphans(draft: Draft) -> None:
    for article_id in draft.database.orphans():
        draft.database.remove_article(article_id)


def _drop_vectors(draft: Draft) -> None:
    gone = set(draft.vectors.ids().tolist()) - set(draft.database.chunk_keys())
    if gone:
        draft.vectors.remove(sorted(gone))


def _chunk_and_embed(
    draft: Draft,
    folder: Path,
    embedder: TextEmbedder,
    chunking: ChunkingSettings,
    embedded: dict[str, int],
    report: Report,
    tell: Progress,
) -> None:
    """Chunks every article whose chunks are missing or were embedded with another header.

    `embedded` maps the key of every text that the last generation embedded to its chunk.
    """
    kept: dict[int, str] = {}  # new chunk id → key
    texts: dict[str, str] = {}  # key → text that no vector is known for
    articles = draft.database.articles()
    for number, article in enumerate(articles):
        tell("chunking", number, len(articles))
        if not _needs_chunks(draft, article, embedder, chunking):
            continue
        draft.database.remove_chunks(article.id)
        for chunk in chunk_article(article, embedder, chunking):
            text = embedding_text(article, chunk.text, embedder, chunking.header)
            key = _key(text)
            kept[draft.database.put_chunk(chunk, article.title, key)] = key
            if key not in embedded:
                texts[key] = text
    tell("chunking", len(articles), len(articles))
    vectors = _embed(folder, texts, embedder, tell)
    report.embedded = len(texts)
    rows = [
        vectors[key] if key in vectors else draft.vectors.get([embedded[key]])[0]
        for key in kept.values()
    ]
    if rows:
        draft.vectors.add(list(kept), np.stack(rows))
    _drop_vectors(draft)


def _needs_chunks(
    draft: Draft, article: Article, embedder: TextEmbedder, chunking: ChunkingSettings
) -> bool:
    row = draft.database.first_chunk(article.id)
    if row is None:
        return True
    chunk, key = row
    return key != _key(embedding_text(article, chunk.text, embedder, chunking.header))


def _embed(
    folder: Path, texts: dict[str, str], embedder: TextEmbedder, tell: Progress
) -> dict[str, Vectors]:
    """key → vector (dimension,) for every text, taken from `pending` where it was made before."""
    if not texts:
        return {}
    pending = PendingVectors(folder / "pending.sqlite", embedder.identity)
    try:
        vectors = {key: pending.get(key) for key in texts}
        missing = [key for key, vector in vectors.items() if vector is None]
        # Like lengths together waste least on padding; pieces are what an interruption may cost.
        missing.sort(key=lambda key: len(texts[key]))
        done = len(texts) - len(missing)
        for start in range(0, len(missing), 4 * BATCH):
            tell("embedding", done + start, len(texts))
            keys = missing[start : start + 4 * BATCH]
            made = embedder.encode([texts[key] for key in keys])
            pending.put(keys, made)
            vectors.update(zip(keys, made, strict=True))
        tell("embedding", len(texts), len(texts))
        return {key: vector for key, vector in vectors.items() if vector is not None}
    finally:
        pending.close()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _and_more(n: int) -> str:
    return f" (and {n} more)" if n else ""
