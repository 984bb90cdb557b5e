"""The SQLite side of the store: articles, the files they came from, chunks, full text.

One Database is one file. Writers work on a copy that nobody reads (see `store`); a reader's file
never changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.records import Article, Chunk, PublicationDate

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    title TEXT,
    published TEXT,                -- ISO date cut to its precision, or NULL
    published_first TEXT,          -- earliest and latest day that it may mean
    published_last TEXT,
    source TEXT,
    author TEXT,
    url TEXT
);
CREATE TABLE files (
    path TEXT PRIMARY KEY,         -- absolute, or the address a page was fetched from
    sha256 TEXT NOT NULL,
    cleaning INTEGER NOT NULL      -- CLEANING_VERSION that read it
);
CREATE TABLE file_articles (
    path TEXT NOT NULL REFERENCES files(path) ON DELETE CASCADE,
    position INTEGER NOT NULL,     -- which story of the file
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (path, position)
);
CREATE INDEX file_articles_by_article ON file_articles(article_id);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice; the id in FAISS
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    n_tokens INTEGER NOT NULL,
    embedded TEXT NOT NULL         -- SHA-256 of the text that the embedder read
);
CREATE INDEX chunks_by_article ON chunks(article_id);
CREATE INDEX chunks_by_embedded ON chunks(embedded);
CREATE VIRTUAL TABLE chunks_fts USING fts5(
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
);
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may return. Dates count where an article's may fall within them."""

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    articles: tuple[str, ...] = ()  # ids

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until or self.articles)

    def sql(self) -> tuple[str, list[str]]:
        """A condition over the columns of `articles`, with its parameters."""
        terms: list[str] = []
        values: list[str] = []
        if self.sources:
            terms.append(f"source IN ({', '.join('?' * len(self.sources))})")
            values.extend(self.sources)
        if self.since:
            terms.append("published_last >= ?")
            values.append(self.since.isoformat())
        if self.until:
            terms.append("published_first <= ?")
            values.append(self.until.isoformat())
        if self.articles:
            terms.append(f"id IN ({', '.join('?' * len(self.articles))})")
            values.extend(self.articles)
        return " AND ".join(terms) or "1", values


class Database:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.execute("PRAGMA foreign_keys = ON")

    @classmethod
    def create(cls, path: Path) -> Database:
        database = cls(sqlite3.connect(path))
        database.connection.executescript(_SCHEMA)
        return database

    @classmethod
    def edit(cls, path: Path) -> Database:
        return cls(sqlite3.connect(path))

    @classmethod
    def read(cls, path: Path) -> Database:
        """Opens for reading alone. The file never changes, so no lock and no journal is needed."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        self.connection.close()

    # Articles

    def put_article(self, article: Article) -> None:
        """Adds an article, or brings the metadata of one that is here up to date."""
        first, last = article.published.first_day(), article.published.last_day()
        self.connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            # A copy that states less takes nothing away.
            " ON CONFLICT (id) DO UPDATE SET published = coalesce(excluded.published, published),"
            " published_first = coalesce(excluded.published_first, published_first),"
            " published_last = coalesce(excluded.published_last, published_last),"
            " author = coalesce(excluded.author, author), url = coalesce(excluded.url, url)",
            (
                article.id,
                article.text,
                article.title,
                article.published.value,
                first and first.isoformat(),
                last and last.isoformat(),
                article.source,
                article.author,
                article.url,
            ),
        )

    def articles(self, only: Filter | None = None) -> list[Article]:
        """The articles that pass the filter, newest first, undated ones last."""
        condition, values = (only or Filter()).sql()
        rows = self.connection.execute(
            f"SELECT id, text, title, published, source, author, url FROM articles"
            f" WHERE {condition} ORDER BY published_first DESC NULLS LAST, title, id",
            values,
        )
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        row = self.connection.execute(
            "SELECT id, text, title, published, source, author, url FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        return _article(row) if row else None

    def article_ids(self, prefix: str = "") -> list[str]:
        rows = self.connection.execute(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id", (len(prefix), prefix)
        )
        return [row[0] for row in rows]

    def sources(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source"
        )
        return [row[0] for row in rows]

    def remove_article(self, article_id: str) -> None:
        self.connection.execute(
            "DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE article_id = ?)",
            (article_id,),
        )
        self.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def orphans(self) -> list[str]:
        """Articles that no file holds any more."""
        rows = self.connection.execute(
            "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM file_articles)"
        )
        return [row[0] for row in rows]

    # Files

    def files(self) -> dict[str, tuple[str, int]]:
        """path → (SHA-256, cleaning version) of every file that was indexed."""
        rows = self.connection.execute("SELECT path, sha256, cleaning FROM files")
        return {path: (sha256, cleaning) for path, sha256, cleaning in rows}

    def put_file(self, path: str, sha256: str, cleaning: int, article_ids: Iterable[str]) -> None:
        self.remove_file(path)
        self.connection.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, cleaning))
        self.connection.executemany(
            "INSERT INTO file_articles VALUES (?, ?, ?)",
            [(path, position, article) for position, article in enumerate(article_ids)],
        )

    def rename_file(self, old: str, new: str) -> None:
        sha256, cleaning = self.files()[old]
        articles = self.articles_of(old)
        self.remove_file(old)
        self.put_file(new, sha256, cleaning, articles)

    def remove_file(self, path: str) -> None:
        self.connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def articles_of(self, path: str) -> list[str]:
        rows = self.connection.execute(
            "SELECT article_id FROM file_articles WHERE path = ? ORDER BY position", (path,)
        )
        return [row[0] for row in rows]

    def files_of(self, article_id: str) -> list[str]:
        rows = self.connection.execute(
            "SELECT path FROM file_articles WHERE article_id = ? ORDER BY path", (article_id,)
        )
        return [row[0] for row in rows]

    # Chunks

    def put_chunk(self, chunk: Chunk, title: str | None, embedded: str) -> int:
        """Adds a chunk and its full text; returns its id."""
        cursor = self.connection.execute(
            "INSERT INTO chunks (article_id, start, end, n_tokens, embedded) VALUES (?, ?, ?, ?, ?)",
            (chunk.article_id, chunk.start, chunk.end, chunk.n_tokens, embedded),
        )
        chunk_id = int(cursor.lastrowid or 0)
        self.connection.execute(
            "INSERT INTO chunks_fts (rowid, title, text) VALUES (?, ?, ?)",
            (chunk_id, title or "", chunk.text),
        )
        return chunk_id

    def remove_chunks(self, article_id: str) -> None:
        self.connection.execute(
            "DELETE FROM chunks_fts WHERE rowid IN (SELECT id FROM chunks WHERE article_id = ?)",
            (article_id,),
        )
        self.connection.execute("DELETE FROM chunks WHERE article_id = ?", (article_id,))

    def first_chunk(self, article_id: str) -> tuple[Chunk, str] | None:
        """The first chunk of an article with the SHA-256 of what was embedded; None without any."""
        row = self.connection.execute(
            "SELECT id, embedded FROM chunks WHERE article_id = ? ORDER BY start, id LIMIT 1",
            (article_id,),
        ).fetchone()
        return (self._chunk(row[0]), row[1]) if row else None

    def chunk_keys(self) -> dict[int, str]:
        """chunk id → SHA-256 of what was embedded, for every chunk."""
        return dict(self.connection.execute("SELECT id, embedded FROM chunks"))

    def chunk_ids(self, only: Filter) -> list[int]:
        condition, values = only.sql()
        rows = self.connection.execute(
            f"SELECT id FROM chunks WHERE article_id IN (SELECT id FROM articles WHERE {condition})",
            values,
        )
        return [row[0] for row in rows]

    def chunks(self, ids: Iterable[int]) -> list[Chunk]:
        """The chunks of `ids`, in that order. KeyError for an unknown id."""
        return [self._chunk(chunk_id) for chunk_id in ids]

    def chunks_of(self, article_id: str) -> list[Chunk]:
        rows = self.connection.execute(
            "SELECT id FROM chunks WHERE article_id = ? ORDER BY start, id", (article_id,)
        ).fetchall()
        return self.chunks(row[0] for row in rows)

    def _chunk(self, chunk_id: int) -> Chunk:
        row = self.connection.execute(
            "SELECT article_id, start, end, n_tokens, chunks_fts.text"
            " FROM chunks JOIN chunks_fts ON chunks_fts.rowid = chunks.id WHERE chunks.id = ?",
            (chunk_id,),
        ).fetchone()
        if row is None:
            raise KeyError(chunk_id)
        article_id, start, end, n_tokens, text = row
        return Chunk(article_id, start, end, text, n_tokens, chunk_id)

    def search(self, terms: Iterable[str], k: int, only: Filter) -> Iterator[tuple[int, float]]:
        """The `k` best (chunk id, BM25 score) for any of `terms`, best first, higher is better."""
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        if not match:
            return
        condition, values = only.sql()
        within = (
            "AND rowid IN (SELECT id FROM chunks WHERE article_id IN"
            f" (SELECT id FROM articles WHERE {condition}))"
            if only
            else ""
        )
        rows = self.connection.execute(
            f"SELECT rowid, bm25(chunks_fts, 0.5, 1.0) AS score FROM chunks_fts"
            f" WHERE chunks_fts MATCH ? {within} ORDER BY score, rowid LIMIT ?",
            [match, *values, k],
        )
        for chunk_id, score in rows:
            yield chunk_id, -score

    def counts(self) -> dict[str, int]:
        return {
            table: self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("articles", "files", "chunks")
        }


def _article(row: tuple[str, str, str, str, str, str, str]) -> Article:
    article_id, text, title, published, source, author, url = row
    return Article(text, title, PublicationDate(published), source, author, url, article_id)
