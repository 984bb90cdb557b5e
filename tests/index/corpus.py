"""Small made-up articles, and an index of them, for the tests of reading, building and storing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from index.build import Report, build_index
from index.chunking import ChunkingSettings
from index.embedding import TextEmbedder
from index.records import Article
from index.sources import find_files
from index.store import Store

# Small enough that an article of some sentences has several chunks.
CHUNKING = ChunkingSettings(size=16, overlap=0, header=16)

# 11 tokens each, so that every sentence is a chunk of its own: 2 × 11 > 16.
SENTENCES = [
    f"The {name} carried {n} passengers across the harbour before noon today."
    for n, name in enumerate(["ferry", "tram", "bus", "train", "boat", "lift", "cart", "barge"], 3)
]

# As a mail program breaks its lines.
WRAPPED = """The ferry to the northern islands will run twice a day from the first of
March, the harbour company said, after three winters with a single crossing
that left islanders stranded whenever the wind rose.

Fares stay as they are. The company hopes that fishermen, who have waited for
a second boat since the old one was sold, will use it most.
"""


# As a mail program breaks its lines.
WRAPPED = """The ferry to the northern islands will run twice a day from the first of
March, the harbour company said, after three winters with a single crossing
that left islanders stranded whenever the wind rose.

Fares stay as they are. The company hopes that fishermen, who have waited for
a second boat since the old one was sold, will use it most.
"""


# Tests kill processes, not machines: what was written stays, and waiting for the disk is in vain.
_connect = sqlite3.connect


def connect_without_syncing(*args: Any, **options: Any) -> sqlite3.Connection:
    connection = _connect(*args, **options)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def text(*numbers: int) -> str:
    return " ".join(SENTENCES[n] for n in numbers)


def put(folder: Path, name: str, body: str, **meta: str) -> Path:
    """Writes one article file: Markdown with front matter, or plain text."""
    folder.mkdir(parents=True, exist_ok=True)
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in meta.items())
    path = folder / name
    path.write_text(f"---\n{front}---\n{body}\n" if front else body + "\n", encoding="utf-8")
    return path


def build(index: Path, source: Path, embedder: TextEmbedder, **options: Any) -> Report:
    return build_index(index, find_files([str(source)]), embedder, chunking=CHUNKING, **options)


def articles(index: Path) -> dict[str, Article]:
    """Title → article of the index as a reader finds it."""
    store = Store.open(index)
    try:
        return {article.title or "": article for article in store.database.articles()}
    finally:
        store.close()


def snapshot(index: Path) -> dict[str, bytes]:
    """Every file that the manifest names, and the manifest itself."""
    manifest = index / "manifest.json"
    if not manifest.exists():
        return {}
    parts = json.loads(manifest.read_text("utf-8"))["parts"].values()
    return {p.name: p.read_bytes() for p in (manifest, *(index / part["file"] for part in parts))}
